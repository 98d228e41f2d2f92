"""One row of `infra/functions.toml`: a function, refused where it contradicts itself or Cloud Run."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveFloat, PositiveInt, model_validator

Trigger = Literal["http", "pubsub", "schedule", "operator"]
Label = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
LABELS = frozenset({"app", "service", "component"})
"""By which the bill is read; the environment is added where it is deployed."""
EVENT_TIMEOUT_MAX_S = 540
CPUS_AT_LEAST = {4: 1, 8: 2, 16: 4, 24: 6, 32: 8}
"""How many CPUs an instance must have for up to so many GiB (Cloud Run, memory limits)."""
_MIB = {"Mi": 1, "Gi": 1024}


class Row(BaseModel):
    """A row of the table: no key that nobody understands."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Function(Row):
    """One deployed function."""

    name: str = Field(pattern=r"^[a-z][a-z_]{0,48}$")
    trigger: Trigger
    routes: tuple[str, ...] = ()
    topic: str | None = None
    schedule: str | None = None
    runtime: str
    memory: str = Field(pattern=r"^[1-9][0-9]{0,4}(Mi|Gi)$")
    cpu: Literal[1, 2, 4, 6, 8]
    timeout_s: PositiveFloat = Field(le=3600)
    concurrency: PositiveInt = Field(le=1000)
    min_instances: NonNegativeInt
    max_instances: PositiveInt
    ingress: Literal["all", "internal"]
    retry: bool = False
    """Whether what failed is delivered again: a message always, a schedule where the next is far."""
    service_account: str
    secrets: tuple[Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")], ...] = ()
    labels: dict[Label, Label]

    @model_validator(mode="after")
    def _says_what_triggers_it(self) -> Self:
        needed = {"http": self.routes, "pubsub": self.topic, "schedule": self.schedule}
        for trigger, value in needed.items():
            if bool(value) != (trigger == self.trigger):
                raise ValueError(f"{self.name}: the wrong keys for trigger {self.trigger!r}")
        if (self.ingress == "internal") != (self.trigger in {"pubsub", "schedule"}):
            raise ValueError(
                f"{self.name}: people and operators come from outside, nobody else does: ingress"
            )
        return self

    @model_validator(mode="after")
    def _is_delivered_as_its_trigger_can(self) -> Self:
        if self.trigger == "pubsub" and not self.retry:
            raise ValueError(f"{self.name}: a message that does not come again is lost: retry = true")
        if self.trigger in {"http", "operator"} and self.retry:
            raise ValueError(f"{self.name}: whoever called it decides whether to call again: no retry")
        if self.trigger == "pubsub" and self.timeout_s > EVENT_TIMEOUT_MAX_S:
            raise ValueError(f"{self.name}: timeout_s of an event is {EVENT_TIMEOUT_MAX_S} at most")
        return self

    @model_validator(mode="after")
    def _fits_an_instance(self) -> Self:
        enough = next((cpus for gib, cpus in CPUS_AT_LEAST.items() if self.memory_mib <= gib * 1024), None)
        if enough is None or self.cpu < enough:
            raise ValueError(f"{self.name}: cpu = {self.cpu} is too little for memory = {self.memory!r}")
        if self.min_instances > self.max_instances:
            raise ValueError(f"{self.name}: min_instances is more than max_instances")
        if not self.labels.keys() >= LABELS:
            raise ValueError(f"{self.name}: labels need {', '.join(sorted(LABELS))}")
        return self

    @property
    def signature(self) -> str:
        """The Functions Framework's word for how the function is called."""
        return "cloudevent" if self.trigger == "pubsub" else "http"

    @property
    def service(self) -> str:
        """What the function is called in the cloud."""
        return self.name.replace("_", "-")

    @property
    def memory_mib(self) -> int:
        """How much memory an instance has."""
        return int(self.memory[:-2]) * _MIB[self.memory[-2:]]
