"""The need: a company that turns a request into a video, at a price, once."""

from typing import Protocol

from shared.model.base import Time
from shared.model.prediction import GenerationRequest, Prediction


class VideoProvider(Protocol):
    """A vendor's errors stop here: every call raises only TransientError, PermanentError or their kinds."""

    authoritative_lookup: bool
    """Whether `find` sees every prediction, so that "not found" after a refused submit means not created."""

    def submit(self, request: GenerationRequest) -> str:
        """Order one video, sent exactly once, and return the prediction's id.

        Raises:
            PermanentError: the provider will never make this (policy, bad input).
            HighDemand, Throttled, NotOurDay, TransientError: nothing was created.
            SubmitUnknown: no usable answer; the prediction may exist.
        """
        ...

    def fetch(self, prediction_id: str) -> Prediction | None:
        """Ask how a prediction stands; None if the provider does not know it (any more)."""
        ...

    def find(self, request: GenerationRequest, *, since: Time) -> Prediction | None:
        """Look for the prediction that a submit without an answer may have made; never create one."""
        ...
