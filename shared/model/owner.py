"""Which job a provider's prediction belongs to."""

from shared.model.base import Model, Time


class PredictionOwner(Model):
    """Created once, never changed."""

    job_id: str
    attempt: int
    at: Time
