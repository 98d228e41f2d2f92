"""Older jobs get their type: all of them, once, and nothing else changes."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from infra.scripts import backfill_job_types
from infra.scripts.backfill_job_types import backfill
from tests.emulators import firestore_host

JOBS = 10_000
LACKING = 4_000
pytestmark = [pytest.mark.emulator, pytest.mark.timeout(420)]


@pytest.fixture
def db(monkeypatch: pytest.MonkeyPatch) -> Iterator[firestore.Client]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore_host())
    client = firestore.Client(project=f"p{uuid.uuid4().hex}", credentials=AnonymousCredentials())
    yield client
    client.close()


def fill(db: firestore.Client, jobs: int, lacking: int) -> None:
    """Write jobs and projections; the first ones by id are the older ones, now and then one has a type."""
    for begin in range(0, jobs, 500):
        batch = db.batch()
        for n in range(begin, min(begin + 500, jobs)):
            older = n % 5 < lacking * 5 // jobs
            typed = {} if older else {"job_type": "upscale"}
            batch.set(db.document(f"jobs/{n:06d}"), {"price": n, **typed})
            batch.set(db.document(f"creations/{n:06d}"), {"owner": "alice", **typed})
        batch.commit()


def types(db: firestore.Client, collection: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in db.collection(collection).select(["job_type"]).stream():
        kind = str(one.to_dict().get("job_type"))
        found[kind] = found.get(kind, 0) + 1
    return found


def test_ten_thousand_jobs_get_their_type_and_a_second_run_finds_nothing(db: firestore.Client) -> None:
    fill(db, JOBS, LACKING)

    dry = backfill(db, write=False, said=False)
    assert types(db, "jobs") == {"None": LACKING, "upscale": JOBS - LACKING}
    done = backfill(db, write=True, said=False)
    again = backfill(db, write=True, said=False)

    assert dict(dry) == {"seen": JOBS, "lacking": LACKING, "written": 0}
    assert dict(done) == {"seen": JOBS, "lacking": LACKING, "written": LACKING}
    assert dict(again) == {"seen": JOBS, "lacking": 0, "written": 0}
    wanted = {"generate": LACKING, "upscale": JOBS - LACKING}
    assert types(db, "jobs") == types(db, "creations") == wanted
    assert db.document("jobs/000005").get().to_dict() == {"price": 5, "job_type": "generate"}


def test_it_goes_on_where_it_was_stopped(db: firestore.Client) -> None:
    fill(db, 500, 500)

    rest = backfill(db, write=True, after="000399", said=False)

    assert dict(rest) == {"seen": 100, "lacking": 100, "written": 100}
    assert types(db, "jobs") == {"None": 400, "generate": 100}


def test_a_job_that_changes_meanwhile_keeps_what_it_became(
    db: firestore.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(db, 10, 10)
    real, changed = db.get_all, []

    def then_change(*places: object, **options: object) -> list[object]:
        found = list(real(*places, **options))
        if not changed:
            changed.append(db.document("jobs/000003").update({"price": 99, "job_type": "extend"}))
        return found

    monkeypatch.setattr(db, "get_all", then_change)
    counts = backfill(db, write=True, said=False)

    assert counts["written"] == 9
    assert db.document("jobs/000003").get().to_dict() == {"price": 99, "job_type": "extend"}
    assert types(db, "creations") == {"generate": 10}


def test_the_command_changes_nothing_unless_told_to(db: firestore.Client) -> None:
    fill(db, 10, 10)

    def run(*more: str) -> str:
        command = [sys.executable, "-m", backfill_job_types.__name__, "--project", db.project, *more]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, env=dict(os.environ)
        ).stdout

    assert "10 jobs seen, 10 would be given one" in run()
    assert types(db, "jobs") == {"None": 10}
    assert "10 jobs seen, 10 were given one" in run("--write")
    assert types(db, "jobs") == {"generate": 10}
