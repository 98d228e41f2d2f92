"""Steps: one message, one bounded piece of work."""

from shared import wiring
from shared.events.subscriber import subscriber
from shared.model.messages import StepMessage


def _project() -> str:
    return wiring.settings().google_cloud_project


@subscriber(StepMessage, project=_project)
def provider_steps(message: StepMessage) -> None:
    """Attempt one provider call."""
    wiring.worker().run(message)


@subscriber(StepMessage, project=_project)
def media_steps(message: StepMessage) -> None:
    """Attempt one piece of work with ffmpeg."""
    if message.segment is None:
        wiring.media_worker().run(message)
    else:
        wiring.segment_worker().run(message)
