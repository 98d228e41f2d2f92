"""What operators call after something larger went wrong: all jobs again, an account set to its entries."""

import pytest

from shared import wiring
from shared.services.mending import Mending
from shared.services.recovery import Recovery
from tests.fakes.edge import Edge
from tests.fakes.tokens import unsigned

OSCAR = {"Authorization": f"Bearer {unsigned(email='oscar@example.com')}"}


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    edge = Edge(monkeypatch)
    recovery = Recovery(edge.store, edge.jobs._queue, now=edge.clock, time_s=60)
    monkeypatch.setattr(wiring, "recovery", lambda: recovery)
    monkeypatch.setattr(wiring, "mending", lambda: Mending(edge.store, now=edge.clock))
    return edge


def test_all_jobs_of_a_provider_go_on_and_each_event_says_who_and_why(edge: Edge) -> None:
    job_id = edge.order()["id"]
    asked = {"provider": "wavespeed", "reason": "TICKET", "since": "2027-01-01T00:00:00Z"}

    report = edge.ask("recover_jobs", "POST", "/", who=None, json=asked, headers=OSCAR).get_json()

    assert report == {"driven": 1, "left_alone": 0, "more": False, "since": "2027-01-01T00:00:00Z"}
    event = edge.reader.events("alice", job_id, limit=10)[-1]
    assert (event.kind, event.detail) == ("redriven", {"reason": "TICKET", "actor": "oscar@example.com"})


def test_an_account_is_looked_at_and_then_set_to_its_entries(edge: Edge) -> None:
    edge.order()
    edge.store.documents["accounts/alice"]["available"] += 7
    asked = {"account_id": "alice", "reason": "TICKET"}

    looked = edge.ask("mend_account", "POST", "/", who=None, json=asked).get_json()
    mended = edge.ask("mend_account", "POST", "/", who=None, json={**asked, "write": True}).get_json()

    assert (looked["written"], mended["written"]) == (False, True)
    assert looked["available_before"] - looked["available"] == 7
    assert edge.credits.audit("alice").balanced


@pytest.mark.parametrize(
    ("function", "body"),
    [
        ("recover_jobs", {}),
        ("recover_jobs", {"reason": ""}),
        ("recover_jobs", {"reason": "x", "restored": "yes"}),
        ("recover_jobs", {"reason": "x", "since": "yesterday"}),
        ("recover_jobs", {"reason": "x", "since": "2027-01-01T00:00:00"}),
        ("recover_jobs", {"reason": "x", "provider": "a/b"}),
        ("recover_jobs", {"reason": "x", "epochs": 5}),
        ("mend_account", {"account_id": "alice"}),
        ("mend_account", {"account_id": "a/b", "reason": "x"}),
        ("mend_account", {"account_id": "alice", "reason": "x", "write": 1}),
    ],
)
def test_what_is_not_said_exactly_is_refused_and_changes_nothing(
    edge: Edge, function: str, body: dict[str, object]
) -> None:
    assert edge.ask(function, "POST", "/", who=None, json=body).status_code == 400
    assert edge.store.documents == {}


def test_an_account_that_is_not_there_is_not_mended(edge: Edge) -> None:
    asked = {"account_id": "nobody", "reason": "x", "write": True}

    assert edge.ask("mend_account", "POST", "/", who=None, json=asked).status_code == 404
