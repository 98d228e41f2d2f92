"""What must become of a film that we upscale ourselves: its segments and their join, in plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.integration.model.books import ERRORS_MAX, Expected

SEGMENTS = 3
"""Of a film of 100 s, which the encoder takes every source for, at 1080p in high quality."""
LEASE_MARGIN_S = 5
HEIGHT_HERE_PX = 1080


@dataclass
class Part:
    """One segment."""

    done: bool = False
    errors: int = 0
    lease_until: datetime | None = None
    """Until when an attempt that broke off, unnoticed, may be running."""

    def live(self, now: datetime) -> bool:
        return self.lease_until is not None and self.lease_until > now

    def lost(self, now: datetime) -> bool:
        return self.lease_until is not None and now >= self.lease_until + timedelta(seconds=LEASE_MARGIN_S)


@dataclass
class Upscaled(Expected):
    """A job of ours. `phase` is new, divided, or joining; no provider ever hears of it."""

    @property
    def kind(self) -> str:
        return "upscale by us"

    @property
    def height_px(self) -> int:
        return HEIGHT_HERE_PX

    @property
    def cancelable(self) -> bool:
        return not self.settled

    @property
    def asks_provider(self) -> bool:
        return False

    def attempt(self, way: str, *, late: bool) -> None:
        """A step of the job itself was made, which always goes well."""
        self.status = "processing"
        if self.phase == "joining":
            self.end("draft")
        elif late:
            self.end("failed")
        else:
            self.phase, self.parts = "divided", [Part() for _ in range(SEGMENTS)]

    def encode(self, n: int, way: str, *, lease_until: datetime) -> None:
        """An attempt was made at a segment, and ffmpeg did in that `way`."""
        part = self.parts[n]
        part.lease_until = lease_until if way == "breaks" else None
        if way == "refused" or (way == "busy" and part.errors >= ERRORS_MAX):
            self.end("failed")
        elif way == "busy":
            part.errors += 1
        elif way != "breaks":
            part.done = True
            self.phase = "divided" if self.unfinished else "joining"

    def swept(self, *, now: datetime, overdue_s: float, last_look_s: float) -> None:
        """The sweep has found it; a lost attempt at a segment is that segment's error."""
        if overdue_s >= 0 or any(part.lost(now) and part.errors >= ERRORS_MAX for part in self.parts):
            self.end("failed")
        else:
            self.driven(now)

    def driven(self, now: datetime) -> None:
        """It was sent again: those of its segments that are overdue were."""
        for part in self.parts:
            if part.lost(now):
                part.errors, part.lease_until = part.errors + 1, None
