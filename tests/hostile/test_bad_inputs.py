"""G6, F16: the list of bad inputs. Each gets a 4xx in words, before money is read, and leaves nothing."""

import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.site import site
from tests.fakes.edge import Edge
from tests.hostile.bad_inputs.bodies import BAD_BODIES
from tests.hostile.bad_inputs.fields import BAD_FIELDS
from tests.hostile.bad_inputs.headers import BAD_HEADERS, BAD_METHODS
from tests.hostile.bad_inputs.odd import ODD
from tests.hostile.bad_inputs.paths import BAD_PATHS
from tests.hostile.bad_inputs.queries import BAD_QUERIES
from tests.hostile.bad_inputs.row import Bad
from tests.hostile.belongings import PROMPT, Belongings
from tests.hostile.front import Front
from tests.hostile.operations import Operation, operations
from tests.hostile.problems import assert_problem

TABLES = {
    "body": BAD_BODIES,
    "field": BAD_FIELDS,
    "query": BAD_QUERIES,
    "path": BAD_PATHS,
    "header": BAD_HEADERS,
    "method": BAD_METHODS,
}
ROWS = {f"{table}: {name}": bad for table, rows in TABLES.items() for name, bad in rows.items()}
MEANT_FOR_FILES = {"Range", "If-Range", "If-Match", "If-None-Match"}
"""Headers that ask for a part of a file, or only for another one; tested where the file is."""

USUAL = {"Authorization": "Bearer alice-token", "Content-Type": "application/json", "Idempotency-Key": "bad"}


class Shop:
    """Alice's things behind one origin; `changed` says what was written."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.belongings = Belongings(edge)
        jobs = self.belongings.jobs
        self.names = {
            **jobs,
            **self.belongings.uploads,
            "job_id": jobs["pending"],
            "video": f"{jobs['finished']}-1",
            "PENDING": jobs["pending"].upper(),
            "short": jobs["pending"][1:],
        }
        self.front = Front(edge)
        self.before = self._now()

    def send(self, bad: Bad) -> TestResponse:
        headers = {name: value for name, value in {**USUAL, **bad.headers}.items() if value is not None}
        return self.front.ask(
            bad.method,
            bad.path.format(**self.names),
            query_string=bad.query,
            data=bad.body,
            headers=headers,
            environ_overrides=dict(bad.environ),
        )

    def changed(self) -> Mapping[str, Any]:
        """What is not as it was when this was asked last."""
        before, self.before = self.before, self._now()
        return {
            path: self.before.get(path)
            for path in {*before, *self.before}
            if before.get(path) != self.before.get(path)
        }

    def _now(self) -> dict[str, Any]:
        store, objects = self.edge.store, self.edge.objects.objects
        return {
            **store.versions,
            **{name: file[0] for name, file in objects.items()},
            "": len(self.edge.queue.seen),
        }


@pytest.fixture(scope="module")
def one_shop() -> Iterator[Shop]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Shop(Edge(monkeypatch))


@pytest.fixture
def shop(one_shop: Shop) -> Shop:
    site.cache_clear()
    return one_shop


def test_the_list_is_long_and_its_base_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(ROWS) >= 500
    assert all(len(rows) >= 50 for rows in TABLES.values())
    assert len(ODD) >= 50
    assert Shop(Edge(monkeypatch)).send(Bad(202)).status_code == 202


@pytest.mark.parametrize("bad", ROWS.values(), ids=ROWS.keys())
def test_it_is_refused_in_words_and_leaves_nothing_behind(shop: Shop, bad: Bad) -> None:
    reads = shop.edge.store.reads

    answer = shop.send(bad)

    assert answer.status_code == bad.status, answer.text[:500]
    problem = assert_problem(answer)
    assert PROMPT not in answer.text
    assert len(answer.data) < 10_000, "what was sent came back"
    assert bad.reads or shop.edge.store.reads == reads, problem
    assert not shop.changed()


@pytest.mark.parametrize(
    "operation", [one for one in operations() if one.body_schema], ids=lambda one: one.name
)
def test_a_bad_body_is_bad_wherever_a_body_is_taken(shop: Shop, operation: Operation) -> None:
    for name, bad in BAD_BODIES.items():
        answer = shop.send(replace(bad, method=operation.method, path=operation.path))

        assert answer.status_code == bad.status, name
        assert_problem(answer)
    assert not shop.changed()


@pytest.mark.parametrize("sent", ODD.values(), ids=ODD.keys())
def test_an_odd_header_changes_nothing(shop: Shop, sent: Mapping[str, str]) -> None:
    ticket = shop.belongings.new_ticket()
    assert shop.changed()
    for operation in operations():
        if operation.method == "GET" and not (206 in operation.statuses and MEANT_FOR_FILES & set(sent)):
            ids = {name: shop.belongings.ids(name)[0] for name in operation.parameters("path")}
            if "video_id" in ids:
                ids["video_id"] = shop.names["video"]
            if "ticket" in ids:
                ids["ticket"] = ticket
            path, query = operation.path.format(**ids), operation.query()
            usual = shop.front.ask("GET", path, token="alice-token", query_string=query)
            odd = shop.front.ask("GET", path, token="alice-token", query_string=query, headers=sent)

            assert (odd.status_code, odd.data) == (usual.status_code, usual.data), operation
            assert usual.status_code == 200
            told = urllib.parse.unquote(str(odd.headers))
            assert not [text for text in sent.values() if len(text) > 20 and text[:20] in told]
    assert not shop.changed()
