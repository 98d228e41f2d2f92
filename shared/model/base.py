"""What all nouns have in common."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A frozen, validated noun.

    Unknown fields are dropped, not refused: while a release rolls out, old code reads what new code wrote.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=False)


Credits = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
"""A number of credits: an integer, never negative."""

Time = AwareDatetime
"""A point in time; always aware, by convention UTC."""
