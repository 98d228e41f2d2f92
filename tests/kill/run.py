"""Kill processes at named points of the local cloud, and reckon after each."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from tests.kill.outcome import Outcome, looked_at_again, outcome_of
from tests.kill.plan import NAMES, Plan, plan
from tests.kill.rig import Rig, running_rig

AT_ONCE = 10
REDELIVERED_S = 20.0
"""How long after a kill Pub/Sub has delivered again what died with it unacknowledged."""


def run_plans(rig: Rig, plans: Sequence[Plan]) -> Iterator[Outcome]:
    """Kill at all of them, several at once; the tasks server, which all share, before the others begin."""
    alone = [one for one in plans if one.process == "task"]
    together = sorted((one for one in plans if one not in alone), key=_patience, reverse=True)
    yield from (outcome_of(rig, one) for one in alone)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(outcome_of, rig, one) for one in together]
        for done in as_completed(running):
            yield done.result()


def reckoned_later(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Wait until all is quiet, and reckon once more."""
    last_s = max((one.trial.killed_s for one in outcomes if one.trial), default=0.0)
    time.sleep(max(0.0, last_s + REDELIVERED_S - time.monotonic()))
    return [looked_at_again(one) for one in outcomes]


def main(names: Sequence[str], *, kills: int, seed: int, mutant: str = "") -> int:
    """Kill `kills` times at each of the points and print what came of it; 1 if anything was violated."""
    unknown = sorted(set(names) - set(NAMES))
    if unknown or kills < 1:
        sys.stderr.write(f"No such points: {', '.join(unknown)}; or no kills: {kills}\n")
        return 2
    wanted = list(names) or list(NAMES)
    plans = [plan(name, n, seed=seed) for name in wanted for n in range(kills)]
    begun, first = time.monotonic(), []
    with running_rig(mutant) as rig:
        up_s = time.monotonic() - begun
        for one in run_plans(rig, plans):
            which = f"{one.plan.name}, kill {one.plan.n}"
            sys.stderr.write(f"{which}: {one.plan.work.name} {one.end} after {one.took_s:.0f} s\n")
            first.append(one)
        outcomes = reckoned_later(first)
        books, alarms = rig.cloud.run_schedule("reconcile").json(), rig.alarms()
    for name in wanted:
        _say(_line([one for one in outcomes if one.plan.name == name]))
    violations = _say_broken(outcomes, alarms)
    _say(
        f"{_totals(outcomes)}; books of {books['accounts']} accounts, {books['drifted']} drifted; "
        f"{violations} violations; {time.monotonic() - begun:.0f} s, of which {up_s:.0f} s to start"
    )
    return int(violations > 0 or books["drifted"] > 0)


def _patience(asked: Plan) -> int:
    """Sort what waits longest first."""
    return 2 * asked.way.in_vain + bool(asked.way.orphan)


def _line(mine: list[Outcome]) -> str:
    asked = mine[0].plan
    ends = ", ".join(f"{n} {end}" for end, n in sorted(Counter(one.end for one in mine).items()))
    verdict = "VIOLATED" if any(one.broken for one in mine) else "ok"
    longest_s, kills = max(one.took_s for one in mine), sum(one.kills for one in mine)
    return f"{asked.name:<11}{asked.point:<25}{kills:>3} kills {longest_s:>6.1f} s  {ends:<22}{verdict}"


def _say_broken(outcomes: list[Outcome], alarms: Counter[str]) -> int:
    """Say what was violated and how to see it again; return how often that was."""
    broken = [one for one in outcomes if one.broken]
    for one in broken:
        _say(f"{one.plan.name}, kill {one.plan.n}, {one.plan.work.name}, {one.plan.provider}: {one.broken}")
        _say(f"  again: make test-kill POINTS={one.plan.name} KILLS={one.plan.n + 1} SEED={one.plan.seed}")
    for alarm, n in alarms.items():
        _say(f"logged as an error {n} times: {alarm}")
    return len(broken) + len(alarms)


def _totals(outcomes: list[Outcome]) -> str:
    ends, points = Counter(one.end for one in outcomes), len({one.plan.name for one in outcomes})
    works = ", ".join(f"{n} {work}" for work, n in Counter(one.plan.work.name for one in outcomes).items())
    kills = sum(one.kills for one in outcomes)
    return (
        f"{kills} processes killed at {points} points; {len(outcomes)} jobs: {works}; "
        f"{ends['draft']} made, {ends['failed']} released, {ends['deleted']} deleted; "
        f"{sum(one.missed for one in outcomes)} tries missed their point"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
