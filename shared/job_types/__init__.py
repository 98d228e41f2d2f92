"""What we sell: one line each."""

from shared.job_types import generate

JOB_TYPES = {job_type.name: job_type for job_type in (generate.JOB_TYPE,)}
