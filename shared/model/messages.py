"""What travels through Cloud Tasks and Pub/Sub: ids and a counter, never content."""

from pydantic import Field

from shared.model.base import Model


class StepMessage(Model):
    """Ask for one attempt of a job; a message with an old epoch does nothing."""

    job_id: str = Field(pattern=r"^[a-z2-7]{26}$")
    epoch: int = Field(ge=1, strict=True)
