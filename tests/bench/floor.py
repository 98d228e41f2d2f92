"""The floor of a create: a bare loop over Google's own clients, in one script, with nothing around it.

The same two reads in one round trip, the same five documents in one commit with the same preconditions,
and one push of a named task whose target is the same.
"""

import base64
import json
import os
import uuid
from collections.abc import Callable
from typing import Any

from google.cloud import firestore
from google.cloud.tasks_v2 import CloudTasksClient, HttpMethod

from tests.bench.papers import Papers
from tests.bench.stage import Person, Stage


def database(stage: Stage) -> firestore.Client:
    """Return Google's client of the Firestore emulator."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = stage.cloud.ready["firestore"]
    return firestore.Client(project=stage.project)


def creates(
    stage: Stage, db: firestore.Client, tasks: CloudTasksClient, person: Person
) -> Callable[[], None]:
    """Return what creates one job of a person of its own."""
    papers = Papers(person.uid)
    account_ref = db.document(f"accounts/{person.uid}")
    url = f"http://{stage.cloud.ready['pubsub']}/v1/projects/{stage.project}/topics/provider-steps:publish"

    def create() -> None:
        job_id = uuid.uuid4().hex[:26]
        found = {one.reference.path: one for one in db.get_all([db.document(f"jobs/{job_id}"), account_ref])}
        account = found[account_ref.path]
        before: dict[str, Any] = account.to_dict() or {}
        batch = db.batch()
        version = db.write_option(last_update_time=account.update_time)
        batch.update(account_ref, papers.charged(before), option=version)
        for path, data in papers.sheets(job_id, before["available"]).items():
            # As in the product: what must be new is created, what is computed whole is overwritten.
            write = batch.set if path.startswith("creations/") or "/events/" in path else batch.create
            write(db.document(path), data)
        batch.commit(retry=None, timeout=10)
        tasks.create_task(parent=stage.queue, task=_task(stage, url, job_id), timeout=5)

    return create


def _task(stage: Stage, url: str, job_id: str) -> dict[str, Any]:
    message = base64.b64encode(json.dumps({"job_id": job_id, "epoch": 1}).encode()).decode()
    return {
        "name": f"{stage.queue}/tasks/{uuid.uuid4().hex}",
        "http_request": {
            "url": url,
            "http_method": HttpMethod.POST,
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"messages": [{"data": message}]}).encode(),
        },
    }
