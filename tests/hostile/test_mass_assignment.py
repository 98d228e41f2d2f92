"""What only we set, sent by a client: refused by name. What only we know: never in an answer.

The names are read from every stored model, so that a field that is added is tried by itself.
"""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import shared.model
from shared.http.schemas.history import DETAILS
from shared.model.base import Model
from shared.model.creation import Creation
from shared.model.feed import FeedItem
from tests.fakes.tokens import signed
from tests.hostile.attempts import attempts
from tests.hostile.belongings import INSIDE
from tests.hostile.house import House
from tests.hostile.operations import Operation, choices, fields, objects, operations, resolved, unlisted
from tests.hostile.problems import assert_problem

VALUES = (1, None, "x", {"n": 1})
NEVER_SHOWN = {
    "account_id",
    "active_ms",
    "compute",
    "compute_micro_usd",
    "cost",
    "deleted_at",
    "epoch",
    "generation",
    "gib_month_micro_usd",
    "image_object",
    "lease_expires_at",
    "lease_token",
    "lookups",
    "memo",
    "order_micro_usd",
    "output_prefix",
    "owner",
    "polls",
    "prediction_id",
    "provider_micro_usd",
    "raw",
    "request_hash",
    "run_nano_usd",
    "schema_version",
    "second_nano_usd",
    "storage_micro_usd",
    "seed",
    "sweep_after",
    "unit_cost",
    "untidy",
    "usd_per_s",
    "vendor",
    "ver",
}


def models(of: type[Model] = Model) -> set[type[Model]]:
    for module in pkgutil.iter_modules(shared.model.__path__):
        importlib.import_module(f"shared.model.{module.name}")
    return {one for kind in of.__subclasses__() for one in (kind, *models(kind))}


INTERNAL = sorted(
    {name for model in models() if model.__module__.startswith("shared.") for name in model.model_fields}
)
OPERATIONS = operations()
WITH_BODY = [operation for operation in OPERATIONS if operation.body_schema]
WITHOUT_BODY = [one for one in OPERATIONS if one.method != "GET" and "requestBody" not in one.described]


def named(operation: Operation) -> str:
    return operation.name


def ask(house: House, operation: Operation, **more: Any) -> Any:
    path = operation.path.format(**{name: house.ids(name)[0] for name in operation.parameters("path")})
    headers = {"Authorization": f"Bearer {signed()}", "Idempotency-Key": "assigned"}
    return house.front.ask(operation.method, path, headers=headers, **more)


def assert_refused(house: House, answer: Any, name: str) -> None:
    assert answer.status_code == 400, f"{name}: {answer.status_code} {answer.text}"
    assert name in {error["field"] for error in assert_problem(answer)["errors"]}


def test_the_names_come_from_every_stored_model() -> None:
    kinds = {model.__name__ for model in models()}

    assert kinds >= {
        "Job",
        "Creation",
        "Account",
        "LedgerEntry",
        "Upload",
        "Video",
        "FeedItem",
        "PredictionOwner",
    }
    assert len(INTERNAL) >= 80
    assert set(INTERNAL) >= NEVER_SHOWN, "a field was renamed: its new name is not to be shown either"
    assert len(WITH_BODY) >= 2
    assert len(WITHOUT_BODY) >= 5


@pytest.mark.parametrize("operation", WITH_BODY, ids=named)
def test_a_field_of_ours_in_a_body_is_refused_by_name(house: House, operation: Operation) -> None:
    before = house.edge.store.reads, house.edge.store.commits
    tried = 0
    for kind in operation.bodies:
        for place, known in objects(kind):
            for name in set(INTERNAL) - known:
                for value in VALUES:
                    tried += 1
                    answer = ask(house, operation, json=operation.body((*place, name), value, kind=kind))

                    assert_refused(house, answer, ".".join((*place, name)))
    assert tried >= 300
    assert (house.edge.store.reads, house.edge.store.commits) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_a_field_of_ours_among_the_parameters_is_refused_by_name(house: House, operation: Operation) -> None:
    free = any(parameter.get("explode") for parameter in operation.described["parameters"])
    known = set(operation.parameters("query")) | (_input_fields() if free else set())
    before = house.edge.store.reads, house.edge.store.commits
    for name in set(INTERNAL) - known:
        answer = ask(house, operation, query_string={**operation.query(), name: "1"}, json=operation.body())

        assert_refused(house, answer, f"input.{name}" if free else name)
    assert (house.edge.store.reads, house.edge.store.commits) == before


@pytest.mark.parametrize("operation", WITHOUT_BODY, ids=named)
def test_where_no_body_is_taken_none_is_read(house: House, operation: Operation) -> None:
    before = house.edge.store.commits
    for name in INTERNAL:
        answer = ask(house, operation, json={name: 1})

        assert answer.status_code == 400
        assert "takes no body" in assert_problem(answer)["detail"]
    assert house.edge.store.commits == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_an_answer_holds_what_its_schema_lists_and_nothing_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, operation: Operation
) -> None:
    house = House(monkeypatch, tmp_path)
    for attempt in attempts(operation, house.ids):
        answer = attempt.send(house.front, authorization=f"Bearer {signed()}")
        body = answer.get_json(silent=True)

        assert INSIDE not in answer.text + str(answer.headers), attempt
        if answer.status_code < 300 and body is not None:
            schema = operation.answer_schema(answer.status_code)
            assert schema is not None, f"{attempt} answers {answer.status_code}, which is not described"
            described = resolved(schema)
            assert described.get("additionalProperties") is True or not unlisted(schema, body), attempt
        for event in (body or {}).get("events", []):
            assert set(event["detail"]) <= set(DETAILS)


def test_no_answer_is_described_with_what_only_we_know() -> None:
    for operation in OPERATIONS:
        for status in operation.statuses:
            shown = {place[-1] for place, _ in _fields_once(operation.answer_schema(status) or {})}
            assert not shown & NEVER_SHOWN, (operation, status)


def test_what_browsers_read_from_the_database_holds_nothing_that_only_we_know() -> None:
    assert set(Creation.model_fields) & NEVER_SHOWN == {"owner"}
    assert not set(FeedItem.model_fields) & NEVER_SHOWN


def _input_fields() -> set[str]:
    bodies = [operation.body_schema for operation in WITH_BODY if operation.body_schema]
    return {place[1] for body in bodies for place, _ in fields(body) if len(place) == 2}


def _fields_once(schema: Any, seen: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """The fields of an answer, at any depth; a shape that holds itself is looked into once."""
    found = []
    for kind in choices(schema):
        title = str(kind.get("title"))
        if title in seen and "properties" in kind:
            continue
        for name, said in kind.get("properties", {}).items():
            found += [((name,), said), *_fields_once(said, (*seen, title))]
        if "items" in kind:
            found += _fields_once(kind["items"], (*seen, title))
    return found
