"""The classic stack's queue."""

import os

from celery import Celery

celery = Celery("classic", broker=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"))
celery.conf.task_ignore_result = True


@celery.task
def generate(job_id: str) -> str:
    """Stand for the generation; the measurement is of creating, so no worker takes it."""
    return job_id
