"""Every deployable function; no other code."""

from functions import site
from functions.callbacks import callbacks
from functions.credits import credits  # noqa: A004 - the function's name in the cloud
from functions.drafts import drafts
from functions.jobs import jobs
from functions.operators import grant_credits, mend_account, recover_jobs, retry_job
from functions.schedules import reconcile, sweep
from functions.steps import media_steps, provider_steps
from functions.videos import videos
from shared import wiring

__all__ = [
    "callbacks",
    "credits",
    "drafts",
    "grant_credits",
    "jobs",
    "media_steps",
    "mend_account",
    "provider_steps",
    "reconcile",
    "recover_jobs",
    "retry_job",
    "sweep",
    "videos",
]

site.speak_for_the_framework()
wiring.check_settings()
