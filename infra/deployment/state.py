"""What the record of a deployment says."""

from pydantic import AwareDatetime, Field

from infra.deployment.watch import Watch
from infra.local.function import Row


class Holder(Row):
    """Who is at it, and when they were last heard of."""

    name: str
    at: AwareDatetime


class Before(Row):
    """What served before the last release: traffic by service, and whether the studio was kept."""

    traffic: dict[str, str] = Field(default_factory=dict)
    studio: bool = False


class Way(Row):
    """How a step is taken back, and whether data goes with it."""

    undo: tuple[tuple[str, ...], ...]
    holds_data: bool = False


class State(Row):
    """All that is remembered."""

    env: str
    taken: dict[str, str] = Field(default_factory=dict)
    ways: dict[str, Way] = Field(default_factory=dict)
    before: Before | None = None
    moving: bool = False
    watch: Watch = Watch()
    holder: Holder | None = None
