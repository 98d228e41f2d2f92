"""A finished video becomes sharper."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from shared.errors import InvalidRequest
from shared.job_types import provided, segmented
from shared.job_types.base import Desk, Input, JobType, Price, Tools
from shared.job_types.words import EXAMPLE_ID, JobId
from shared.model.encoding import Quality, quality_of
from shared.model.job import OURSELVES, Job
from shared.model.outcome import Outcome
from shared.model.prediction import GenerationRequest


class UpscaleInput(Input):
    """What an upscale needs; which targets there are is the catalogue's to say.

    `model` chooses among providers' models, `quality` is for our own work with ffmpeg.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"source_job_id": EXAMPLE_ID, "target_resolution": "1080p"},
                {
                    "source_job_id": EXAMPLE_ID,
                    "target_resolution": "4k",
                    "engine": "ffmpeg",
                    "quality": "balanced",
                },
            ]
        }
    )

    source_job_id: JobId
    target_resolution: Annotated[str, Field(max_length=16)]
    engine: Literal["provider", "ffmpeg"] = "provider"
    quality: Quality | None = None
    model: Annotated[str, Field(max_length=64)] | None = None


def price(wanted: UpscaleInput, desk: Desk) -> Price:
    """Price one upscale: by its source's price where a provider does it, by its length where we do."""
    if wanted.engine == "ffmpeg":
        return _price_of_ours(wanted, desk)
    if wanted.quality is not None:
        raise InvalidRequest(
            'A provider knows no quality. Leave it out, or choose "engine": "ffmpeg".', field="quality"
        )
    upscaler = desk.catalog.upscaler(wanted.model, desk.today)
    source = desk.source(wanted.source_job_id)
    quote = upscaler.quote(source.video, target=wanted.target_resolution, source_credits=source.job.price)
    return Price(
        credits=quote.credits,
        model=upscaler.id,
        provider=upscaler.provider,
        expected_s=quote.expected_s,
        order_micro_usd=quote.order_micro_usd,
        source=source,
    )


def _price_of_ours(wanted: UpscaleInput, desk: Desk) -> Price:
    ffmpeg_upscaler = desk.catalog.ffmpeg_upscaler()
    if wanted.model not in (None, ffmpeg_upscaler.id):
        raise InvalidRequest(
            'With "engine": "ffmpeg" no provider\'s model is used. Leave model out.',
            field="model",
            allowed=[ffmpeg_upscaler.id],
        )
    source = desk.source(wanted.source_job_id)
    quote = ffmpeg_upscaler.quote(
        source.video,
        target=wanted.target_resolution,
        quality=quality_of(wanted.quality),
        at_once=desk.at_once,
    )
    return Price(
        credits=quote.credits,
        model=ffmpeg_upscaler.id,
        provider=ffmpeg_upscaler.provider,
        expected_s=quote.expected_s,
        source=source,
        function="media_steps",
    )


def ask(job: Job, tools: Tools) -> GenerationRequest:
    """Return what the provider is asked for."""
    return provided.request_with_film(job, tools, resolution=str(job.input["target_resolution"]))


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing."""
    if job.provider == OURSELVES:
        return segmented.attempt(job, tools)
    return provided.attempt(job, tools, ask)


JOB_TYPE = JobType("upscale", UpscaleInput, UpscaleInput, price, attempt)
