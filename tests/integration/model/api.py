"""The machine: everybody does anything in any order, and the model says what must come of it."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.model.deriving import Deriving
from tests.integration.model.owning import Owning
from tests.integration.model.working import Working


class Api(Deriving, Working, Owning):
    """The public API, the messages, the schedules and the operators."""


@dataclass
class Seen:
    """What a run has come to."""

    examples: int = 0
    ends: Counter[str] = field(default_factory=Counter)


def run_model(*, examples: int, steps: int, start: int, seen: Seen) -> None:
    """Try so many examples; one that fails is made as small as it can be, and printed step by step."""

    class Watched(Api):
        def teardown(self) -> None:
            super().teardown()
            seen.examples += 1
            seen.ends.update(f"{job.kind} {job.status}{' and deleted' * job.deleted}" for job in self.jobs)
            seen.ends["of a deleted source"] += sum(
                bool(job.source and job.source.deleted) for job in self.jobs
            )
            seen.ends["retries"] += sum(job.retried_from is not None for job in self.jobs)

    Watched.__name__ = Api.__name__
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(start)(Watched), settings=chosen)
