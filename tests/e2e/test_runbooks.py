"""The runbooks' steps that need no project, walked through on the local cloud."""

import json
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from shared.model.messages import StepMessage
from shared.queue.cloud_tasks import publish_body
from tests.e2e.cloud import Cloud
from tests.e2e.spoiling import LONG_AGO, spoil
from tests.e2e.studio import Person, accepted_submits

WITHIN_S = 30


def lines(cloud: Cloud, **wanted: Any) -> list[dict[str, Any]]:
    """Return the log lines that say what is wanted, as `gcloud logging read` would, oldest first."""
    found: list[dict[str, Any]] = []
    for file in sorted(Path(cloud.ready["logs"]).glob("function-*.log")):
        for line in file.read_text(errors="replace").splitlines():
            said = json.loads(line) if line.startswith('{"severity"') else {}
            if said and all(said.get(key) == value for key, value in wanted.items()):
                found.append(said)
    return found


def soon(cloud: Cloud, **wanted: Any) -> dict[str, Any]:
    """Return the first such line, waiting for it."""
    give_up = time.monotonic() + WITHIN_S
    while time.monotonic() < give_up:
        if found := lines(cloud, **wanted):
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"nobody said {wanted}")


@pytest.fixture
def person(cloud: Cloud) -> Person:
    return Person.new(cloud)


def ordered(person: Person, directive: str) -> tuple[str, str]:
    """Order a video; return its id and its prompt."""
    prompt = f"{directive} a kite {uuid.uuid4().hex}"
    answer = person.order(prompt)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"]), prompt


def test_a_stuck_job_is_found_by_its_lines_and_sent_again(cloud: Cloud, person: Person) -> None:
    job_id, prompt = ordered(person, "[slow:6]")
    waiting = soon(cloud, job_id=job_id, event="step.ended", outcome="submitted")

    driven = cloud.operate("retry_job", {"job_id": job_id, "reason": "TICKET"}).json()

    assert driven["epoch"] > waiting["epoch"]
    assert soon(cloud, job_id=job_id, event="job.redriven")["epoch"] == driven["epoch"]
    assert person.follow(job_id)["status"] == "draft"
    assert soon(cloud, job_id=job_id, event="job.settled")["state"] == "completed"
    assert len(accepted_submits(cloud, "wavespeed", prompt)) == 1


def test_a_dead_letter_is_published_again_and_one_of_the_past_does_nothing(
    cloud: Cloud, person: Person
) -> None:
    job_id, prompt = ordered(person, "[slow:6]")
    epoch = soon(cloud, job_id=job_id, event="step.ended", outcome="submitted")["epoch"]
    topic = f"projects/{cloud.ready['project']}/topics/provider-steps:publish"
    pubsub = f"http://{cloud.ready['pubsub'].removeprefix('http://')}/v1/{topic}"
    letters = [StepMessage(job_id=job_id, epoch=number) for number in (1, epoch)]

    for letter in letters:
        answer = cloud.http.post(pubsub, content=publish_body(letter))
        assert answer.status_code == 200, answer.text

    assert soon(cloud, job_id=job_id, event="step.claimed", epoch=epoch)["attempt"] == 2
    assert person.follow(job_id)["status"] == "draft"
    assert len(lines(cloud, job_id=job_id, event="step.claimed", epoch=1)) == 1
    assert len(accepted_submits(cloud, "wavespeed", prompt)) == 1


def test_a_drifted_account_is_frozen_looked_at_and_mended(cloud: Cloud, person: Person) -> None:
    account_id = cloud.uid_of(person.token)
    available, _ = person.balance()
    spoil(cloud, f"accounts/{account_id}", available=available + 7)

    assert cloud.run_schedule("reconcile").json()["drifted"] == 1
    assert soon(cloud, event="ledger.drifted")["severity"] == "ERROR"
    assert person.order("a kite").status_code == 403
    asked = {"account_id": account_id, "reason": "TICKET"}
    looked = cloud.operate("mend_account", asked).json()
    assert (looked["available_before"], looked["available"], looked["written"]) == (
        available + 7,
        available,
        False,
    )
    assert cloud.operate("mend_account", {**asked, "write": True}).json()["written"]

    assert cloud.run_schedule("reconcile").json()["drifted"] == 0
    assert person.balance() == (available, 0)
    assert person.make("a kite")["status"] == "draft"


def test_a_hold_that_nobody_gave_back_comes_back_by_the_sweep(cloud: Cloud, person: Person) -> None:
    available, _ = person.balance()
    job_id, _prompt = ordered(person, "[hang]")
    soon(cloud, job_id=job_id, event="step.ended", outcome="submitted")
    assert person.balance()[1] > 0
    spoil(cloud, f"jobs/{job_id}", deadline=LONG_AGO, sweep_after=LONG_AGO)

    cloud.run_schedule("sweep")

    settled = soon(cloud, job_id=job_id, event="job.settled")
    assert (settled["state"], settled["error_code"], settled["released"] > 0) == (
        "failed",
        "deadline_passed",
        True,
    )
    assert person.balance() == (available, 0)
    assert soon(cloud, event="sweep.ended")["scanned"] >= 0
    assert max(line["outbox_lag_s"] for line in lines(cloud, event="sweep.ended")) > 3600


def test_after_an_outage_all_jobs_go_on_with_their_time_anew(cloud: Cloud, person: Person) -> None:
    job_id, prompt = ordered(person, "[slow:15]")
    soon(cloud, job_id=job_id, event="step.ended", outcome="submitted")

    report = cloud.operate("recover_jobs", {"provider": "wavespeed", "reason": "TICKET"}).json()

    assert (report["driven"] >= 1, report["more"]) == (True, False), report
    assert soon(cloud, job_id=job_id, event="job.redriven")
    assert person.follow(job_id)["status"] == "draft"
    assert len(accepted_submits(cloud, "wavespeed", prompt)) == 1
