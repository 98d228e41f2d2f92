"""A prompt, and perhaps an image, becomes a video."""

import hashlib
import unicodedata
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from shared.errors import PermanentError, SubmitUnknown, TransientError
from shared.job_types.base import Input, JobType, Tools
from shared.model.backoff import poll_gap_s
from shared.model.job import Job
from shared.model.memo import Intended, Submitted, Unsubmitted
from shared.model.outcome import Done, Failed, JobError, Outcome, Retry, Snooze
from shared.model.prediction import GenerationRequest, Prediction, PredictionState
from shared.providers.base import VideoProvider

PROMPT_LENGTH_MAX = 2000
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


def readable(text: str) -> str:
    """Return a prompt in one Unicode form, without control and direction characters.

    Raises:
        ValueError: nothing is left, or too much.
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # most are, and need no look at each character
        text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    clean = text.strip()
    if not 1 <= len(clean) <= PROMPT_LENGTH_MAX:
        raise ValueError(f"must have 1 to {PROMPT_LENGTH_MAX} characters that can be seen.")
    return clean


Prompt = Annotated[str, Field(max_length=4 * PROMPT_LENGTH_MAX), AfterValidator(readable)]


class UploadedImage(Input):
    """An image that was sent to us before, by `POST /api/uploads`."""

    upload_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")


class GenerateInput(Input):
    """What a generation needs; which combinations exist is the catalogue's to say."""

    model: str = Field(max_length=64)
    prompt: Prompt
    duration_s: int
    resolution: str = Field(max_length=16)
    aspect_ratio: str = Field(default="16:9", max_length=16)
    image: UploadedImage | None = None


def seed_of(job: Job) -> int:
    """Return the seed of the job's intended order, 31 bits: our reference at providers that know no other.

    A second order after a failed one gets another seed, so that looking it up cannot find the first. The seed
    is the intent's, not the job's of this moment: an attempt that is lost meanwhile counts as an error, too.
    """
    order = job.memo.order if isinstance(job.memo, Intended) else 0
    name = f"{job.id}:{order}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") & 0x7FFF_FFFF


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing: submit once, then poll, then collect."""
    provider = tools.provider(job.provider)
    match job.memo:
        case Unsubmitted():
            return _submit(job, provider, tools)
        case Intended():
            return _look_up(job, job.memo, provider, tools)
        case Submitted():
            return _follow(job, job.memo, provider, tools)


def _request(job: Job, tools: Tools, *, image_url: str | None) -> GenerationRequest:
    wanted: dict[str, Any] = {name: job.input[name] for name in _REQUESTED}
    return GenerationRequest(
        **wanted,
        seed=seed_of(job),
        image_url=image_url,
        image_object=job.image and job.image.name,
        image_type=job.image and job.image.content_type,
        output_prefix=job.provider_folder,
        callback_url=tools.callback_url(job),
    )


def _image_link(job: Job, tools: Tools) -> str | None:
    return None if job.image is None else tools.link(job.image)


_REQUESTED = ("model", "prompt", "duration_s", "resolution", "aspect_ratio")


def _submit(job: Job, provider: VideoProvider, tools: Tools) -> Outcome:
    image_url = _image_link(job, tools)  # before the intent: should it fail, nothing was asked of anybody
    job = tools.intend(job)
    try:
        prediction_id = provider.submit(_request(job, tools, image_url=image_url))
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


def _look_up(job: Job, memo: Intended, provider: VideoProvider, tools: Tools) -> Outcome:
    """Find out what became of a submit without an answer; never submit blindly again."""
    again = memo.model_copy(update={"lookups": memo.lookups + 1})
    gap_s = tools.pace(LOOKUP_GAP_S) * 2.0 ** min(memo.lookups, 3)
    try:
        image_url = _image_link(job, tools)
        found = provider.find(_request(job, tools, image_url=image_url), since=memo.at - LOOKUP_BACK)
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


JOB_TYPE = JobType("generate", GenerateInput, attempt)
