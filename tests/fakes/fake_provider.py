"""A provider in memory that counts what it was asked, and does what the test scripts."""

from collections.abc import Callable
from datetime import datetime

from shared.model.prediction import GenerationRequest, Prediction, PredictionState

RUNNING, SUCCEEDED, FAILED = PredictionState

Answer = Prediction | Exception | None


def running(progress: int | None = None) -> Prediction:
    return Prediction("p", RUNNING, progress=progress)


def succeeded(*files: str) -> Prediction:
    return Prediction("p", SUCCEEDED, files=files or ("https://cdn.example/video.mp4",))


class FakeProvider:
    """A `VideoProvider`.

    Errors in `submits` are raised in turn; `polls` are answered in turn, the last one for ever.
    """

    authoritative_lookup = True

    def __init__(self) -> None:
        self.submits: list[Exception | str] = []
        self.polls: list[Answer] = [succeeded()]
        self.found: Answer = None
        self.requests: list[GenerationRequest] = []
        self.fetched: list[str] = []
        self.sought: list[tuple[GenerationRequest, datetime]] = []
        self.on_submit: Callable[[], None] = lambda: None
        """What happens while the provider works on a submit."""

    @property
    def lookups(self) -> int:
        return len(self.sought)

    @property
    def submitted(self) -> int:
        return len(self.requests)

    def submit(self, request: GenerationRequest) -> str:
        self.requests.append(request)
        self.on_submit()
        answer = self.submits.pop(0) if self.submits else f"prediction-{len(self.requests)}"
        if isinstance(answer, Exception):
            raise answer
        return answer

    def fetch(self, prediction_id: str) -> Prediction | None:
        self.fetched.append(prediction_id)
        answer = self.polls.pop(0) if len(self.polls) > 1 else self.polls[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, request: GenerationRequest, *, since: datetime) -> Prediction | None:
        self.sought.append((request, since))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found
