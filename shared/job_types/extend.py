"""A finished video goes on."""

from typing import Annotated

from pydantic import Field

from shared.job_types import provided
from shared.job_types.base import Desk, Input, JobType, Price, Tools
from shared.job_types.words import JobId, Prompt
from shared.model.job import Job
from shared.model.outcome import Outcome
from shared.model.prediction import GenerationRequest


class ExtendInput(Input):
    """What an extension needs; how much longer the video becomes is the model's to say."""

    source_job_id: JobId
    prompt: Prompt
    resolution: Annotated[str, Field(max_length=16)]
    model: Annotated[str, Field(max_length=64)] | None = None


def price(wanted: ExtendInput, desk: Desk) -> Price:
    """Price one extension: by its resolution, whatever the source."""
    source = desk.source(wanted.source_job_id)
    extension = desk.catalog.extension(wanted.model, desk.today, made_by=source.job.provider)
    quote = extension.quote(source.video, resolution=wanted.resolution)
    return Price(
        credits=quote.credits,
        model=extension.id,
        provider=extension.provider,
        expected_s=quote.expected_s,
        source=source,
        adds_s=extension.adds_s,
    )


def ask(job: Job, tools: Tools) -> GenerationRequest:
    """Return what the provider is asked for."""
    return GenerationRequest(
        model=job.model,
        prompt=job.prompt,
        duration_s=job.adds_s,
        resolution=str(job.input["resolution"]),
        seed=provided.seed_of(job),
        **provided.film_of(job, tools),
        output_prefix=f"{job.folder}/provider",
        callback_url=tools.callback_url(job),
    )


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing."""
    return provided.attempt(job, tools, ask)


JOB_TYPE = JobType("extend", ExtendInput, price, attempt)
