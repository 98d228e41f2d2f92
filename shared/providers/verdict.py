"""From what a provider says to what it means: the one table of statuses and tell-tale words."""

import re
from dataclasses import dataclass

from shared.errors import StepError
from shared.providers import faults

_ACCOUNT = re.compile(r"insufficient|balance|credit|top[ -]?up|billing|api key", re.IGNORECASE)
_BUSY = re.compile(r"high demand|overloaded|at capacity|too busy|queue is full", re.IGNORECASE)
_POLICY = re.compile(
    r"nsfw|polic(?:y|ies)|violat|moderation|sensitive|prohibited|unsafe|safety|usage guideline|flagged"
    r"|inappropriate|explicit content",
    re.IGNORECASE,
)
_FETCH = re.compile(r"(?:fail\w*|unable|could ?n[o']t|cannot)(?: to)? (?:fetch|download)", re.IGNORECASE)
_INPUT = re.compile(
    r"invalid|unsupported|not supported|must be|must not|too (?:large|small|long|short)|corrupt"
    r"|decode|required|missing|not usable|malformed",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What a provider said: a status (HTTP, or the one in its body), its words, and when to come back."""

    status: int
    text: str
    retry_after_s: float | None = None


def is_policy(text: str) -> bool:
    """Return whether the words speak of safety rules."""
    return bool(_POLICY.search(text))


def without(text: str, prompt: str) -> str:
    """Return `text` less the prompt it may quote: those words are the customer's, and mean nothing here."""
    return re.sub(rf"(?<!\w){re.escape(prompt)}(?!\w)", "", text)


def refused_submit(said: Said) -> StepError:
    """Return what it means when a submit was answered with an error.

    A gateway's timeout (408, 504) is nobody's refusal: what stands behind it may have said yes.
    """
    if said.status in {401, 402, 403}:
        return faults.account()
    if said.status < 400 or said.status in {408, 504}:
        return faults.unknown()
    if said.status == 404:
        return faults.model_gone()
    if said.status < 500 and said.status != 429 and is_policy(said.text):
        return faults.policy()
    if _BUSY.search(said.text):
        return faults.busy(said.retry_after_s)
    return _refused_otherwise(said)


def _refused_otherwise(said: Said) -> StepError:
    if said.status == 429:
        return faults.throttled(said.retry_after_s)
    of_a_body = said.status >= 600  # a number that only a body's own code can have
    if (said.status < 500 or of_a_body) and _ACCOUNT.search(said.text):
        return faults.account()
    return faults.rejected() if said.status < 500 else faults.unknown(refused=True)


def refused_poll(said: Said) -> StepError:
    """Return what it means when a question (never a submit) was answered with an error."""
    if said.status == 429:
        return faults.throttled(said.retry_after_s)
    return faults.account() if said.status in {401, 402, 403} else faults.unreadable()


def broken_prediction(text: str) -> StepError:
    """Return why a prediction failed. What nobody can name counts as theirs, and is tried again."""
    if is_policy(text):
        return faults.policy()
    if _BUSY.search(text):
        return faults.busy()
    if _FETCH.search(text):
        return faults.broke()
    return faults.rejected() if _INPUT.search(text) else faults.broke()
