"""What can go wrong at a provider, in our words: the customer's sentence and the code for programs.

| code | kind | when |
|---|---|---|
| `provider_unavailable` | TransientError | not reached, or an answer to a poll that says nothing |
| `provider_failed` | TransientError | the prediction broke on their side |
| `lookup_ambiguous` | TransientError | the history does not say which prediction is ours |
| `provider_busy` | HighDemand | they are full |
| `provider_throttled` | Throttled | we ask too fast |
| `provider_account` | NotOurDay | our key, balance or rights |
| `result_host` | NotOurDay | the file lies on a host that is not in our list of result hosts |
| `submit_unknown` | SubmitUnknown | a submit without a usable answer |
| `policy` | PermanentError | their safety rules refused it |
| `filtered` | PermanentError | finished with no video: their safety filter took it |
| `provider_rejected` | PermanentError | they cannot make this from this input |
| `model_unavailable` | PermanentError | the model is gone |
| `result_unusable` | PermanentError | the file is not where it was to be |

A provider's own words never appear in a message: they may quote the prompt, a link or a key.
"""

from shared.errors import (
    HighDemand,
    NotOurDay,
    PermanentError,
    SubmitUnknown,
    Throttled,
    TransientError,
)

_RETURNED = "Your credits were returned."
_CHANGE = f"Change the words and try again, or use another image. {_RETURNED}"


def unreachable() -> TransientError:
    """Return the error of a call that was provably never received, or of a poll without an answer."""
    return TransientError("The video provider could not be reached.")


def unreadable() -> TransientError:
    """Return the error of an answer to a poll that cannot be used."""
    return TransientError("The video provider gave an answer that says nothing.")


def broke() -> TransientError:
    """Return the error of a prediction that ended without a video, through no fault of the request."""
    return TransientError("The video provider could not finish this video.", code="provider_failed")


def ambiguous() -> TransientError:
    """Return the error of a lookup that cannot tell which prediction is ours."""
    return TransientError(
        "It is not certain yet whether the video provider accepted this video.", code="lookup_ambiguous"
    )


def busy(retry_after_s: float | None = None) -> HighDemand:
    """Return the error of a provider that is full."""
    return HighDemand("The video provider is very busy at the moment.", retry_after_s=retry_after_s)


def throttled(retry_after_s: float | None) -> Throttled:
    """Return the error of a pace that is too fast for the provider."""
    return Throttled("The video provider asked us to slow down.", retry_after_s=retry_after_s)


def account() -> NotOurDay:
    """Return the error of a key or a balance that the provider refuses."""
    return NotOurDay("This model is paused on our side. Your job waits and needs nothing from you.")


def foreign_host() -> NotOurDay:
    """Return the error of a finished file that lies where we do not fetch from, until an operator looks."""
    return NotOurDay(
        "The video is finished but cannot be fetched yet. Your job waits and needs nothing from you.",
        code="result_host",
    )


def unknown(*, refused: bool = False) -> SubmitUnknown:
    """Return the error of a submit that may have created something; `refused` if the answer was an error."""
    return SubmitUnknown("The video provider did not say whether it accepted this video.", refused=refused)


def policy(reason: str = "The model's safety rules refused this prompt or image.") -> PermanentError:
    """Return the refusal by the provider's safety rules; `reason` is a sentence of ours."""
    return PermanentError(reason, code="policy", next_step=_CHANGE)


def filtered() -> PermanentError:
    """Return the error of a success that delivered nothing."""
    return PermanentError(
        "The model finished, but its safety filter held the video back.", code="filtered", next_step=_CHANGE
    )


def rejected() -> PermanentError:
    """Return the refusal of an input that the model cannot use."""
    return PermanentError(
        "The model cannot make a video from this input.",
        code="provider_rejected",
        next_step=f"Change the prompt, the image or the settings and try again. {_RETURNED}",
    )


def model_gone() -> PermanentError:
    """Return the refusal of a model that the provider no longer has."""
    return PermanentError(
        "This model is no longer available from its provider.",
        code="model_unavailable",
        next_step=f"Choose another model. {_RETURNED}",
    )


def unusable() -> PermanentError:
    """Return the error of a finished video that is not where we asked for it."""
    return PermanentError(
        "The video was made but could not be taken over.",
        code="result_unusable",
        next_step=f"Try again, or choose another model. {_RETURNED}",
    )
