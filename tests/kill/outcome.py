"""What one kill came to, now and a while later."""

import time
from dataclasses import dataclass, replace
from typing import Any

import httpx

from shared.errors import Unavailable
from tests.kill.courses import course_of
from tests.kill.plan import Plan
from tests.kill.reckoning import reckon
from tests.kill.rig import Rig
from tests.kill.trial import NeverReached, Trial, Violated

TRIES_MAX = 3
"""A point that depends on who is quicker, a hint or a poll, is sometimes missed."""

BROKEN = (Violated, AssertionError, httpx.HTTPError, Unavailable)
"""No answer, from the API or the database, is a violation, too: nobody but the armed process dies."""


@dataclass(frozen=True)
class Outcome:
    """How a plan ended; `broken` says what was violated."""

    plan: Plan
    end: str = "broken"
    took_s: float = 0.0
    kills: int = 0
    missed: int = 0
    broken: str = ""
    trial: Trial | None = None
    job: dict[str, Any] | None = None


def outcome_of(rig: Rig, asked: Plan) -> Outcome:
    """Kill once, follow the job to its end, and reckon."""
    begun, words = time.monotonic(), ""
    for missed in range(TRIES_MAX):
        trial, job, end = Trial(rig, asked), None, "broken"
        try:
            trial.find_source()
            job = course_of(trial)(trial)
            end, words = reckon(trial, job), ""
        except NeverReached as reason:
            words = f"never reached: {reason}"
            continue
        except BROKEN as reason:
            words = str(reason) or repr(reason)
        return Outcome(asked, end, time.monotonic() - begun, trial.kills, missed, words, trial, job)
    return Outcome(asked, missed=TRIES_MAX, took_s=time.monotonic() - begun, broken=words)


def looked_at_again(first: Outcome) -> Outcome:
    """Reckon once more: what was delivered late, or twice, has changed nothing."""
    if first.broken or first.trial is None:
        return first
    try:
        reckon(first.trial, first.job)
    except BROKEN as reason:
        return replace(first, end="broken", broken=f"some time after its end: {reason}")
    return first
