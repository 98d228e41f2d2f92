"""A company that makes videos, and everything it can get wrong. It remembers each order it accepted."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from shared.providers import faults as said
from shared.providers.wavespeed import CLOCK_SKEW_S
from shared.store import documents
from tests.simulation.faults import STEADY, Faults
from tests.simulation.made import NOT_TAKEN, Made, part
from tests.simulation.objects import SimObjects
from tests.simulation.store import SimStore
from tests.simulation.world import START, World

BUCKET = "media"
FILMS = "https://cdn.example"
RUNNING, SUCCEEDED, FAILED = PredictionState
HANGS_S = 10**9
ACCEPTED_MAX_S = 300.0
"""How long after we have hung up a provider may still accept an order."""
TAKES_FILM_MAX_S = 90.0
"""How long after an order its provider takes the film that it begins with, at most."""
LIST_LAG_MAX_S = 19.0
"""How far a provider's list may be behind: less than the 20 s that lie between two looks at it."""


def _job_of(request: GenerationRequest) -> str:
    return request.output_prefix.split("/")[1]


class SimProvider:
    """A `VideoProvider`; `in_bucket` is one that writes its results to our bucket and has no history."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        objects: SimObjects,
        store: SimStore,
        *,
        in_bucket: bool,
        call_back: Callable[[Made, str], None],
        expected_s: float = 60,
    ) -> None:
        self.authoritative_lookup = not in_bucket
        self._world = world
        self._faults = faults
        self._objects = objects
        self._store = store
        self.name = "vertex" if in_bucket else "wavespeed"
        self._in_bucket = in_bucket
        self._call_back = call_back
        self._expected_s = expected_s
        self.made: list[Made] = []
        self._looked_s: dict[str, float] = {}
        """When each job's order was last sought."""
        self._refused: dict[str, list[float]] = {}
        """Orders that were answered with an error: when each was sought since."""
        self.hasty: list[str] = []
        """Jobs that were ordered again without two looks at the list, far enough apart."""
        self._misdated: set[str] = set()
        """Jobs that a process with a wrong clock ordered or looked for."""
        self.extra: dict[str, list[str]] = {"reordered": [], "late": [], "unseen": [], "twice": []}
        """Jobs of predictions beyond the first, or beyond the job's end, by reason."""

    def submit(self, request: GenerationRequest) -> str:
        self._world.at("pre-submit")
        self._reckon(_job_of(request))
        self._refuse()
        if self._faults.hit("submit.error_not_created"):
            self._refused[_job_of(request)] = []
            raise said.unknown(refused=True)
        if self._faults.hit("submit.timeout_not_created"):
            raise said.unknown()
        if self._faults.hit("submit.accepted_late"):
            self._world.after(self._world.random.uniform(5, ACCEPTED_MAX_S), lambda: self._accept(request))
            raise said.unknown()
        made = self._accept(request)
        self._world.at("post-submit")
        return self._answered(made)

    def fetch(self, prediction_id: str) -> Prediction | None:
        self._world.at("pre-poll")
        if self._faults.hit("poll.lost"):
            raise said.unreachable()
        made = next((one for one in self.made if one.id == prediction_id), None)
        found = None if made is None or self._faults.hit("poll.missing") else self._state(made)
        self._world.at("post-poll")
        return found

    def find(self, request: GenerationRequest, *, since: datetime) -> Prediction | None:
        self._world.at("pre-find")
        if self._faults.hit("find.lost"):
            raise said.unreachable()
        job_id = _job_of(request)
        self._looked_s[job_id] = self._world.time
        if job_id in self._refused:
            self._refused[job_id].append(self._world.time)
        self._date(job_id)
        after_s = (since - timedelta(seconds=CLOCK_SKEW_S) - START).total_seconds()
        mine = [one for one in self.made if self._shows(one, request, after_s)]
        found = [self._state(one) for one in mine]
        if found:
            self._refused.pop(job_id, None)
        self._world.at("post-find")
        live = [one for one in found if one.state is not FAILED]
        if len(live) > 1 and not self._in_bucket:
            raise said.ambiguous()
        return (live or found or [None])[-1]

    def film(self, url: str) -> bytes:
        """Deliver the film of a finished prediction."""
        made = next((one for one in self.made if url == f"{FILMS}/{one.id}.mp4"), None)
        return made.film if made else part("nobody")

    def _shows(self, made: Made, request: GenerationRequest, after_s: float) -> bool:
        if made.request.output_prefix != request.output_prefix:
            return False
        if self._in_bucket:
            return f"{request.output_prefix}/{made.id}.mp4" in self._objects.objects
        shown = made.shown_s <= self._world.time
        return shown and made.request.seed == request.seed and made.created_s >= after_s

    def _refuse(self) -> None:
        """Refuse an order so that it is certain that nothing was created."""
        if self._faults.hit("submit.refused_connection"):
            raise said.unreachable()
        if self._faults.hit("submit.throttled"):
            raise said.throttled(self._world.random.choice((None, 5.0, 90.0)))
        if self._faults.hit("submit.busy"):
            raise said.busy()
        if self._faults.hit("submit.policy"):
            raise said.policy()
        if self._faults.hit("submit.account"):
            raise said.account()

    def _accept(self, request: GenerationRequest) -> Made:
        random, time = self._world.random, self._world.time
        takes_s = self._expected_s * random.uniform(0.3, 2.5)
        if self._faults.hit("prediction.late"):
            takes_s = random.uniform(300, 2500)
        elif self._faults.hit("prediction.hangs"):
            takes_s = HANGS_S
        job_id = _job_of(request)
        self._date(job_id)
        lag_s = random.uniform(0, LIST_LAG_MAX_S) if self._faults.hit("find.late") else 0.0
        name = f"prediction-{len(self.made) + 1}-{'v' if self._in_bucket else 'w'}"
        made = Made(name, job_id, request, time, time + takes_s, time + lag_s, self._end())
        self._account_for(made)
        self.made.append(made)
        if request.video_object:
            made.whole = random.random() < 0.5
            take_s = random.uniform(0, min(takes_s, TAKES_FILM_MAX_S))
            self._world.after(take_s, lambda: made.take(self._objects, in_bucket=self._in_bucket))
        if takes_s < HANGS_S:
            self._world.after(takes_s, lambda: self._finish(made))
        if self._faults.hit("webhook.early"):
            self._call_back(made, "early")
        return made

    def _reckon(self, job_id: str) -> None:
        """Note an order that comes again before two looks, as far apart as a list may be behind."""
        looks = self._refused.pop(job_id, None)
        if looks is None or job_id in self._misdated:
            return
        if not looks or looks[-1] - looks[0] < LIST_LAG_MAX_S:
            self.hasty.append(job_id)

    def _date(self, job_id: str) -> None:
        process = self._world.current
        if process is not None and process.clock != STEADY:
            self._misdated.add(job_id)

    def _end(self) -> str:
        for end in ("fails", "breaks", "flaps", "empty"):
            if self._faults.hit(f"prediction.{end}"):
                return end
        return "succeeds"

    def _account_for(self, made: Made) -> None:
        """Say why a job has one more prediction, if it had one before.

        `reordered`: the provider had said of every earlier one that it failed. `late`: the job had ended, or
        was deleted; a process that slept through its end paid for nothing. `unseen`: it had answered the
        earlier order with an error, its list did not show it yet, and wrong clocks made us look too soon;
        it is lost once: what is ordered after a failure of its successor is no further loss.
        `twice`: an order too many.
        """
        earlier = [
            one
            for one in self.made
            if one.job_id == made.job_id and not one.told_failed and not one.written_off
        ]
        first = all(one.job_id != made.job_id for one in self.made)
        job = self._store.peek(documents.job(made.job_id))
        if earlier:
            looked_s = self._looked_s.get(made.job_id, 0.0)
            unseen = all(one.refused and one.shown_s > looked_s for one in earlier)
            hurried = made.job_id in self._misdated
            for one in earlier:
                one.written_off = True
            self.extra["unseen" if unseen and hurried else "twice"].append(made.job_id)
        elif not first:
            self.extra["reordered"].append(made.job_id)
        if job is None or job.settled:
            self.extra["late"].append(made.job_id)

    def _finish(self, made: Made) -> None:
        if self._in_bucket and made.end in {"succeeds", "flaps"}:
            self._objects.drop(f"{made.request.output_prefix}/{made.id}.mp4", made.film)
        self._call_back(made, "done")

    def _answered(self, made: Made) -> str:
        if self._faults.hit("submit.error_but_created"):
            made.refused = True
            self._refused[made.job_id] = []
            raise said.unknown(refused=True)
        if self._faults.hit("submit.timeout_but_created"):
            raise said.unknown()
        others = [one.id for one in self.made if one.job_id != made.job_id and self._attached(one)]
        if others and self._faults.hit("submit.foreign_id"):
            return self._world.random.choice(others)
        return made.id

    def _attached(self, made: Made) -> bool:
        """Tell whether the job that ordered it knows of it: whoever comes first owns an id."""
        return self._store.peek(documents.prediction_owner(self.name, made.id)) is not None

    def _state(self, made: Made) -> Prediction:
        if not made.over(self._world.time):
            return Prediction(made.id, RUNNING, progress=self._world.random.choice((None, 10, 50, 99)))
        if made.end == "flaps" and not made.told_failed:
            made.told_failed = True
            return Prediction(made.id, FAILED, error=said.broke())
        if made.end == "fails":
            made.told_failed = True
            return Prediction(made.id, FAILED, error=said.policy())
        if made.end in {"breaks", NOT_TAKEN}:
            made.told_failed = True
            return Prediction(made.id, FAILED, error=said.broke())
        if made.end == "empty":
            return Prediction(made.id, SUCCEEDED, progress=100)
        name = f"{made.request.output_prefix}/{made.id}.mp4"
        file = f"gs://{BUCKET}/{name}" if self._in_bucket else f"{FILMS}/{made.id}.mp4"
        return Prediction(made.id, SUCCEEDED, progress=100, files=(file,))
