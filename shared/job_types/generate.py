"""A prompt, and perhaps an image, becomes a video."""

from typing import Any

from pydantic import ConfigDict, Field

from shared.job_types import provided
from shared.job_types.base import Desk, Input, JobType, Price, Tools
from shared.job_types.words import Prompt
from shared.model.job import Job
from shared.model.outcome import Outcome
from shared.model.prediction import GenerationRequest
from shared.model.upload import UPLOAD_ID


class UploadedImage(Input):
    """An image that was sent to us before, by `POST /api/uploads`."""

    upload_id: str = Field(pattern=f"^{UPLOAD_ID}$")


class GenerateInput(Input):
    """What a generation needs; which combinations exist is the catalogue's to say."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "wan-2.5",
                    "prompt": "a serene sunset",
                    "duration_s": 5,
                    "resolution": "720p",
                    "aspect_ratio": "16:9",
                    "image": None,
                }
            ]
        }
    )

    model: str = Field(max_length=64)
    prompt: Prompt
    duration_s: int
    resolution: str = Field(max_length=16)
    aspect_ratio: str = Field(default="16:9", max_length=16)
    image: UploadedImage | None = None


class GenerateCheck(GenerateInput):
    """A generation of any words."""

    prompt: Prompt = "any"


def price(wanted: GenerateInput, desk: Desk) -> Price:
    """Price one generation, and check its image."""
    offer = desk.catalog.offer(wanted.model, desk.today)
    image = wanted.image
    quote = offer.quote(
        wanted.duration_s, wanted.resolution, wanted.aspect_ratio, has_image=image is not None
    )
    return Price(
        credits=quote.credits,
        model=offer.id,
        provider=offer.provider,
        expected_s=quote.expected_s,
        order_micro_usd=quote.order_micro_usd,
        upload=desk.upload(image.upload_id) if image else None,
    )


_REQUESTED = ("model", "prompt", "duration_s", "resolution", "aspect_ratio")


def ask(job: Job, tools: Tools) -> GenerationRequest:
    """Return what the provider is asked for."""
    wanted: dict[str, Any] = {name: job.input[name] for name in _REQUESTED}
    return GenerationRequest(
        **wanted,
        image_url=None if job.image is None else tools.link(job.image),
        image_object=job.image and job.image.name,
        image_type=job.image and job.image.content_type,
        seed=provided.seed_of(job),
        output_prefix=job.provider_folder,
        callback_url=tools.callback_url(job),
    )


def attempt(job: Job, tools: Tools) -> Outcome:
    """Do the next bounded thing."""
    return provided.attempt(job, tools, ask)


JOB_TYPE = JobType("generate", GenerateInput, GenerateCheck, price, attempt)
