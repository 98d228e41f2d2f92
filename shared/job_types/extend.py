"""A finished video goes on."""

from typing import Annotated

from pydantic import ConfigDict, Field

from shared.job_types import provided
from shared.job_types.base import Desk, Input, JobType, Price, SourceJob, Tools
from shared.job_types.words import EXAMPLE_ID, JobId, Prompt
from shared.model.derivation import Extension
from shared.model.job import Job
from shared.model.outcome import Outcome
from shared.model.prediction import GenerationRequest


class ExtendCheck(Input):
    """An extension by any words, of any video: it costs the same."""

    source_job_id: JobId | None = None
    prompt: Prompt = "any"
    resolution: Annotated[str, Field(max_length=16)]
    model: Annotated[str, Field(max_length=64)] | None = None


class ExtendInput(ExtendCheck):
    """What an extension needs; how much longer the video becomes is the model's to say."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"source_job_id": EXAMPLE_ID, "prompt": "the storm ends", "resolution": "720p"}]
        }
    )

    source_job_id: JobId
    prompt: Prompt


def price(wanted: ExtendCheck, desk: Desk) -> Price:
    """Price one extension: by its resolution, whatever the source."""
    source = desk.source(wanted.source_job_id) if wanted.source_job_id else None
    extension = desk.catalog.extension(wanted.model or _best(wanted, desk, source), desk.today)
    quote = extension.quote(source.video if source else None, resolution=wanted.resolution)
    return Price(
        credits=quote.credits,
        model=extension.id,
        provider=extension.provider,
        expected_s=quote.expected_s,
        order_micro_usd=quote.order_micro_usd,
        source=source,
        adds_s=extension.adds_s,
    )


def _best(wanted: ExtendCheck, desk: Desk, source: SourceJob | None) -> str | None:
    """Return the model that fits, and of those the one of the provider that made the source."""

    def fits(one: Extension) -> tuple[bool, bool]:
        takes = one.takes(source.video if source else None) and wanted.resolution in one.prices
        return takes, source is not None and one.provider == source.job.provider

    best = max(desk.catalog.extensions(desk.today), key=fits, default=None)
    return best.id if best else None


def ask(job: Job, tools: Tools) -> GenerationRequest:
    """Return what the provider is asked for."""
    return provided.request_with_film(
        job,
        tools,
        resolution=str(job.input["resolution"]),
        prompt=job.prompt,
        duration_s=job.adds_s,
    )


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing."""
    return provided.attempt(job, tools, ask)


JOB_TYPE = JobType("extend", ExtendInput, ExtendCheck, price, attempt)
