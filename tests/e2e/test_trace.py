"""One order, one trace: from the request through task, message and step to the sweep, in the real logs."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.log import TRACE_KEY
from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}


def lines_of(cloud: Cloud, job_id: str) -> Iterator[dict[str, Any]]:
    """Return every line about a job that any function has written."""
    for file in Path(cloud.ready["logs"]).glob("function-*.log"):
        for line in file.read_text(errors="replace").splitlines():
            if line.startswith("{") and json.loads(line).get("job_id") == job_id:
                yield json.loads(line)


def ordered(person: Person, job_type: str, **wanted: object) -> str:
    """Order a job in our trace, follow it to its end, and return its id."""
    person.cloud.canaries.plant("a prompt", str(wanted.get("prompt", "")))
    body = {"job_type": job_type, "input": wanted}
    headers = {"Idempotency-Key": uuid.uuid4().hex, **PARENT}
    job_id: str = person.call("POST", "/api/jobs", json=body, headers=headers).json()["id"]
    assert person.follow(job_id)["status"] == "draft"
    return job_id


def test_all_lines_of_a_job_are_of_the_trace_of_its_order(cloud: Cloud) -> None:
    person = Person.new(cloud)
    film = {"model": "wan-2.5", "prompt": f"a kite {uuid.uuid4().hex}", "duration_s": 5, "resolution": "480p"}
    made = ordered(person, "generate", **film)
    sharper = {"target_resolution": "1080p", "engine": "ffmpeg", "quality": "fast"}
    derived = ordered(person, "upscale", source_job_id=made, **sharper)
    person.call("DELETE", f"/api/jobs/{made}")
    cloud.run_schedule("sweep")

    lines = [line for job_id in (made, derived) for line in lines_of(cloud, job_id)]

    assert {line["function"] for line in lines} >= {"jobs", "provider_steps", "media_steps", "sweep"}
    assert {line["event"] for line in lines} >= {
        *("job.created", "step.claimed", "submit.intended", "step.ended", "saving.begun", "job.settled"),
        *("segment.claimed", "segment.ended", "job.deleted", "orphan.tidied"),
    }
    assert {line[TRACE_KEY] for line in lines} == {f"projects/{cloud.ready['project']}/traces/{TRACE}"}


def test_every_order_has_a_trace_of_its_own(cloud: Cloud) -> None:
    person = Person.new(cloud)
    jobs = [person.make("[slow:3] a kite"), person.make("another kite")]

    traces = [{line[TRACE_KEY] for line in lines_of(cloud, job["id"])} for job in jobs]

    assert [len(found) for found in traces] == [1, 1]
    assert traces[0] != traces[1]
