"""What the API must show: a model of the books, in plain Python, that knows nothing of the product's own."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ERRORS_MAX = 3
MISSES_MAX = 3
SETTLED = {"draft", "published", "failed", "canceled"}
MADE = {"draft", "published"}


@dataclass
class Expected:
    """One job. `phase` is where it stands with its provider: new, unknown, submitted."""

    id: str
    made: int
    """Its place among all jobs."""
    owner: str
    prompt: str
    wanted: dict[str, Any]
    price: int
    job_type: str = "generate"
    source: "Expected | None" = field(default=None, repr=False)
    retried_from: str | None = None
    status: str = "pending"
    phase: str = "new"
    errors: int = 0
    misses: int = 0
    leased: bool = False
    """An attempt broke off, and nobody has noticed yet."""
    lease_until: datetime | None = None
    deadline: datetime | None = None
    deleted: bool = False
    favorite: bool = False
    revision: int = 0
    published: int = 0
    """Its place among all that was ever published."""
    entries: list[str] = field(default_factory=lambda: ["hold"])
    parts: list[Any] = field(default_factory=list)
    """The segments of what we make ourselves."""

    @property
    def settled(self) -> bool:
        return self.status in SETTLED

    @property
    def root(self) -> "Expected":
        return self.source.root if self.source else self

    @property
    def kind(self) -> str:
        """What it is, in the words of a report."""
        return self.job_type

    @property
    def height_px(self) -> int:
        return 720

    @property
    def cancelable(self) -> bool:
        return not self.settled and self.phase == "new"

    @property
    def unfinished(self) -> list[int]:
        """The segments that are still to be encoded."""
        return [n for n, part in enumerate(self.parts) if not part.done]

    @property
    def asks_provider(self) -> bool:
        """Whether its steps ask somebody."""
        return True

    @property
    def receipt(self) -> dict[str, int]:
        captured = self.price if self.status in MADE else 0
        return {
            "held": self.price,
            "captured": captured,
            "released": self.price - captured if self.settled else 0,
        }

    @property
    def links(self) -> set[str]:
        """What may be done with it, besides reading."""
        possible = {
            "cancel": self.cancelable,
            "retry": self.settled,
            "delete": self.settled,
            "publish": self.status == "draft",
            "unpublish": self.status == "published",
            "video": self.status in MADE,
        }
        return {name for name, yes in possible.items() if yes}

    def end(self, status: str) -> None:
        assert not self.settled, "the model ends a job twice"
        self.status, self.leased = status, False
        self.entries.append("capture" if status == "draft" else "release")

    def encode(self, n: int, way: str, *, lease_until: datetime) -> None:
        raise AssertionError("only what we make ourselves has segments")

    def attempt(self, way: str, *, late: bool) -> None:
        """An attempt was made, and the provider answered in that `way`; `late`: past the deadline."""
        self.status, self.leased = "processing", False
        if way == "breaks":
            self.leased = True
            self.phase = "unknown" if self.phase == "new" else self.phase
        elif not self._ended_by(way) and late:
            self.end("failed")

    def _ended_by(self, way: str) -> bool:
        match self.phase, way:
            case ("new" | "submitted", "refused") | ("submitted", "filtered"):
                self.end("failed")
            case ("submitted", "good"):
                self.end("draft")
            case ("new" | "submitted", "busy"):
                self._erred()
            case ("submitted", "lost"):
                self._missed()
            case ("submitted", "running"):
                self.misses = 0
            case ("new", "lost"):
                self.phase = "unknown"
            case ("new", _) | ("unknown", "good"):
                self.phase, self.misses = "submitted", 0
        return self.settled

    def _erred(self) -> None:
        """The provider took nothing: order again later, at most some times."""
        if self.errors >= ERRORS_MAX:
            self.end("failed")
        else:
            self.phase, self.errors = "new", self.errors + 1

    def _missed(self) -> None:
        """The provider does not know its own prediction: believed once it was said several times."""
        self.misses += 1
        if self.misses >= MISSES_MAX:
            self.end("failed")

    def swept(self, *, now: datetime, overdue_s: float, last_look_s: float) -> None:
        """The sweep has found it; `overdue_s` is how long ago its deadline was."""
        given_up = overdue_s >= (0 if self.phase == "new" else last_look_s)
        if given_up or (self.leased and self.errors >= ERRORS_MAX):
            self.end("failed")
        else:
            self.errors += self.leased
            self.driven(now)

    def driven(self, now: datetime) -> None:
        """It was sent again; whoever still worked on it is fenced off."""
        self.leased = False


@dataclass
class Person:
    """One account, as the sum of what was granted and of what became of the jobs."""

    name: str
    granted: int
    gifts: dict[str, int] = field(default_factory=dict)
    keys: dict[tuple[str, str], tuple[Any, str]] = field(default_factory=dict)
    """What was ordered under a route's key, and the job that came of it."""
    jobs: list[Expected] = field(default_factory=list)

    @property
    def held(self) -> int:
        return sum(job.price for job in self.jobs if not job.settled)

    @property
    def captured(self) -> int:
        return sum(job.price for job in self.jobs if job.status in MADE)

    @property
    def available(self) -> int:
        return self.granted - self.held - self.captured

    @property
    def active(self) -> int:
        return sum(not job.settled for job in self.jobs)

    @property
    def shown(self) -> list[Expected]:
        return [job for job in self.jobs if not job.deleted]

    @property
    def entries(self) -> int:
        return 1 + len(self.gifts) + sum(len(job.entries) for job in self.jobs)
