"""The whole local cloud, with stand-in functions in the place of the product's."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.cloud import Cloud, local_cloud

pytestmark = pytest.mark.emulator

STANDIN = Path(__file__).parent / "local_standin"
ARGUMENTS = ("--source", str(STANDIN / "main.py"), "--table", str(STANDIN / "functions.toml"))
READY_KEYS = {
    *("project", "gateway", "auth", "firestore", "pubsub", "tasks", "storage", "bucket"),
    "simulators",
}


@pytest.fixture(scope="module")
def seen_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("standin") / "seen.jsonl"
    path.touch()
    return path


@pytest.fixture(scope="module")
def cloud(seen_file: Path) -> Iterator[Cloud]:
    environment = {"STANDIN_SEEN": str(seen_file), "SIGNUP_CREDITS": "7"}
    with local_cloud(*ARGUMENTS, environment=environment) as running:
        yield running


def eventually(find: Callable[[], Any], *, within_s: float = 60) -> Any:
    give_up_at = time.monotonic() + within_s
    while True:
        found = find()
        if found:
            return found
        assert time.monotonic() < give_up_at, "it never came"
        time.sleep(0.05)


def seen(path: Path, **wanted: object) -> list[dict[str, Any]]:
    notes = [json.loads(line) for line in path.read_text().splitlines()]
    return [note for note in notes if wanted.items() <= note.items()]


def publish(cloud: Cloud, data: str, **attributes: str) -> str:
    """Publish as a Cloud Task does: over REST, without credentials."""
    topic = f"projects/{cloud.ready['project']}/topics/standin-steps"
    body = {"messages": [{"data": data, "attributes": attributes}]}
    answer = cloud.http.post(f"http://{cloud.ready['pubsub']}/v1/{topic}:publish", json=body)
    answer.raise_for_status()
    return str(answer.json()["messageIds"][0])


def test_the_ready_file_is_complete_and_everything_in_it_answers(cloud: Cloud) -> None:
    assert set(cloud.ready) >= READY_KEYS
    assert set(cloud.ready["simulators"]) == {"wavespeed", "vertex"}
    urls = [cloud.ready[name] for name in ("gateway", "auth", "storage")]
    urls += [f"http://{cloud.ready[name]}" for name in ("firestore", "pubsub")]
    for url in (*urls, *cloud.ready["simulators"].values(), *cloud.ready["functions"].values()):
        assert cloud.http.get(f"{url}/robots.txt").status_code < 500


def test_everything_listens_on_this_machine_only(cloud: Cloud) -> None:
    family = psutil.Process(cloud.supervisor.pid)
    for process in (family, *family.children(recursive=True)):
        for connection in process.net_connections("inet"):
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip in {"127.0.0.1", "::ffff:127.0.0.1"}, process


def test_a_person_can_sign_up(cloud: Cloud) -> None:
    assert cloud.sign_up().count(".") == 2


def test_a_function_sees_the_callers_choices(cloud: Cloud) -> None:
    told = cloud.api("GET", "/api/echo").json()

    assert told["environment"] == {"BUCKET": cloud.ready["bucket"], "SIGNUP_CREDITS": "7"}


def test_an_operator_function_is_called_through_its_own_door(cloud: Cloud) -> None:
    assert cloud.operate("grant", {"a": 1}).json()["path"] == "/?"
    assert cloud.operate("echo", {}).status_code == 404


def test_a_message_reaches_the_function_as_a_cloud_event(cloud: Cloud, seen_file: Path) -> None:
    message_id = publish(cloud, "aGVsbG8=")

    event = eventually(lambda: seen(seen_file, function="steps", id=message_id))[0]

    project = cloud.ready["project"]
    assert event["data"] == "aGVsbG8="
    assert event["type"] == "google.cloud.pubsub.topic.v1.messagePublished"
    assert event["source"] == f"//pubsub.googleapis.com/projects/{project}/topics/standin-steps"
    assert event["subscription"] == f"projects/{project}/subscriptions/steps"


def test_a_message_that_fails_comes_again(cloud: Cloud, seen_file: Path) -> None:
    message_id = publish(cloud, "", fail="yes")

    eventually(lambda: seen(seen_file, id=message_id)[1:])


def test_a_schedule_can_be_run_at_once(cloud: Cloud, seen_file: Path) -> None:
    assert cloud.run_schedule("tick").text == "ticked"

    headers = seen(seen_file, function="tick")[0]["headers"]
    assert headers["User-Agent"] == "Google-Cloud-Scheduler"
    assert headers["X-Cloudscheduler-Jobname"] == "tick"
    assert headers["X-Cloudscheduler-Scheduletime"].endswith("Z")


def test_a_killed_function_comes_back_and_no_request_notices(cloud: Cloud) -> None:
    before = cloud.api("GET", "/api/echo").json()["pid"]

    os.kill(cloud.ready["pids"]["function-echo"], signal.SIGKILL)
    eventually(lambda: not psutil.pid_exists(before))
    after = cloud.api("GET", "/api/echo")

    assert after.status_code == 201
    assert after.json()["pid"] != before


def test_pubsub_comes_back_with_its_topics(cloud: Cloud, seen_file: Path) -> None:
    os.kill(cloud.ready["pids"]["pubsub"], signal.SIGKILL)

    published: list[str] = []

    def comes_through() -> bool:
        # What is published before the subscription is there reaches nobody: the sweep would send it again.
        with contextlib.suppress(Exception):  # it is not back yet, in whichever way
            published.append(publish(cloud, "YWdhaW4="))
        return any(seen(seen_file, id=message_id) for message_id in published)

    eventually(comes_through)
