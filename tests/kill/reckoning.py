"""What must hold after a kill: the books, one capture or one release, one order, one word."""

from datetime import datetime, timedelta
from typing import Any

from shared.model.job import LEASE_MARGIN_S, PUSH_GRACE_S
from shared.model.ledger import final_id, hold_id
from tests.e2e.studio import accepted_submits
from tests.kill.rig import LEASE_S, SWEEP_EVERY_S
from tests.kill.trial import OWED_S, Trial, check, until

LATE_S = max(LEASE_S + LEASE_MARGIN_S, PUSH_GRACE_S) + LEASE_S + OWED_S
"""How long past its deadline a job may be settled: what is lost at the deadline is found two sweeps after its
lease or its message is overdue; then comes one attempt."""
TIDY_WITHIN_S = 2 * SWEEP_EVERY_S + 20.0


def reckon(trial: Trial, job: dict[str, Any] | None) -> str:
    """Check everything about a trial's job; return how it ended.

    Raises:
        Violated: something is not as it must be.
    """
    if job is None:
        _stays_deleted(trial)
        _paid_once(trial, captured=True)
        return "deleted"
    again = trial.look()
    check(_word(again) == _word(job), f"settled as {_word(job)}, now {_word(again)}")
    _in_time(job)
    _as_expected(trial, job)
    _paid_once(trial, captured=job["status"] == "draft")
    _same_under_its_key(trial)
    if job["status"] == "draft":
        _film_is_there(trial, job)
    return str(job["status"])


def _word(job: dict[str, Any]) -> tuple[object, ...]:
    """Return what was said of a job's end; its revision may still grow, when its folder is tidied."""
    return job["status"], job["receipt"], job["error"], job["settled_at"]


def _in_time(job: dict[str, Any]) -> None:
    settled, deadline = (datetime.fromisoformat(job[name]) for name in ("settled_at", "deadline"))
    late = settled - deadline
    check(late < timedelta(seconds=LATE_S), f"settled {late.total_seconds():.0f} s after its deadline")


def _as_expected(trial: Trial, job: dict[str, Any]) -> None:
    """A crash costs time only, except where nobody can know whether a provider was paid."""
    if not trial.plan.way.in_vain:
        check(job["status"] == "draft", f"the job ended as {job['status']}: {job['error']}")
        return
    ended = job["status"], (job["error"] or {}).get("code")
    check(ended == ("failed", "deadline_passed"), f"the job ended as {ended}")


def _paid_once(trial: Trial, *, captured: bool) -> None:
    """The ledger has one hold and one end of it, the balance follows, and one order was accepted."""
    entries = trial.person.get("/api/credits/ledger?limit=100")["entries"]
    mine = {entry["id"]: entry for entry in entries if entry["job_id"] == trial.job_id}
    hold, final = hold_id(trial.job_id), final_id(trial.job_id)
    check(sorted(mine) == sorted([hold, final]), f"the job's entries are {sorted(mine)}")
    kinds = [mine[hold]["kind"], mine[final]["kind"]]
    check(kinds == ["hold", "capture" if captured else "release"], f"the job's entries are {kinds}")
    price = mine[hold]["amount"]
    check(mine[final]["amount"] == price, f"held {price}, and its end is {mine[final]}")
    check(len({entry["id"] for entry in entries}) == len(entries) == 3, f"the ledger is {entries}")
    audit = trial.person.get("/api/credits/audit")
    check(audit["balanced"], f"the audit does not balance: {audit}")
    wanted = 100 - price * captured, 0
    check((audit["available"], audit["held"]) == wanted, f"{wanted} is right, and the balance is {audit}")
    orders = accepted_submits(trial.rig.cloud, trial.plan.provider, trial.prompt)
    check(len(orders) == int(captured), f"{len(orders)} orders were accepted by {trial.plan.provider}")


def _same_under_its_key(trial: Trial) -> None:
    trial.ordered()
    active = trial.person.get("/api/credits")["active_jobs"]
    check(active == 0, f"all is settled, and {active} jobs are active")


def _film_is_there(trial: Trial, job: dict[str, Any]) -> None:
    with trial.rig.cloud.http.stream("GET", job["video"]["url"]) as answer:
        body = answer.read()
    size_bytes = job["video"]["size_bytes"]
    check(answer.status_code == 200, f"the film is answered {answer.status_code}")
    check(len(body) == size_bytes, f"the film has {len(body)} bytes and is said to have {size_bytes}")


def _stays_deleted(trial: Trial) -> None:
    """It is gone for its owner at once and for ever; its files are, too, where no late one is waited for."""
    stored = trial.rig.job(trial.job_id)
    check(stored is not None and stored.deleted_at is not None, f"the deletion was not kept: {stored}")
    if trial.plan.provider == "wavespeed":
        folder = f"users/{trial.uid}/jobs/{trial.job_id}/"
        removed = until(lambda: not trial.rig.files(folder), within_s=TIDY_WITHIN_S)
        check(removed, f"after {TIDY_WITHIN_S:g} s there still are {trial.rig.files(folder)}")
    for method in ("GET", "DELETE", "GET"):
        answer = trial.person.call(method, f"/api/jobs/{trial.job_id}")
        check(answer.status_code == 404, f"{method} of a deleted job is answered {answer.status_code}")
    listed = trial.person.get("/api/jobs")["jobs"]
    check(listed == [], f"the deleted job is listed: {listed}")
    again = trial.order()
    check(again.status_code == 410, f"the key of a deleted job is answered {again.status_code}: {again.text}")
