"""`firestore.indexes.json` holds what our queries need, and nothing else; the emulator would not notice."""

import ast
import inspect
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.local.layout import ROOT
from shared.model.job_filter import JobFilter
from shared.model.video import Video
from shared.store import documents, queries
from shared.store.base import Query, Ref
from tests.firestore_indexes import Index, IndexFile, needed

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SOME: dict[str, Any] = {
    "favorite": True,
    "words": ("one", "other"),
    "since": NOW,
    "until": NOW,
    "oldest_first": True,
}
# What the rules let a browser ask, and our own code does not ask in the same form.
ASKED_BY_BROWSERS = [Query("videos", Video, (("account_id", "==", "alice"),), limit=50)]

FILE = IndexFile.read()


def question(function: object) -> bool:
    ours = inspect.isfunction(function) and function.__module__ == queries.__name__
    return ours and not function.__name__.startswith("_")


QUESTIONS = dict(inspect.getmembers(queries, question))


def filters() -> Iterator[JobFilter]:
    """Make every combination of filters."""
    some = {field.name: (field.default, SOME.get(field.name, "x")) for field in fields(JobFilter)}
    for values in itertools.product(*some.values()):
        yield JobFilter(**dict(zip(some, values, strict=True)))


def samples(parameter: inspect.Parameter) -> tuple[Any, ...]:
    """Return the values that may lead to different indexes."""
    if parameter.annotation is JobFilter:
        return tuple(filters())
    if parameter.name == "after":
        return (None, (NOW, "id"))
    value = {str: "x", int: 10}.get(parameter.annotation, NOW)
    return (value,) if parameter.default is inspect.Parameter.empty else (parameter.default, "x")


def asked(function: Callable[..., Query[Any]]) -> Iterator[Query[Any]]:
    """Ask with every combination of arguments."""
    parameters = inspect.signature(function).parameters.values()
    for values in itertools.product(*map(samples, parameters)):
        positional = [v for p, v in zip(parameters, values, strict=True) if p.kind is not p.KEYWORD_ONLY]
        named = {
            p.name: v
            for p, v in zip(parameters, values, strict=True)
            if p.kind is inspect.Parameter.KEYWORD_ONLY
        }
        yield function(*positional, **named)


@cache
def sources() -> list[tuple[Path, ast.Module]]:
    paths = (*ROOT.glob("shared/**/*.py"), *ROOT.glob("functions/**/*.py"))
    return [(path, ast.parse(path.read_text())) for path in paths]


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Find the calls of a function or method of this name in the product."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name in (
                getattr(node.func, "id", None),
                getattr(node.func, "attr", None),
            ):
                yield path, node


def summed() -> Iterator[tuple[Query[Any], tuple[str, ...]]]:
    """Read every `totals(queries.name(…), "field", …)` in the product."""
    for path, call in calls("totals"):
        first, *fields = call.args
        assert isinstance(first, ast.Call), f"{path}:{call.lineno} hides which query it sums"
        assert isinstance(first.func, ast.Attribute), f"{path}:{call.lineno} hides which query it sums"
        names = tuple(ast.literal_eval(field) for field in fields)
        for query in asked(QUESTIONS[first.func.attr]):
            yield query, names


def all_queries() -> list[Query[Any]]:
    return [*(query for function in QUESTIONS.values() for query in asked(function)), *ASKED_BY_BROWSERS]


def all_needed() -> set[Index]:
    of_queries = {index for query in all_queries() for index in needed(query)}
    return of_queries | {index for query, fields in summed() for index in needed(query, fields)}


def test_f107_every_query_has_its_composite_index_and_no_other_is_paid_for() -> None:
    assert sorted(FILE.composites) == sorted(index for index in all_needed() if index.composite)


def test_every_query_has_its_single_field_index_and_no_other_is_paid_for() -> None:
    assert sorted(FILE.singles) == sorted(index for index in all_needed() if not index.composite)


def test_no_query_relies_on_a_field_that_is_exempted() -> None:
    used = {(index.collection, index.fields[0][0]) for index in all_needed() if not index.composite}

    assert used & FILE.exempted == set()


def a_place(make: Callable[..., Ref[Any]]) -> str:
    parameters = inspect.signature(make).parameters.values()
    return make(*({str: "x", int: 1}[parameter.annotation] for parameter in parameters)).path


