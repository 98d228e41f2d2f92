"""What no customer calls: provider callbacks, steps, schedules, operators."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.errors import NotAuthenticated, TransientError
from tests.fakes.edge import Edge, lines
from tests.fakes.tokens import unsigned

JOB = "a" * 26
MESSAGE = {"job_id": JOB, "epoch": 3}


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_a_callback_reaches_the_service_with_its_raw_body_and_headers(edge: Edge) -> None:
    answer = edge.ask(
        "callbacks",
        "POST",
        f"/api/callbacks/wavespeed/{JOB}",
        who=None,
        data=b'{"id": 1, "id": 2} raw',
        headers={"Webhook-Id": "p1", "Webhook-Signature": "v3,00"},
    )

    assert (answer.status_code, answer.data) == (204, b"")
    ((headers, body, job_id),) = edge.callbacks.seen
    assert (headers["webhook-id"], headers["webhook-signature"]) == ("p1", "v3,00")
    assert (body, job_id) == (b'{"id": 1, "id": 2} raw', JOB)


def test_a_forged_callback_is_401_and_an_oversized_or_misaddressed_one_is_not_read(edge: Edge) -> None:
    edge.callbacks.error = NotAuthenticated("This webhook is not signed as WaveSpeed signs.")
    path = f"/api/callbacks/wavespeed/{JOB}"

    assert edge.ask("callbacks", "POST", path, who=None, data=b"{}").status_code == 401
    assert edge.ask("callbacks", "POST", path, who=None, data=b"x" * 70_000).status_code == 413
    assert edge.ask("callbacks", "POST", "/api/callbacks/wavespeed/x", who=None).status_code == 404
    assert len(edge.callbacks.seen) == 1


def deliver(edge: Edge, data: Any, *, age_s: float = 0, **message: Any) -> int:
    """Push one message as Eventarc does; return the status."""
    at = (datetime.now(UTC) - timedelta(seconds=age_s)).isoformat().replace("+00:00", "Z")
    raw = data if isinstance(data, str) else base64.b64encode(json.dumps(data).encode()).decode()
    envelope = {
        "message": {"data": raw, "messageId": "m1", "publishTime": at, "attributes": {}, **message},
        "subscription": "projects/p/subscriptions/s",
    }
    headers = {
        "ce-id": "m1",
        "ce-source": "//pubsub.googleapis.com/projects/p/topics/provider-steps",
        "ce-specversion": "1.0",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-time": at,
        "Content-Type": "application/json",
    }
    answer = edge.ask("provider_steps", "POST", "/", who=None, data=json.dumps(envelope), headers=headers)
    return answer.status_code


def test_a_step_message_reaches_the_worker(edge: Edge) -> None:
    assert deliver(edge, MESSAGE) == 200

    ((message,),) = edge.worker.seen
    assert (message.job_id, message.epoch) == (JOB, 3)


def test_a_raw_push_of_the_emulator_is_the_same_message(edge: Edge) -> None:
    body = {
        "message": {
            "data": base64.b64encode(json.dumps(MESSAGE).encode()).decode(),
            "messageId": "m1",
            "publishTime": datetime.now(UTC).isoformat(),
        },
        "subscription": "projects/p/subscriptions/s",
    }

    assert (
        edge.ask(
            "provider_steps", "POST", "/projects/p/topics/provider-steps", who=None, json=body
        ).status_code
        == 200
    )
    assert len(edge.worker.seen) == 1


POISON = {
    "not base64": "%%%",
    "not JSON": base64.b64encode(b"hello").decode(),
    "not UTF-8": base64.b64encode(b"\xff\xfe").decode(),
    "nothing": "",
    "a list": [MESSAGE],
    "null": None,
    "no epoch": {"job_id": JOB},
    "an epoch as text": {"job_id": JOB, "epoch": "3"},
    "an epoch of zero": {"job_id": JOB, "epoch": 0},
    "an epoch past all numbers": {"job_id": JOB, "epoch": -(10**30)},
    "no job": {"epoch": 3},
    "a malformed job": {"job_id": "../x", "epoch": 3},
    "a job as number": {"job_id": 5, "epoch": 3},
    "5 KB": {"job_id": JOB, "epoch": 3, "x": "y" * 5000},
    "600 KB": {"job_id": JOB, "epoch": 3, "x": "y" * 600_000},
}


@pytest.mark.parametrize("data", POISON.values(), ids=POISON.keys())
def test_f36_a_message_that_can_never_be_handled_is_logged_and_acknowledged(
    edge: Edge, capsys: pytest.CaptureFixture[str], data: Any
) -> None:
    assert deliver(edge, data) == 200

    assert edge.worker.seen == []
    (line,) = [line for line in lines(capsys.readouterr().out) if line["event"] == "message.dropped"]
    assert line["severity"] == "ERROR"
    assert line["message_id"] == "m1"


def test_f36_a_message_of_a_newer_release_is_still_understood(edge: Edge) -> None:
    assert deliver(edge, {**MESSAGE, "step": "poll"}) == 200
    assert len(edge.worker.seen) == 1


def test_f38_an_event_older_than_an_hour_is_left_to_the_sweep(edge: Edge) -> None:
    assert deliver(edge, MESSAGE, age_s=3700) == 200
    assert edge.worker.seen == []
    assert deliver(edge, MESSAGE, age_s=3500) == 200
    assert len(edge.worker.seen) == 1


@pytest.mark.parametrize("error", [TransientError("canary"), RuntimeError("canary"), KeyError("canary")])
def test_f37_any_error_is_logged_and_the_message_comes_again(
    edge: Edge, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    edge.worker.error = error

    assert deliver(edge, MESSAGE) == 500

    printed = capsys.readouterr()
    (line,) = [line for line in lines(printed.out) if line["event"] == "message.failed"]
    assert (line["job_id"], line["epoch"], line["error_class"]) == (JOB, 3, type(error).__name__)
    assert line["function"] == "provider_steps"
    assert "canary" not in printed.out + printed.err


def test_the_trace_travels_with_the_message(edge: Edge, capsys: pytest.CaptureFixture[str]) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    attributes = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}

    deliver(edge, "%%%", attributes=attributes)

    (line,) = lines(capsys.readouterr().out)
    assert re.fullmatch(f"projects/[a-z-]+/traces/{trace}", line["logging.googleapis.com/trace"])


def test_the_scheduler_gets_a_report(edge: Edge) -> None:
    swept = edge.ask("sweep", "POST", "/", who=None)
    proven = edge.ask("reconcile", "POST", "/", who=None, json={})

    assert swept.get_json() == {"driven": 1, "failed": 2, "tidied": 3, "spared": 4}
    assert proven.get_json() == {"accounts": 7, "drifted": 1}
    assert edge.ask("sweep", "GET", "/", who=None).status_code == 405


def test_an_operator_drives_a_job_again_and_the_event_says_who_and_why(edge: Edge) -> None:
    job_id = edge.order()["id"]
    token = unsigned(email="oscar@example.com")

    answer = edge.ask(
        "retry_job",
        "POST",
        "/",
        who=None,
        json={"job_id": job_id, "reason": "stuck"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.get_json()["epoch"] == 2
    assert "prompt" not in answer.text
    event = edge.reader.events("alice", job_id, limit=10)[-1]
    assert (event.kind, event.detail) == ("redriven", {"reason": "stuck", "actor": "oscar@example.com"})
    shown = edge.ask("jobs", "GET", f"/api/jobs/{job_id}/events").text
    assert "oscar" not in shown


def test_an_operator_grants_once_per_key(edge: Edge) -> None:
    asked = {"account_id": "alice", "amount": 30, "key": "ticket-7", "reason": "sorry"}

    first, again = (edge.ask("grant_credits", "POST", "/", who=None, json=asked).get_json() for _ in range(2))

    assert first == again
    assert (first["kind"], first["amount"], first["available_after"]) == ("grant", 30, 130)
    assert edge.ask("grant_credits", "POST", "/", who=None, json={**asked, "amount": 31}).status_code == 422
    assert (
        edge.ask("retry_job", "POST", "/", who=None, json={"job_id": JOB, "reason": "x"}).status_code == 404
    )


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": 1.5},
        {"amount": "5"},
        {"amount": True},
        {"amount": 10**7},
        {"key": ""},
        {"key": "a/b"},
        {"key": "a b"},
        {"key": None},
        {"reason": ""},
        {"account_id": "a/b"},
        {"account_id": ""},
        {"x": 1},
    ],
)
def test_f113_a_grant_needs_a_positive_amount_a_key_and_a_reason(
    edge: Edge, change: dict[str, object]
) -> None:
    asked = {"account_id": "alice", "amount": 30, "key": "ticket-7", "reason": "sorry", **change}

    assert edge.ask("grant_credits", "POST", "/", who=None, json=asked).status_code == 400
    assert edge.store.documents == {}
