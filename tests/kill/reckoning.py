"""What must hold after a kill: the books, one capture or one release, one order, one word."""

from datetime import datetime
from typing import Any

from shared.model.job import LEASE_MARGIN_S, PUSH_GRACE_S
from shared.model.ledger import final_id, hold_id
from tests.e2e.studio import accepted_submits
from tests.kill.rig import LEASE_S, MEDIA_LEASE_S, SWEEP_EVERY_S
from tests.kill.trial import OWED_S, Trial, check, until

LATE_S = max(LEASE_S + LEASE_MARGIN_S, PUSH_GRACE_S) + OWED_S
"""How long past its deadline a job may be settled: what is lost at the deadline is found two sweeps after its
lease or its message is overdue; then comes one attempt, which is to be added."""
TIDY_WITHIN_S = 2 * SWEEP_EVERY_S + 20.0


def reckon(trial: Trial, job: dict[str, Any] | None) -> str:
    """Check everything about a trial's job; return how it ended.

    Raises:
        Violated: something is not as it must be.
    """
    if job is None:
        _stays_deleted(trial)
        _paid_once(trial, captured=True)
        _source_is_there(trial)
        return "deleted"
    again = trial.look()
    check(_word(again) == _word(job), f"settled as {_word(job)}, now {_word(again)}")
    _in_time(job, attempt_s=MEDIA_LEASE_S if trial.plan.work.here else LEASE_S)
    _as_expected(trial, job)
    _paid_once(trial, captured=job["status"] == "draft")
    _same_under_its_key(trial)
    if job["status"] == "draft":
        _film_is_there(trial, job)
    _source_is_there(trial)
    return str(job["status"])


def _word(job: dict[str, Any]) -> tuple[object, ...]:
    """Return what was said of a job's end; its revision may still grow, when its folder is tidied."""
    return job["status"], job["receipt"], job["error"], job["settled_at"]


def _in_time(job: dict[str, Any], *, attempt_s: float) -> None:
    settled, deadline = (datetime.fromisoformat(job[name]) for name in ("settled_at", "deadline"))
    late_s = (settled - deadline).total_seconds()
    check(
        late_s < LATE_S + attempt_s,
        f"settled {late_s:.0f} s after its deadline",
    )


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
    check(price == trial.plan.price, f"the price is {trial.plan.price}, and {price} were held")
    check(mine[final]["amount"] == price, f"held {price}, and its end is {mine[final]}")
    count = 3 + 2 * (trial.source is not None)
    check(len({entry["id"] for entry in entries}) == len(entries) == count, f"the ledger is {entries}")
    audit = trial.person.get("/api/credits/audit")
    check(audit["balanced"], f"the audit does not balance: {audit}")
    wanted = 100 - _price(trial.source) - price * captured, 0
    check((audit["available"], audit["held"]) == wanted, f"{wanted} is right, and the balance is {audit}")
    orders, work = _orders(trial), trial.plan.work
    check(orders == int(captured and not work.here), f"{orders} orders were accepted by a provider")


def _price(job: dict[str, Any] | None) -> int:
    return int(job["price"]) if job else 0


def _orders(trial: Trial) -> int:
    """Count the orders of the job that were accepted: by its words, or by the film that was sent."""
    if not trial.plan.work.worded:
        return trial.rig.films_asked_for(trial.job_id)
    return len(accepted_submits(trial.rig.cloud, trial.plan.provider, trial.prompt))


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


def _source_is_there(trial: Trial) -> None:
    """What the job begins with is as it was, and whole."""
    if trial.source is None:
        return
    now = trial.person.get(f"/api/jobs/{trial.source['id']}")
    check(_word(now) == _word(trial.source), f"the source was {_word(trial.source)}, and is {_word(now)}")
    _film_is_there(trial, now)


def _stays_deleted(trial: Trial) -> None:
    """It is gone for its owner at once and for ever; its files are, too, where no late one is waited for."""
    stored = trial.rig.job(trial.job_id)
    check(stored is not None and stored.deleted_at is not None, f"the deletion was not kept: {stored}")
    if trial.plan.provider == "wavespeed":
        folder = f"jobs/{trial.job_id}/"
        removed = until(lambda: not trial.rig.files(folder), within_s=TIDY_WITHIN_S)
        check(removed, f"after {TIDY_WITHIN_S:g} s there still are {trial.rig.files(folder)}")
    for method in ("GET", "DELETE", "GET"):
        answer = trial.person.call(method, f"/api/jobs/{trial.job_id}")
        check(answer.status_code == 404, f"{method} of a deleted job is answered {answer.status_code}")
    listed = [one["id"] for one in trial.person.get("/api/jobs")["jobs"]]
    check(listed == ([trial.source["id"]] if trial.source else []), f"the deleted job is listed: {listed}")
    again = trial.order()
    check(again.status_code == 410, f"the key of a deleted job is answered {again.status_code}: {again.text}")
