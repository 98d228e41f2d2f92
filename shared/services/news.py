"""What operators are told of a job: one line per change, with the same facts, in the trace of its order."""

from typing import Any

from shared.log import log, trace_named
from shared.model.cost import Cost
from shared.model.job import Job, JobState


def tell(event: str, job: Job, *, severity: str = "info", **facts: Any) -> None:
    """Write one line about a job, after the commit that changed it.

    Whoever changed it, the line stands in the job's own trace; a job of an earlier release has none.
    """
    about = {
        "job_id": job.id,
        "job_type": job.job_type,
        "provider": job.provider,
        "state": job.state.value,
        "stage": job.stage,
        "attempt": job.attempt,
        "epoch": job.epoch,
    }
    if job.trace_id:
        about["trace"] = trace_named(job.trace_id)
    getattr(log, severity)(event, **(about | facts))


def tell_settled(job: Job) -> None:
    """Tell how a job has ended, where its time went, what it has brought and what it has cost us."""
    cost = job.cost or Cost()
    completed = job.state is JobState.COMPLETED
    stages_s: dict[str, Any] = {f"{stage}_s": lasted_s for stage, lasted_s in job.stages_s.items()}
    tell(
        "job.settled",
        job,
        model=job.model,
        error_code=job.error.code if job.error else None,
        amount=job.price if completed else 0,
        released=0 if completed else job.price,
        active_ms=job.active_ms,
        provider_micro_usd=cost.provider_micro_usd,
        compute_micro_usd=cost.compute_micro_usd,
        storage_micro_usd=cost.storage_micro_usd,
        duration_s=round(((job.settled_at or job.updated_at) - job.created_at).total_seconds(), 3),
        **stages_s,
    )
