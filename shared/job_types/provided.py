"""What a provider makes: submit once, then poll, then collect. Every job type that orders a video uses it."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from shared.errors import InvariantBroken, PermanentError, SubmitUnknown, TransientError
from shared.job_types.base import Tools
from shared.model.backoff import poll_gap_s
from shared.model.job import Job
from shared.model.memo import Intended, Submitted, Unsubmitted
from shared.model.outcome import Done, Failed, JobError, Outcome, Retry, Snooze
from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from shared.model.segment import Segmented
from shared.providers.base import VideoProvider

LOOKUP_GAP_S = 20.0
LOOKUPS_BEFORE_NEW_SUBMIT = 2
LOOKUP_BACK = timedelta(minutes=10)
"""How much earlier than its intent an order is sought: the clock that dated the intent may be fast."""
MISSES_MAX = 3

_GONE = PermanentError(
    "The provider no longer knows this video, so it could not be fetched.",
    code="prediction_gone",
    next_step="Your credits were returned. Try again.",
)
_REFUSED = TransientError("The provider could not take the order.", code="provider_unavailable")

Ask = Callable[[Job, Tools], GenerationRequest]
"""Makes the request of a job, with links that were just signed."""


def seed_of(job: Job) -> int:
    """Return the seed of the job's order, 31 bits: our reference at providers that know no other.

    A second order after a failed one gets another seed, so that looking it up cannot find the first. Once
    intended, the seed is the intent's: an attempt that is lost meanwhile counts as an error, too.
    """
    order = job.memo.order if isinstance(job.memo, Intended) else job.orders
    name = f"{job.id}:{order}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") & 0x7FFF_FFFF


def request_with_film(
    job: Job, tools: Tools, *, resolution: str, prompt: str = "", duration_s: int = 0
) -> GenerationRequest:
    """Return a request that begins with the job's source; the link's file name is the order's name.

    Raises:
        InvariantBroken: the job begins with no film.
    """
    if job.source is None:
        raise InvariantBroken(f"job {job.id} has no source")
    seed = seed_of(job)
    name = f"{job.id}-{seed}.mp4"
    film = job.source.film
    return GenerationRequest(
        model=job.model,
        prompt=prompt,
        duration_s=duration_s,
        resolution=resolution,
        seed=seed,
        video_url=tools.link(film, file_name=name),
        video_object=film.name,
        video_name=name,
        output_prefix=job.provider_folder,
        callback_url=tools.callback_url(job),
    )


def attempt(job: Job, tools: Tools, ask: Ask) -> Outcome:
    """Do the next bounded thing: submit once, then poll, then collect."""
    provider = tools.provider(job.provider)
    match job.memo:
        case Unsubmitted():
            return _submit(job, provider, tools, ask)
        case Intended():
            return _look_up(job, job.memo, provider, tools, ask)
        case Submitted():
            return _follow(job, job.memo, provider, tools)
        case Segmented():
            raise InvariantBroken(f"job {job.id} is encoded in segments and no provider's")


def _submit(job: Job, provider: VideoProvider, tools: Tools, ask: Ask) -> Outcome:
    asked = ask(job, tools)  # before the intent: should a link fail, nothing was asked of anybody
    job = tools.intend(job)
    try:
        prediction_id = provider.submit(asked)
    except SubmitUnknown as error:
        assert isinstance(job.memo, Intended)  # noqa: S101 - it was committed two lines above
        memo = job.memo.model_copy(update={"refused": error.refused})
        return Snooze(tools.pace(LOOKUP_GAP_S), memo=memo, stage="starting")
    except TransientError as error:
        return Retry(error, memo=Unsubmitted())
    return _submitted(prediction_id, tools, delay_s=poll_gap_s(job.expected_s, 0))


def _submitted(prediction_id: str, tools: Tools, *, delay_s: float) -> Snooze:
    memo = Submitted(prediction_id=prediction_id, at=tools.now())
    return Snooze(delay_s, memo=memo, stage="making")


def _look_up(job: Job, memo: Intended, provider: VideoProvider, tools: Tools, ask: Ask) -> Outcome:
    """Find out what became of a submit without an answer; never submit blindly again."""
    again = memo.model_copy(update={"lookups": memo.lookups + 1})
    gap_s = tools.pace(LOOKUP_GAP_S) * 2.0 ** min(memo.lookups, 3)
    try:
        found = provider.find(ask(job, tools), since=memo.at - LOOKUP_BACK)
    except TransientError as error:
        return Snooze(max(gap_s, error.retry_after_s or 0), memo=memo, stage="starting")
    if found is not None:
        return _submitted(found.id, tools, delay_s=0)
    seen_enough = again.lookups >= LOOKUPS_BEFORE_NEW_SUBMIT
    if memo.refused and provider.authoritative_lookup and seen_enough:
        return Retry(_REFUSED, memo=Unsubmitted())  # refused, and twice not in its list: not created
    return Snooze(gap_s, memo=again, stage="starting")


def _follow(job: Job, memo: Submitted, provider: VideoProvider, tools: Tools) -> Outcome:
    elapsed_s = (tools.now() - memo.at).total_seconds()
    gap_s = poll_gap_s(job.expected_s, elapsed_s)
    try:
        prediction = provider.fetch(memo.prediction_id)
    except TransientError as error:  # the video is being made, whatever the poll says: keep asking
        return Snooze(max(gap_s, error.retry_after_s or 0), memo=memo, stage="making")
    if prediction is None:
        return _missed(memo, gap_s)
    match prediction.state:
        case PredictionState.RUNNING:
            polled = memo.model_copy(update={"polls": memo.polls + 1, "misses": 0})
            return Snooze(gap_s, memo=polled, stage="making", progress=prediction.progress)
        case PredictionState.FAILED:
            return _failed(prediction)
        case PredictionState.SUCCEEDED:
            return _collect(job, memo, prediction, tools)


def _missed(memo: Submitted, gap_s: float) -> Outcome:
    """Wait until the provider has said several times that it knows nothing."""
    if memo.misses + 1 >= MISSES_MAX:
        return Failed(JobError.of(_GONE))
    return Snooze(gap_s, memo=memo.model_copy(update={"misses": memo.misses + 1}), stage="making")


def _failed(prediction: Prediction) -> Outcome:
    """Sort a prediction's own end: some may be ordered again, as the provider took nothing for it."""
    error = prediction.error or TransientError("The provider could not make the video.")
    if isinstance(error, TransientError):
        return Retry(error, memo=Unsubmitted())
    return Failed(JobError.of(error))


def _collect(job: Job, memo: Submitted, prediction: Prediction, tools: Tools) -> Outcome:
    job = tools.saving(job)
    try:
        in_our_bucket = any(file.startswith("gs://") for file in prediction.files)
        return Done(tools.collect(job, prediction), leftovers=in_our_bucket)
    except TransientError as error:
        return Retry(error, memo=memo)
