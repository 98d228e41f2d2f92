"""Nothing secret is logged by any process of ours, whatever goes wrong.

Every local cloud is searched once more when it ends (`local_cloud`), after all that was done to it.
"""

import uuid
from pathlib import Path

from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person


def test_no_prompt_token_email_key_or_signed_link_is_in_any_log_line(cloud: Cloud) -> None:
    canary = f"canary{uuid.uuid4().hex}"
    cloud.canaries.plant("a canary", canary)
    person = Person(cloud, cloud.sign_up(f"{canary}@example.com"))
    job = person.make(f"{canary} made")
    for directive in ("[fail:policy]", "[lost]", "[html]", "[bad-webhook]"):
        person.make(f"{directive} {canary} failed")
    person.call("POST", f"/api/drafts/{job['id']}/publish")
    put_upload(person, canary.encode())
    ask_nonsense(person, canary)

    logs = Path(cloud.ready["logs"])

    assert "step.ended" in (logs / "function-provider_steps.log").read_text()
    assert cloud.canaries.sung(logs) == []


def test_a_secret_in_a_log_would_be_found(tmp_path: Path, cloud: Cloud) -> None:
    token = cloud.sign_up()
    lines = ["fine", f"bearer {token}", "GET /film?X-Goog-Signature=ab", token.split(".")[1]]
    (tmp_path / "function-jobs.log").write_text("\n".join(lines))

    found = cloud.canaries.sung(tmp_path)

    assert {one.split(": ")[0] for one in found} == {f"function-jobs.log:{number}" for number in (2, 3, 4)}


def put_upload(person: Person, bytes_: bytes) -> None:
    """Send something that is no picture to a signed link, and ask about it."""
    wanted = {"content_type": "image/png", "size_bytes": len(bytes_)}
    upload = person.call("POST", "/api/uploads", json=wanted).json()
    sent = person.cloud.http.put(upload["url"], content=bytes_, headers=upload["headers"])
    assert sent.status_code == 200, sent.text
    assert person.get(f"/api/uploads/{upload['id']}")["state"] == "refused"


def ask_nonsense(person: Person, canary: str) -> None:
    """Put the canary where a careless server would log it."""
    key = {"Idempotency-Key": canary}
    answers = [
        person.call("POST", "/api/jobs", json={"nonsense": canary}, headers=key),
        person.call("POST", "/api/jobs", json={"job_type": canary, "input": {}}, headers=key),
        person.call("GET", f"/api/jobs/{canary}"),
        person.call("GET", f"/api/jobs?cursor={canary}"),
        person.call("GET", f"/api/credits?access_token={canary}"),
        person.cloud.api("GET", "/api/credits", token=f"{canary}.{canary}.{canary}"),
        person.cloud.api("POST", f"/api/callbacks/wavespeed/{canary}", json={"id": canary}),
    ]
    assert [answer.status_code for answer in answers if not 400 <= answer.status_code < 500] == []
