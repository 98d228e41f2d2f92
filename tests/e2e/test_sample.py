"""The demo's person on the whole local cloud: no page of the studio is empty."""

import asyncio
from collections import Counter

from infra.local.demo_screen import EMAIL, PASSWORD
from infra.local.sample import fill_studio
from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person


def test_the_sample_has_one_of_everything(cloud: Cloud) -> None:
    asyncio.run(fill_studio(auth_url=cloud.ready["auth"], gateway_url=cloud.ready["gateway"]))

    signed_in = (
        f"{cloud.ready['auth']}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=local"
    )
    answer = cloud.http.post(
        signed_in, json={"email": EMAIL, "password": PASSWORD, "returnSecureToken": True}
    )
    person = Person(cloud, answer.json()["idToken"])
    jobs = person.get("/api/jobs")["jobs"]
    assert Counter(job["status"] for job in jobs) >= Counter(draft=4, published=1, failed=1)
    assert jobs[0]["prompt"].endswith("a comet over the desert")
    assert jobs[0]["status"] in {"pending", "processing", "draft"}
    assert [job["favorite"] for job in jobs].count(True) == 1
    assert {job["job_type"] for job in jobs} == {"generate", "extend", "upscale"}
    assert len({(job["model"], job["input"].get("aspect_ratio")) for job in jobs}) >= 4
    upscaled = next(job for job in jobs if job["job_type"] == "upscale")
    assert person.get(f"/api/jobs/{upscaled['id']}/chain")["count"] == 3
    failed = next(job for job in jobs if job["status"] == "failed")
    assert failed["receipt"]["released"] == failed["price"]
