"""How a job looks on WaveSpeed's wire, moment by moment."""

from typing import Any

from infra.local.simulators.jobs import Job

BUSY = "The service is currently experiencing high demand. Please try again later."
NONSENSE: list[dict[str, Any]] = [
    {"status": "warming_up", "progress": -1},
    {"status": "pending", "progress": 250},
    {"status": "", "progress": "NaN"},
    {"status": "PROCESSING!", "progress": None},
]


def envelope(data: Any) -> dict[str, Any]:
    """Wrap `data` the way every good answer is."""
    return {"code": 200, "message": "success", "data": data}


def polled(job: Job) -> dict[str, Any]:
    """Return the prediction for a poll, which some directives count."""
    job.polls += 1
    if job.stage == "finished":
        job.looks_at_end += 1
        if "flap" in job.directives and job.looks_at_end == 1:
            return failed(job, "The worker was lost.")
        return shown(job)
    if "weird" in job.directives:
        return {**shown(job), **NONSENSE[(job.polls - 1) % len(NONSENSE)]}
    return shown(job)


def shown(job: Job) -> dict[str, Any]:
    """Return the prediction as it stands."""
    if job.stage != "finished":
        return _base(job, job.stage)
    if job.fault is not None:
        return failed(job, job.error, flagged=job.fault == "policy")
    outputs = [] if "empty" in job.directives or "empty" in job.directives.counts else [_url(job)]
    took_ms = round(job.takes_s * 1000)
    return {
        **_base(job, "completed"),
        "outputs": outputs,
        "has_nsfw_contents": [False] * len(outputs),
        "executionTime": took_ms,
        "timings": {"inference": took_ms},
    }


def failed(job: Job, error: str, *, flagged: bool = False) -> dict[str, Any]:
    """Return the prediction as failed, whatever it is."""
    return {**_base(job, "failed"), "error": error, "has_nsfw_contents": [True] if flagged else []}


def _base(job: Job, status: str) -> dict[str, Any]:
    return {
        "id": job.id,
        "model": job.model,
        "status": status,
        "outputs": [],
        "urls": {"get": f"{job.base_url}/api/v3/predictions/{job.id}/result"},
        "has_nsfw_contents": [],
        "created_at": job.created_at,
        "error": "",
        "executionTime": 0,
        "timings": {"inference": 0},
    }


def _url(job: Job) -> str:
    """Return the output's address; its number grows when `[expired]` has spent one."""
    return f"{job.base_url}/output/{job.id}-{job.urls_spent}.mp4"
