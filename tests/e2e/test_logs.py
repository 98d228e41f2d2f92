"""Nothing secret is logged by any process of ours."""

import uuid
from pathlib import Path

from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person


def test_no_prompt_token_email_or_signed_link_is_in_any_log_of_a_function(cloud: Cloud) -> None:
    canary = f"canary{uuid.uuid4().hex}"
    email = f"{canary}@example.com"
    person = Person(cloud, cloud.sign_up(email))
    person.make(f"{canary} made")
    person.make(f"[fail:policy] {canary} refused")
    person.make(f"[lost] {canary} lost")
    person.call("POST", "/api/jobs", json={"nonsense": canary}, headers={"Idempotency-Key": canary})

    logs = {
        path.name: path.read_text(errors="replace")
        for path in Path(cloud.ready["logs"]).glob("function-*.log")
    }

    assert any("step.ended" in text for text in logs.values())
    secrets = {"prompt or e-mail": canary, "token": person.token[:60], "signed link": "X-Goog-Signature"}
    found = [
        (name, what) for name, text in logs.items() for what, secret in secrets.items() if secret in text
    ]
    assert found == []
