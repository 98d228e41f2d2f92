"""What we sell: one line each."""

from shared.job_types import extend, generate, upscale

JOB_TYPES = {job_type.name: job_type for job_type in (generate.JOB_TYPE, extend.JOB_TYPE, upscale.JOB_TYPE)}
