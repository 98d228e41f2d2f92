"""Guards of callbacks: who sent one, and when it may bring a poll forward."""

from copy import copy
from typing import Any

from shared.model import lifecycle
from shared.model.job import Job
from shared.services import callbacks, journal
from shared.store import documents
from tests.simulation.mutants.fences import guards_out
from tests.simulation.mutants.mutant import Mutant, Patch


def _wake_without(guard: str) -> list[Patch]:
    """Wake a job by a callback without looking at one of: settled, lease, provider, own, prediction, gap."""
    out = guards_out(callbacks.Callbacks._wake, guard)

    def _wake(self: Any, job_id: str, prediction_id: str | None) -> Job | None:
        at = self._now()

        def body(tx: Any) -> Job | None:
            job = tx.get(documents.job(job_id))
            if job is None:
                return None
            asleep = {
                "settled": not job.settled,
                "provider": job.at_provider,
                "lease": not job.leased(at),
                "prediction": prediction_id is None or callbacks._waits_for(job, prediction_id),
                "gap": job.checked_at is None or (at - job.checked_at).total_seconds() >= callbacks.GAP_MIN_S,
            }
            if job.updated_at == at and "own" not in out:
                return job
            if not all(holds or name in out for name, holds in asleep.items()):
                return None
            return journal.write(tx, lifecycle.driven(job, at=at), None)

        body.__qualname__ = "Callbacks._wake.<locals>.body"
        return self._store.transact(body)

    _wake.without = out  # type: ignore[attr-defined]
    return [(callbacks.Callbacks, "_wake", _wake)]


def _unverified() -> list[Patch]:
    real = callbacks.Callbacks.wavespeed

    def wavespeed(self: Any, headers: Any, body: bytes, job_id: str) -> None:
        other = copy(self)
        other._verify = {"wavespeed": lambda _headers, body: body.decode()}
        real(other, headers, body, job_id)

    return [(callbacks.Callbacks, "wavespeed", wavespeed)]


HINTS = (
    Mutant("callback-unverified", "a callback's signature is not checked", _unverified),
    Mutant("wake-settled", "a callback wakes a settled job", lambda: _wake_without("settled")),
    Mutant(
        "wake-unordered",
        "a callback wakes a job that waits for no provider",
        lambda: _wake_without("provider"),
        survives="such a job waits for no prediction, so a hint about one is idle (pair with wake-other)",
    ),
    Mutant(
        "wake-unrecognised",
        "a callback does not know itself again",
        lambda: _wake_without("own"),
        survives="the epoch moves once more, and the message of the last one goes out",
    ),
    Mutant(
        "wake-other",
        "a callback wakes a job about a prediction of its past",
        lambda: _wake_without("prediction"),
        survives="a guard of cost: the job asks after its own prediction, a little sooner",
    ),
    Mutant(
        "wake-at-once",
        "callbacks bring on a poll without a pause",
        lambda: _wake_without("gap"),
        survives="a guard of cost: the provider is asked more often and says the same",
    ),
    Mutant(
        "wake-leased",
        "a callback takes a job from its attempt",
        lambda: _wake_without("lease"),
    ),
)
