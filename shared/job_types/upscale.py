"""A finished video becomes sharper."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from shared.job_types import provided
from shared.job_types.base import Desk, Input, JobType, Price, Tools
from shared.job_types.words import EXAMPLE_ID, JobId
from shared.model.job import Job
from shared.model.outcome import Outcome
from shared.model.prediction import GenerationRequest


class UpscaleInput(Input):
    """What an upscale needs; which targets there are is the catalogue's to say."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"source_job_id": EXAMPLE_ID, "target_resolution": "1080p"}]}
    )

    source_job_id: JobId
    target_resolution: Annotated[str, Field(max_length=16)]
    engine: Literal["provider"] = "provider"
    model: Annotated[str, Field(max_length=64)] | None = None


def price(wanted: UpscaleInput, desk: Desk) -> Price:
    """Price one upscale: what its source cost, or the least that an upscale costs."""
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


def ask(job: Job, tools: Tools) -> GenerationRequest:
    """Return what the provider is asked for."""
    return provided.request_with_film(job, tools, resolution=str(job.input["target_resolution"]))


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing."""
    return provided.attempt(job, tools, ask)


JOB_TYPE = JobType("upscale", UpscaleInput, UpscaleInput, price, attempt)
