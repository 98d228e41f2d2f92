"""What the pages tell operators to type does what they say: the very payloads, sent to the very functions."""

import base64
import json
import re
import shlex
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.deployment.plan import ROOT
from infra.local.function_table import read_table
from tests.fakes.edge import Edge
from tests.fakes.tokens import unsigned
from tests.gcloud_commands import written_down

TABLE = read_table(ROOT / "infra/functions.toml")
PLACEHOLDERS = {"job_id": "the job's", "account_id": "the account's", "epoch": "the job's"}
"""What a page cannot know; a test puts its own there."""
AS_OSCAR = {"Authorization": f"Bearer {unsigned(email='oscar@example.com')}"}


def typed(*begin: str) -> list[list[str]]:
    """Return the commands on all pages that begin so, without the command itself."""
    commands = {command for found in written_down().values() for command in found}
    words = [shlex.split(command) for command in sorted(commands)]
    return [one[len(begin) :] for one in words if tuple(one[: len(begin)]) == begin]


def payloads(function: str) -> list[dict[str, Any]]:
    """Return what is sent to an operators' function."""
    called = [words for words in typed("gcloud", "functions", "call") if words and words[0] == function]
    return [json.loads(value(words, "--data")) for words in called if any("--data" in word for word in words)]


def value(words: list[str], option: str) -> str:
    joined = "\0".join(words)
    return joined.partition(f"{option}=")[2].partition("\0")[0] or words[words.index(option) + 1]


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_the_pages_name_every_way() -> None:
    for function in TABLE.triggered_by("operator"):
        assert payloads(function.service), function.name
    assert typed("gcloud", "scheduler", "jobs", "run")
    assert typed("gcloud", "pubsub", "topics", "publish")


@pytest.mark.parametrize("payload", payloads("retry-job"), ids=json.dumps)
def test_retry_job_drives_the_job_under_a_new_epoch_and_leaves_who_and_why(
    edge: Edge, payload: dict[str, Any]
) -> None:
    job_id = edge.order()["id"]
    pushed = len(edge.queue.seen)

    answer = edge.ask("retry_job", "POST", "/", who=None, json=payload | {"job_id": job_id}, headers=AS_OSCAR)

    assert answer.status_code == 200, answer.text
    assert edge.job(job_id).epoch == 2
    (message,) = edge.queue.seen[pushed]
    assert (message.job_id, message.epoch) == (job_id, 2)
    event = edge.reader.events("alice", job_id, limit=10)[-1]
    assert (event.kind, event.detail) == (
        "redriven",
        {"reason": payload["reason"], "actor": "oscar@example.com"},
    )


def test_retry_job_leaves_a_settled_job_alone(edge: Edge) -> None:
    job_id = edge.order()["id"]
    edge.finish(job_id)
    (payload, *_) = payloads("retry-job")

    answer = edge.ask("retry_job", "POST", "/", who=None, json=payload | {"job_id": job_id})

    assert answer.status_code == 409
    assert edge.job(job_id).state == "completed"


@pytest.mark.parametrize("payload", payloads("grant-credits"), ids=json.dumps)
def test_grant_credits_grants_once_per_key(edge: Edge, payload: dict[str, Any]) -> None:
    asked = payload | {"account_id": "alice"}
    before = edge.credits.account("alice").available

    first, again = (
        edge.ask("grant_credits", "POST", "/", who=None, json=asked, headers=AS_OSCAR) for _ in range(2)
    )

    assert first.status_code == 200, first.text
    assert first.get_json() == again.get_json()
    assert edge.credits.account("alice").available == before + payload["amount"]
    (entry, *_) = edge.credits.ledger("alice", limit=10)
    assert (entry.kind, entry.amount) == ("grant", payload["amount"])
    assert payload["reason"] in entry.reason


@pytest.mark.parametrize("words", typed("gcloud", "scheduler", "jobs", "run"), ids=" ".join)
def test_a_schedule_that_is_run_by_hand_is_one_of_ours_and_answers(edge: Edge, words: list[str]) -> None:
    names = {function.name for function in TABLE.triggered_by("schedule")}

    assert words[0] in names
    assert edge.ask(words[0], "POST", "/", who=None, data=b"").status_code == 200


@pytest.mark.parametrize("words", typed("gcloud", "pubsub", "topics", "publish"), ids=" ".join)
def test_a_message_that_is_published_by_hand_reaches_the_worker(edge: Edge, words: list[str]) -> None:
    job_id = edge.order()["id"]
    (function,) = (row for row in TABLE.functions if row.topic == words[0])
    said = re.sub(
        r": ([A-Z_]+)(?=[,}])", ": 0", value(words, "--message")
    )  # a number that a page cannot know
    message = json.loads(said) | {"job_id": job_id, "epoch": 1}
    at = datetime.now(UTC).isoformat()
    envelope = {
        "message": {
            "data": base64.b64encode(json.dumps(message).encode()).decode(),
            "messageId": "m1",
            "publishTime": at,
        },
        "subscription": "projects/p/subscriptions/s",
    }

    answer = edge.ask(function.name, "POST", f"/projects/p/topics/{words[0]}", who=None, json=envelope)

    assert answer.status_code == 200
    ((seen,),) = edge.worker.seen
    assert (seen.job_id, seen.epoch) == (job_id, 1)


def test_what_a_page_cannot_know_is_all_that_a_test_replaces() -> None:
    for function in ("retry-job", "grant-credits"):
        for payload in payloads(function):
            known = {key: said for key, said in payload.items() if key not in PLACEHOLDERS}
            assert all(said and said != key.upper() for key, said in known.items())