def test_every_collection_indexes_only_what_is_named() -> None:
    places = inspect.getmembers(documents, inspect.isfunction)
    paths = [a_place(make) for _, make in places if make.__module__ == documents.__name__]
    collections = {path.split("/")[-2] for path in paths}

    assert len(collections) > 5
    assert {(collection, "*") for collection in collections} == FILE.exempted


def test_nothing_is_written_twice() -> None:
    rows = [(row["collectionGroup"], row["fieldPath"]) for row in FILE.raw["fieldOverrides"]]

    assert [row for row, times in Counter([*FILE.composites, *rows]).items() if times > 1] == []


def test_every_index_is_of_one_collection_and_of_fields_that_exist() -> None:
    models = {query.collection.rpartition("/")[2]: query.model for query in all_queries()}

    for index in (*FILE.composites, *FILE.singles):
        assert {field for field, _ in index.fields} <= set(models[index.collection].model_fields)
    scopes = {row["queryScope"] for row in FILE.raw["indexes"]}
    scopes |= {index["queryScope"] for row in FILE.raw["fieldOverrides"] for index in row["indexes"]}
    assert scopes == {"COLLECTION"}


def test_f109_a_time_that_only_grows_is_indexed_behind_the_owner() -> None:
    for index in FILE.composites:
        times = [field for field, _ in index.fields if field.endswith("_at")]
        assert not times or index.fields[0][0] in ("owner", "account_id")


def test_f135_no_document_disappears_by_itself_but_tickets_whose_time_is_checked_all_the_same() -> None:
    assert FILE.expiring == {("downloads", "expires_at")}
    assert (ROOT / "firestore.indexes.json").read_text().lower().count("ttl") == 1
    assert documents.download("x").path.startswith("downloads/")
    assert "expires_at" in documents.download("x").model.model_fields


def test_queries_are_made_in_one_place_only() -> None:
    found = [f"{path}:{call.lineno}" for path, call in calls("Query")]

    assert found
    assert [place for place in found if not place.startswith(f"{ROOT}/shared/store/queries.py:")] == []


def test_a_filter_costs_one_index_for_each_end_to_begin_from() -> None:
    of_creations = [index for index in FILE.composites if index.collection == "creations"]
    by_created_at = [dict(index.fields) for index in of_creations if index.fields[-1][0] == "created_at"]
    of_lists = [index for index in by_created_at if "root_job_id" not in index]

    assert len(of_lists) == 2 * (1 + len({"status", "job_type", "model", "favorite", "words"}))


@pytest.mark.parametrize(
    ("where", "order_by", "sums", "expected"),
    [
        ((("a", "==", 1),), (), (), [(("a", "ASCENDING"),)]),
        ((("a", "==", 1), ("b", "==", 2)), (), (), [(("a", "ASCENDING"),), (("b", "ASCENDING"),)]),
        ((), (("a", "desc"),), (), [(("a", "DESCENDING"),)]),
        ((("a", "<=", 1),), (("a", "asc"),), (), [(("a", "ASCENDING"),)]),
        (
            (("a", "==", 1), ("b", "==", 2), ("c", "contains", 3), ("d", ">=", 4), ("d", "<", 5)),
            (("d", "desc"),),
            (),
            [
                (("a", "ASCENDING"), ("b", "ASCENDING"), ("d", "DESCENDING")),
                (("a", "ASCENDING"), ("c", "CONTAINS"), ("d", "DESCENDING")),
            ],
        ),
        ((("a", "==", 1),), (("b", "desc"),), (), [(("a", "ASCENDING"), ("b", "DESCENDING"))]),
        ((), (("a", "desc"), ("b", "asc")), (), [(("a", "DESCENDING"), ("b", "ASCENDING"))]),
        ((), (("a", "desc"),), ("x",), [(("x", "ASCENDING"),)]),
        ((("a", "==", 1),), (), ("x", "y"), [(("a", "ASCENDING"), ("x", "ASCENDING"), ("y", "ASCENDING"))]),
    ],
)
def test_what_firestore_needs(where: Any, order_by: Any, sums: tuple[str, ...], expected: Any) -> None:
    query = Query("things", Video, where, order_by)

    assert [index.fields for index in needed(query, sums)] == expected


def test_a_range_sorted_by_something_else_is_not_worked_out() -> None:
    with pytest.raises(ValueError, match="range"):
        list(needed(Query("things", Video, (("a", "<=", 1),), (("b", "asc"),))))
