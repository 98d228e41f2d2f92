"""One local cloud whose processes may die at a point, and where that is armed."""

import contextlib
import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import grpc
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from shared.model.job import Job
from shared.store import documents
from shared.store.firestore import Firestore
from tests.e2e.cloud import ROOT, Cloud, local_cloud
from tests.kill.armory import FOLDER_VARIABLE, MUTANT_VARIABLE, Armory

SWEEP_EVERY_S = 2
DEADLINE_S = 150
"""Time for two lost messages, each found after `PUSH_GRACE_S`, and the work itself."""
LEASE_S = 12
MEDIA_LEASE_S = 30
"""Of the steps that look at a film and join its segments; a segment is renewed, so `LEASE_S` is enough."""

WAVESPEED_KEY = "kill-" + secrets.token_hex(16)
SETTINGS = {
    "JOB_DEADLINE_S": str(DEADLINE_S),
    "LEASE_S": str(LEASE_S),
    "SEGMENT_LEASE_S": str(LEASE_S),
    "MEDIA_LEASE_S": str(MEDIA_LEASE_S),
    "WAVESPEED_API_KEY": WAVESPEED_KEY,
    "RETRY_BASE_S": "2",
    "PACE": "0.1",
    "SIGNUP_CREDITS": "100",
    # Several processes per function, each with one request: see `house.py`.
    "WORKERS": "6",
    "THREADS": "1",
}


@dataclass(frozen=True)
class Rig:
    """What a trial needs. `store` reads what the API does not show; nothing is written through it."""

    cloud: Cloud
    armory: Armory
    store: Firestore

    def job(self, job_id: str) -> Job | None:
        """Return a job as it is stored."""
        return self.store.get(documents.job(job_id))

    def alarms(self) -> Counter[str]:
        """Return what the functions logged as an error: what an operator would be woken by."""
        lines = [
            json.loads(line)
            for log in Path(self.cloud.ready["logs"]).glob("function-*.log")
            for line in log.read_text(errors="replace").splitlines()
            if line.startswith("{")
        ]
        alarming = [line for line in lines if line["severity"] in {"ERROR", "CRITICAL"}]
        return Counter(f"{line['event']} {line.get('error_class', '')}".strip() for line in alarming)

    def films_asked_for(self, job_id: str) -> int:
        """Return how many orders WaveSpeed accepted that begin with a film sent for this job."""
        address = f"{self.cloud.ready['simulators']['wavespeed']}/api/v3/predictions"
        wanted = {"page": 1, "page_size": 100, "include_inputs": True}
        found, total = 0, 1
        while total > (wanted["page"] - 1) * wanted["page_size"]:
            answer = self.cloud.http.post(
                address, json=wanted, headers={"Authorization": f"Bearer {WAVESPEED_KEY}"}
            )
            answer.raise_for_status()
            page = answer.json()["data"]
            found += sum(f"{job_id}-" in unquote(str(one["inputs"].get("video"))) for one in page["items"])
            total, wanted["page"] = page["total"], wanted["page"] + 1
        return found

    def files(self, prefix: str) -> list[str]:
        """Return the names of the objects that begin with a prefix."""
        ready = self.cloud.ready
        address = f"{ready['storage']}/storage/v1/b/{ready['bucket']}/o"
        answer = self.cloud.http.get(address, params={"prefix": prefix})
        answer.raise_for_status()
        return [item["name"] for item in answer.json().get("items", [])]


@contextlib.contextmanager
def running_rig(mutant: str = "") -> Iterator[Rig]:
    """Start it, and end it. A `mutant` of the simulator's takes a guard out of the product."""
    with tempfile.TemporaryDirectory(prefix="dailies-kill-") as folder:
        arguments = ("--sweep-every-s", str(SWEEP_EVERY_S), "--source", str(ROOT / "tests/kill/house.py"))
        environment = {
            **SETTINGS,
            FOLDER_VARIABLE: folder,
            "TMPDIR": folder,
            **({MUTANT_VARIABLE: mutant} if mutant else {}),
        }
        with (
            local_cloud(*arguments, environment=environment, module="tests.kill.local") as cloud,
            _store(cloud) as store,
        ):
            yield Rig(cloud, Armory(Path(folder)), store)


@contextlib.contextmanager
def _store(cloud: Cloud) -> Iterator[Firestore]:
    with grpc.insecure_channel(cloud.ready["firestore"]) as channel:
        client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        owner = [("authorization", "Bearer owner")]
        yield Firestore(client, project=cloud.ready["project"], metadata=owner)
