"""What Schemathesis makes of the served document: good and bad requests to every operation, from one seed."""

import copy
import random
from collections.abc import Iterator

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override
from schemathesis.schemas import APIOperation, BaseSchema

from tests.hostile.operations import specification


def schema_of(app: object) -> BaseSchema:
    """The document as Schemathesis reads it; `app` is the WSGI application that answers, if one does."""
    schema = schemathesis.openapi.from_dict(copy.deepcopy(specification()))
    schema.app = app
    return schema


def cases(schema: BaseSchema, *, seed: int, each: int) -> list[Case]:
    """Make `each` good and `each` bad requests per operation, and those at the edges of schemas, mixed."""
    made = [case for found in schema.get_all_operations() for case in _of(found.ok(), seed=seed, each=each)]
    random.Random(seed).shuffle(made)
    return made


def _of(operation: APIOperation, *, seed: int, each: int) -> Iterator[Case]:
    yield from CoverageGenerator(
        operation=operation,
        generation_modes=list(GenerationMode),
        generation_config=operation.schema.config.generation_for(operation=operation, phase="coverage"),
        auth_storage=None,
        override=Override(),
        feedback=NO_FEEDBACK,
    )
    for mode in GenerationMode:
        yield from _drawn(operation, mode, seed=seed, count=each)


def _drawn(operation: APIOperation, mode: GenerationMode, *, seed: int, count: int) -> list[Case]:
    drawn: list[Case] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def draw(case: Case) -> None:
        drawn.append(case)

    try:
        draw()
    except Unsatisfiable:  # what takes nothing cannot be asked wrongly
        assert mode is GenerationMode.NEGATIVE
    return drawn
