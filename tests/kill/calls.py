"""The real queue and the real providers, with a point before and after each call."""

from shared.model.base import Time
from shared.model.job import Job
from shared.model.prediction import GenerationRequest, Prediction
from shared.providers.base import VideoProvider
from shared.queue.base import StepQueue
from tests.kill.mortality import Mortal, about
from tests.simulation.kill_points import push_name


class MortalQueue:
    """A `StepQueue` that passes all on."""

    def __init__(self, real: StepQueue, mortal: Mortal) -> None:
        self._real = real
        self._at = mortal.at

    def push(self, job: Job, *, segment: int | None = None, due: Time | None = None) -> None:
        about(job.id)
        self._at(f"pre-{push_name(job)}")
        self._real.push(job, segment=segment, due=due)
        self._at(f"post-{push_name(job)}")


class MortalProvider:
    """A `VideoProvider` that passes all on."""

    def __init__(self, real: VideoProvider, mortal: Mortal) -> None:
        self._real = real
        self._at = mortal.at
        self.authoritative_lookup = real.authoritative_lookup

    def submit(self, request: GenerationRequest) -> str:
        self._at("pre-submit")
        prediction_id = self._real.submit(request)
        self._at("post-submit")
        return prediction_id

    def fetch(self, prediction_id: str) -> Prediction | None:
        self._at("pre-poll")
        found = self._real.fetch(prediction_id)
        self._at("post-poll")
        return found

    def find(self, request: GenerationRequest, *, since: Time) -> Prediction | None:
        self._at("pre-find")
        found = self._real.find(request, since=since)
        self._at("post-find")
        return found
