"""A person with credits, as the API sees one: what every end-to-end test does."""

import hashlib
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.cloud import Cloud

SETTLED = {"draft", "published", "failed", "canceled"}


@dataclass
class Person:
    """Somebody signed in. `seen` holds every (status, stage, progress) that the API said of a job."""

    cloud: Cloud
    token: str
    seen: dict[str, list[tuple[str, str, int | None]]] = field(default_factory=dict)

    @classmethod
    def new(cls, cloud: Cloud) -> "Person":
        return cls(cloud, cloud.sign_up())

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.cloud.api(method, path, token=self.token, **options)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(
        self, prompt: str, *, model: str = "wan-2.5", key: str | None = None, **wanted: Any
    ) -> httpx.Response:
        """POST one generation; small and short unless told otherwise."""
        quick = (
            {"duration_s": 5, "resolution": "480p"}
            if model == "wan-2.5"
            else {"duration_s": 4, "resolution": "720p"}
        )
        self.cloud.canaries.plant("a prompt", prompt)
        body = {"job_type": "generate", "input": {"model": model, "prompt": prompt, **quick, **wanted}}
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.call("POST", "/api/jobs", json=body, headers=headers)

    def derive(self, job_type: str, *, key: str | None = None, **wanted: Any) -> httpx.Response:
        """POST one job that begins with a finished one."""
        self.cloud.canaries.plant("a prompt", wanted.get("prompt", ""))
        body = {"job_type": job_type, "input": wanted}
        return self.call("POST", "/api/jobs", json=body, headers={"Idempotency-Key": key or uuid.uuid4().hex})

    def make(self, prompt: str, *, wait_s: float = 120, **wanted: Any) -> dict[str, Any]:
        """Order and follow one generation to its end."""
        answer = self.order(prompt, **wanted)
        assert answer.status_code == 202, answer.text
        return self.follow(answer.json()["id"], wait_s=wait_s)

    def follow(self, job_id: str, *, wait_s: float = 120, every_s: float = 0.2) -> dict[str, Any]:
        """Read a job until it has settled, checking at every look that what it says can be true."""
        give_up = time.monotonic() + wait_s
        seen = self.seen.setdefault(job_id, [])
        revision = 0
        while time.monotonic() < give_up:
            job: dict[str, Any] = self.get(f"/api/jobs/{job_id}")
            assert job["revision"] >= revision, "the page went back"
            revision = job["revision"]
            seen.append((job["status"], job["stage"], job["progress"]))
            told_the_truth(job)
            if job["status"] in SETTLED:
                return job
            time.sleep(every_s)
        raise AssertionError(f"the job did not end within {wait_s} s: {seen[-1]}")

    def balance(self) -> tuple[int, int]:
        """Return available and held, after the audit has proven them."""
        audit = self.get("/api/credits/audit")
        assert audit["balanced"], audit
        return audit["available"], audit["held"]

    def final_kinds(self, job_id: str) -> list[str]:
        """Return the kinds of a job's ledger entries, oldest first."""
        entries = self.get("/api/credits/ledger?limit=100")["entries"]
        return [entry["kind"] for entry in reversed(entries) if entry["job_id"] == job_id]


def told_the_truth(job: dict[str, Any]) -> None:
    """Check that status, error, video and receipt agree with each other."""
    receipt, price = job["receipt"], job["price"]
    expected = {
        "pending": (price, 0, 0),
        "processing": (price, 0, 0),
        "draft": (price, price, 0),
        "published": (price, price, 0),
        "failed": (price, 0, price),
        "canceled": (price, 0, price),
    }[job["status"]]
    assert (receipt["held"], receipt["captured"], receipt["released"]) == expected, job
    assert (job["video"] is not None) == (job["status"] in {"draft", "published"}), job
    assert (job["error"] is not None) == (job["status"] == "failed"), job


def accepted_submits(cloud: Cloud, provider: str, prompt: str) -> list[dict[str, Any]]:
    """Return the submits of a prompt that a provider's simulator accepted."""
    wanted = hashlib.sha256(prompt.encode()).hexdigest()
    rows = cloud.http.get(f"{cloud.ready['simulators'][provider]}/_requests").json()
    return [row for row in rows if row.get("prompt_hash") == wanted and row.get("accepted")]
