"""Whether what the API shows agrees with the model: after every step, and in full at the end."""

from typing import Any

from tests.integration.model.books import MADE, Expected, Person
from tests.integration.model.stage import Stage

ENDS = {"completed", "failed", "canceled"}
LINKS_ALWAYS = {"self", "events", "chain"}


def check_person(stage: Stage, person: Person) -> None:
    """The balance is the sum of what was granted and of what became of the jobs; the list shows these."""
    views = stage.read("jobs", "/api/jobs?limit=100", who=person.name)["jobs"]
    assert [view["id"] for view in views] == [job.id for job in reversed(person.shown)]
    for view, job in zip(views, reversed(person.shown), strict=True):
        check_view(view, job)
    balance = stage.read("credits", "/api/credits", who=person.name)
    assert balance == {
        "available": person.available,
        "held": person.held,
        "active_jobs": person.active,
        "buy_url": None,
    }
    assert stage.read("credits", "/api/credits/audit", who=person.name) == {
        "entries": person.entries,
        "available": person.available,
        "held": person.held,
        "balanced": True,
    }


def check_view(view: dict[str, Any], job: Expected) -> None:
    """One job as its owner sees it; its revision never falls."""
    shown = {
        name: view[name]
        for name in (
            "id",
            "status",
            "price",
            "prompt",
            "retried_from",
            "receipt",
            "job_type",
            "source_job_id",
            "root_job_id",
        )
    }
    assert shown == {
        "id": job.id,
        "status": job.status,
        "price": job.price,
        "prompt": job.prompt,
        "retried_from": job.retried_from,
        "receipt": job.receipt,
        "job_type": job.job_type,
        "source_job_id": job.source and job.source.id,
        "root_job_id": job.root.id,
    }
    assert (view["favorite"], view["input"]) == (job.favorite, job.wanted)
    assert set(view["_links"]) == LINKS_ALWAYS | job.links
    assert (view["video"] is not None) == (job.status in MADE)
    assert (view["error"] is not None) == (job.status == "failed")
    assert (view["settled_at"] is not None) == job.settled
    assert view["revision"] >= job.revision
    job.revision = view["revision"]


def check_feed(stage: Stage, people: list[Person]) -> None:
    """The feed shows exactly what is published, the newest first."""
    published = [job for person in people for job in person.shown if job.status == "published"]
    published.sort(key=lambda job: job.published, reverse=True)
    items = stage.read("drafts", "/api/feed?limit=100", who=None)["items"]
    assert [item["job_id"] for item in items] == [job.id for job in published]


def check_pages(stage: Stage, person: Person, *, limit: int) -> None:
    """Every list, by its cursors, shows everything once and in order."""
    jobs = stage.pages("jobs", f"/api/jobs?limit={limit}", "jobs", who=person.name)
    assert [job["id"] for job in jobs] == [job.id for job in reversed(person.shown)]
    drafts = stage.pages("drafts", f"/api/drafts?limit={limit}", "drafts", who=person.name)
    assert {draft["id"] for draft in drafts} == {job["id"] for job in jobs}
    assert len(drafts) == len(jobs)
    assert [draft["updated_at"] for draft in drafts] == sorted(
        (job["updated_at"] for job in jobs), reverse=True
    )
    for status in sorted({job.status for job in person.shown}):
        path = f"/api/jobs?limit={limit}&status={status}"
        found = [job["id"] for job in stage.pages("jobs", path, "jobs", who=person.name)]
        assert found == [job.id for job in reversed(person.shown) if job.status == status]
    check_ledger(stage, person, limit=limit)


def check_ledger(stage: Stage, person: Person, *, limit: int) -> None:
    """The ledger: every entry that the model knows, numbered without a gap, each explaining the balance."""
    entries = stage.pages("credits", f"/api/credits/ledger?limit={limit}", "entries", who=person.name)
    assert [entry["n"] for entry in entries] == list(range(len(entries), 0, -1))
    left = person.available
    for entry in entries:
        assert entry["available_after"] == left
        left -= entry["available_delta"]
    assert left == 0
    for job in person.jobs:
        mine = [entry for entry in reversed(entries) if entry["job_id"] == job.id]
        assert [(entry["kind"], entry["amount"]) for entry in mine] == [
            (kind, job.price) for kind in job.entries
        ]
    assert len(entries) == person.entries


def check_history(stage: Stage, job: Expected, *, limit: int) -> None:
    """A job's events: one beginning, at most one end."""
    path = f"/api/jobs/{job.id}/events?limit={limit}"
    events = stage.pages("jobs", path, "events", who=job.owner)
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "created"
    ends = [kind for kind in kinds if kind in ENDS]
    assert ends == ([] if not job.settled else ["completed" if job.status in MADE else job.status])
    assert [event["n"] for event in events] == sorted({event["n"] for event in events})


def check_files(stage: Stage, people: list[Person]) -> None:
    """What was made and not deleted has its four files, an extension its new part, too; no others are."""
    made = [job for person in people for job in person.shown if job.status in MADE]
    wanted = {f"jobs/{job.id}": 4 + (job.job_type == "extend") for job in made}
    found: dict[str, int] = {}
    for name in stage.objects.objects:
        folder = "/".join(name.split("/")[:2])
        found[folder] = found.get(folder, 0) + 1
    assert found == wanted
