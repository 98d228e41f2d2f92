"""What all requests and all views have in common."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

Time = AwareDatetime
"""RFC 3339, UTC."""


class Request(BaseModel):
    """What a client sends: closed, and nothing is guessed: "5" is not 5."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class View(BaseModel):
    """What a client sees."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
