"""What an attempt leaves for the next one: how far the job has come, at its provider or in segments."""

from typing import Annotated, Literal

from pydantic import Field

from shared.model.base import Model, Time
from shared.model.segment import Segmented


class Unsubmitted(Model):
    """Nothing was asked of a provider yet; canceling is free."""

    kind: Literal["unsubmitted"] = "unsubmitted"


class Intended(Model):
    """Committed before the paid call. Found without a successor, the call's outcome is unknown."""

    kind: Literal["intended"] = "intended"
    at: Time
    order: int = 0
    """Which of the job's orders this is: its name at the provider, however the job fares meanwhile."""
    lookups: int = 0
    refused: bool = False
    """The provider answered with an error: not found there, then, means not created."""


class Submitted(Model):
    """The provider has a prediction for this job."""

    kind: Literal["submitted"] = "submitted"
    prediction_id: str
    at: Time
    polls: int = 0
    misses: int = 0
    """Polls in a row that the provider answered with "no such prediction"."""


Memo = Annotated[Unsubmitted | Intended | Submitted | Segmented, Field(discriminator="kind")]
