"""One run at a provider, in our words."""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import StepError
from shared.model.base import Model


class PredictionState(StrEnum):
    """Where a prediction stands; what a provider calls it otherwise means `running`."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class Prediction:
    """What a provider says of a prediction: its state, progress (0-100 or None), files, or error.

    A file is an https URL, or `gs://bucket/object` when the provider writes to our bucket.
    """

    id: str
    state: PredictionState
    progress: int | None = None
    files: tuple[str, ...] = ()
    error: StepError | None = None


class GenerationRequest(Model):
    """One paid order, validated against the catalogue; the provider fetches `image_url` and `video_url`.

    With a video it is an extension by `duration_s` seconds, or, without words, a sharper copy.
    """

    model: str
    prompt: str = ""
    duration_s: int = 0
    resolution: str
    aspect_ratio: str = ""
    seed: int
    """The order's name at models that take words."""
    video_url: str | None = None
    video_object: str | None = None
    video_name: str = ""
    """The order's name at models that take none: it stands in `video_url`."""
    image_url: str | None = None
    image_object: str | None = None
    image_type: str | None = None
    output_prefix: str
    """Where in our bucket a provider that can write there puts its result."""
    callback_url: str | None = None
