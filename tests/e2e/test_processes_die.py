"""Processes are killed in the middle of jobs; every job still ends, once, and the ledger balances."""

import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.cloud import Cloud
from tests.e2e.spoiling import spoil
from tests.e2e.studio import Person, accepted_submits


@pytest.mark.parametrize("stage", ["waiting", "making", "saving"])
def test_a_worker_killed_in_the_middle_of_a_job_costs_time_only(impatient_cloud: Cloud, stage: str) -> None:
    cloud = impatient_cloud
    person, prompt = Person.new(cloud), f"[slow:3] a kite {uuid.uuid4().hex}"
    job = person.order(prompt).json()
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        now = person.get(f"/api/jobs/{job['id']}")
        if now["stage"] == stage or now["status"] not in {"pending", "processing"}:
            break
        time.sleep(0.01)

    cloud.kill(cloud.ready["functions"]["provider_steps"])
    ended = person.follow(job["id"], wait_s=120)

    assert ended["status"] == "draft", ended["error"]
    assert person.final_kinds(job["id"]) == ["hold", "capture"]
    assert person.balance() == (96, 0)
    assert len(accepted_submits(cloud, "wavespeed", prompt)) == 1


def test_an_encoder_killed_while_it_encodes_costs_time_only(impatient_cloud: Cloud) -> None:
    cloud, person = impatient_cloud, Person.new(impatient_cloud)
    source = person.make("a kite")
    wanted = {"source_job_id": source["id"], "target_resolution": "1440p", "engine": "ffmpeg"}
    job = person.derive("upscale", quality="high", **wanted).json()
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)  # its own is short, and the machine may be busy
    spoil(cloud, f"jobs/{job['id']}", deadline=in_an_hour)
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and not person.get(f"/api/jobs/{job['id']}")["progress"]:
        time.sleep(0.05)

    cloud.kill(cloud.ready["functions"]["media_steps"])
    ended = person.follow(job["id"], wait_s=180)

    assert ended["status"] == "draft", ended["error"]
    assert ended["video"]["height"] == 1440
    assert person.final_kinds(job["id"]) == ["hold", "capture"]
    assert person.balance() == (100 - 4 - 5, 0)


def test_the_task_server_killed_with_tasks_waiting_forgets_nothing(impatient_cloud: Cloud) -> None:
    cloud = impatient_cloud
    person = Person.new(cloud)
    jobs = [person.order(f"[slow:3] {n} {uuid.uuid4().hex}").json()["id"] for n in range(3)]

    cloud.kill(cloud.ready["tasks"])
    ended = [person.follow(job_id, wait_s=120)["status"] for job_id in jobs]

    assert ended == ["draft"] * 3
    assert person.balance() == (88, 0)


def test_the_api_killed_while_it_takes_orders_charges_once_per_key(impatient_cloud: Cloud) -> None:
    cloud = impatient_cloud
    person, keys = Person.new(cloud), [uuid.uuid4().hex for _ in range(6)]
    for n, key in enumerate(keys):
        if n == 3:
            cloud.kill(cloud.ready["functions"]["jobs"])
        person.order("a kite", key=key)
    again = [person.order("a kite", key=key) for key in keys]

    ids = {answer.json()["id"] for answer in again}
    assert len(ids) == 6
    for job_id in ids:
        assert person.follow(job_id)["status"] == "draft"
    assert person.balance() == (100 - 6 * 4, 0)
