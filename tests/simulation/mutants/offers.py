"""Guards of the paid call: intent, look-up, re-order, ownership of predictions."""

from dataclasses import replace
from typing import Any

from shared.errors import SubmitUnknown, TransientError
from shared.job_types import provided
from shared.model import lifecycle
from shared.model.backoff import poll_gap_s
from shared.model.job import Job
from shared.model.memo import Intended, Unsubmitted
from shared.model.outcome import Retry, Snooze
from shared.model.owner import PredictionOwner
from shared.model.prediction import Prediction
from shared.services import journal, worker
from shared.services.collector import Collector
from shared.services.toolbox import Toolbox
from shared.services.worker import Worker
from shared.store import documents
from tests.simulation.mutants.fences import keeping
from tests.simulation.mutants.mutant import Mutant, Patch

_submit, _look_up = provided._submit, provided._look_up


def _intent_in_memory() -> list[Patch]:
    def intend(self: Toolbox, job: Job) -> Job:
        return lifecycle.intended(job, at=self.now())

    return [(Toolbox, "intend", intend)]


def _intent_afterwards() -> list[Patch]:
    def submit(job: Job, provider: Any, tools: Any, ask: Any) -> Any:
        intended = lifecycle.intended(job, at=tools.now())
        try:
            found = provider.submit(ask(intended, tools))
        except SubmitUnknown as error:
            tools.intend(job)
            memo = intended.memo.model_copy(update={"refused": error.refused})
            return Snooze(provided.LOOKUP_GAP_S, memo=memo, stage="starting")
        except TransientError as error:
            return Retry(error, memo=Unsubmitted())
        tools.intend(job)
        return provided._submitted(found, tools, delay_s=poll_gap_s(job.expected_s, 0))

    return [(provided, "_submit", submit)]


def _resubmit() -> list[Patch]:
    def look_up(job: Job, memo: Intended, provider: Any, tools: Any, ask: Any) -> Any:
        return _submit(job, provider, tools, ask)

    return [(provided, "_look_up", look_up)]


def _trusting(**changes: Any) -> list[Patch]:
    """Look up with a memo or a provider that says more than it does."""

    def look_up(job: Job, memo: Intended, provider: Any, tools: Any, ask: Any) -> Any:
        if "refused" in changes:
            memo = memo.model_copy(update={"refused": True})
        if "authoritative" not in changes:
            return _look_up(job, memo, provider, tools, ask)
        own, provider.authoritative_lookup = provider.authoritative_lookup, True
        try:
            return _look_up(job, memo, provider, tools, ask)
        finally:
            provider.authoritative_lookup = own

    return [(provided, "_look_up", look_up)]


def _unknown_is_retried() -> list[Patch]:
    def submit(job: Job, provider: Any, tools: Any, ask: Any) -> Any:
        outcome = _submit(job, provider, tools, ask)
        unknown = isinstance(outcome, Snooze) and isinstance(outcome.memo, Intended)
        return Retry(provided._REFUSED, memo=Unsubmitted()) if unknown else outcome

    return [(provided, "_submit", submit)]


def _seed_of_now() -> list[Patch]:
    real = provided.seed_of

    def seed_of(job: Job) -> int:
        if not isinstance(job.memo, Intended):
            return real(job)
        memo = job.memo.model_copy(update={"order": job.errors + job.busy})
        return real(job.model_copy(update={"memo": memo}))

    return [(provided, "seed_of", seed_of)]


def _foreign_kept() -> list[Patch]:
    def attach(self: Worker, mine: Job, snooze: Snooze, prediction_id: str, *, at: Any) -> Job:
        place = documents.prediction_owner(mine.provider, prediction_id)

        def body(tx: Any) -> Job:
            current, owner = tx.get_both(documents.job(mine.id), place)
            if worker._is_ours(current, mine, at):
                return current
            job = lifecycle.fenced(current, mine)
            if owner is None:
                tx.create(place, PredictionOwner(job_id=mine.id, attempt=mine.attempt, at=at))
            return journal.write(tx, lifecycle.snoozed(job, snooze, at=at), "submitted")

        body.__qualname__ = "Worker._attach.<locals>.body"
        return self._store.transact(body)

    return [(Worker, "_attach", attach)]


def _empty_is_done() -> list[Patch]:
    real = Collector.collect

    def collect(self: Collector, job: Job, prediction: Prediction, *, at: Any) -> Any:
        files = prediction.files or ("https://cdn.example/nothing.mp4",)
        return real(self, job, replace(prediction, files=files), at=at)

    return [(Collector, "collect", collect)]


OFFERS = (
    Mutant("intent-unsaved", "intend() does not commit", _intent_in_memory),
    Mutant("intent-late", "the intent is committed after the call", _intent_afterwards),
    Mutant("resubmit", "an intended job is submitted again blindly", _resubmit),
    Mutant("unknown-retried", "a submit without an answer counts as not created", _unknown_is_retried),
    Mutant(
        "unseen-is-uncreated",
        "not found twice means not created, whatever the provider had said",
        lambda: _trusting(refused=True),
    ),
    Mutant(
        "any-list-sees-all", "every provider's list counts as complete", lambda: _trusting(authoritative=True)
    ),
    Mutant(
        "one-look",
        "one look is enough",
        lambda: [(provided, "LOOKUPS_BEFORE_NEW_SUBMIT", 1)],
    ),
    Mutant(
        "look-not-back",
        "an order is sought from its intent on",
        lambda: [(provided, "LOOKUP_BACK", provided.LOOKUP_BACK * 0)],
    ),
    Mutant(
        "looks-counted",
        "looks at the list that come sooner than planned count, too",
        lambda: keeping("memo"),
        survives="two hints within 20 s of an order are rare here (tried in test_services_worker_submits)",
    ),
    Mutant("seed-of-now", "an order is sought under the job's errors of this moment", _seed_of_now),
    Mutant("foreign-attached", "a prediction that belongs to another job is followed", _foreign_kept),
    Mutant("empty-is-done", "a success without a file is a video", _empty_is_done),
)
