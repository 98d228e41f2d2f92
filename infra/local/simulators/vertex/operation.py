"""How a job looks as a long-running operation, moment by moment."""

import base64
from typing import Any

from infra.local.simulators.damage import damaged
from infra.local.simulators.jobs import Fault, Job
from infra.local.simulators.vertex.errors import SUPPORT_CODES

RESPONSE = "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse"
METADATA = "type.googleapis.com/google.cloud.aiplatform.v1.GenericOperationMetadata"
CODES: dict[Fault, int] = {"policy": 3, "input": 3, "busy": 8, "internal": 13}
NONSENSE: list[dict[str, Any]] = [
    {"done": False, "metadata": {"@type": METADATA, "progressPercent": -1}},
    {"metadata": {"@type": METADATA, "progressPercent": 250, "state": "WARMING_UP"}},
    {"done": None, "metadata": {"progressPercent": "NaN"}},
]


def polled(job: Job) -> dict[str, Any]:
    """Return the operation for a poll, which some directives count."""
    job.polls += 1
    name = job.inputs["operation"]
    if job.stage != "finished":
        odd = NONSENSE[(job.polls - 1) % len(NONSENSE)] if "weird" in job.directives else {}
        return {"name": name, **odd}
    job.looks_at_end += 1
    if "flap" in job.directives and job.looks_at_end == 1:
        return _failed(name, 13, "Internal error. Please try again later.")
    if job.fault is not None:
        return _failed(name, CODES[job.fault], job.error)
    return {"name": name, "done": True, "response": _response(job)}


def filtered(job: Job) -> int:
    """Return how many of the job's samples the safety filters hold back."""
    if "empty" in job.directives:
        return len(job.files)
    return min(job.directives.counts.get("empty", 0), len(job.files))


def result_uri(job: Job, sample: int) -> str | None:
    """Return where the sample is stored, or None if it is to be sent inline."""
    prefix = job.inputs["storage_uri"]
    return prefix and f"{prefix.rstrip('/')}/{job.id}/sample_{sample}.mp4"


def _failed(name: str, code: int, message: str) -> dict[str, Any]:
    return {"name": name, "done": True, "error": {"code": code, "message": message}}


def _response(job: Job) -> dict[str, Any]:
    held_back = filtered(job)
    reasons = [
        f"The video was held back by the usage guidelines. Support codes: {code}"
        for code in SUPPORT_CODES[:held_back]
    ]
    kept = range(len(job.files) - held_back)
    videos = [_video(job, sample) for sample in kept]
    return {
        "@type": RESPONSE,
        "raiMediaFilteredCount": held_back,
        "raiMediaFilteredReasons": reasons,
        **({"videos": videos} if videos else {}),
    }


def _video(job: Job, sample: int) -> dict[str, str]:
    uri = result_uri(job, sample)
    if uri is None:
        body = damaged(job.files[sample], job.directives)
        content = body.content if body else job.files[sample].read_bytes()
        return {"bytesBase64Encoded": base64.b64encode(content).decode(), "mimeType": "video/mp4"}
    if "expired" in job.directives and job.looks_at_end == 1:
        uri = uri.replace("/sample_", "/expired_")  # nothing was ever written there
    return {"gcsUri": uri, "mimeType": "video/mp4"}
