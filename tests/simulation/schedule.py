"""One schedule: five jobs in a storm, then calm weather, then the reckoning. A function of its seed alone."""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.simulation import lineage
from tests.simulation.clients import Clients
from tests.simulation.faults import SKEW_MAX_S, Faults
from tests.simulation.files import folders_used_again
from tests.simulation.house import House
from tests.simulation.invariants import SWEEP_S, broken_at_end
from tests.simulation.kill_points import KILL_POINTS
from tests.simulation.promise import Promise
from tests.simulation.trace import Trace, product_logs_to
from tests.simulation.world import START, World

JOBS = 5
GIVE_UP_S = 4 * 3600.0
STEP_S = 300.0
MOMENT_S = 5.0
"""How long after its tick a sweep may begin."""
EXACT_EVERY = 50
"""One schedule in so many sends every document through the wire's form, as the real store does."""
GARBAGE_EVERY = 50


@dataclass
class Result:
    """What one schedule, or many, came to."""

    schedules: int = 0
    jobs: int = 0
    steps: int = 0
    commits: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    leaks: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """(seed, invariant, words)"""

    def add(self, other: "Result") -> None:
        for name in ("schedules", "jobs", "steps", "commits"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("faults", "kills", "ends", "leaks"):
            getattr(self, name).update(getattr(other, name))
        self.broken.extend(other.broken)


class Schedule:
    """The storm of one seed."""

    def __init__(self, seed: int, trace: Trace | None = None) -> None:
        self.seed = seed
        self.trace = trace or Trace()
        random = Random(f"{seed}:climate")
        self.faults = Faults(random)
        self.world = World(seed, self.faults, self.trace)
        self.trace.now = lambda: (self.world.time, self.world.current.name if self.world.current else "-")
        self.house = House(self.world, self.faults, self.trace, exact=seed % EXACT_EVERY == 0)
        self.clients = Clients(self.world, self.faults, self.house)
        lineage.watch(self.house)
        self.heals_s = random.choice((200.0, 600.0, 1500.0))

    def run(self) -> Result:
        """Run it to its end and reckon."""
        with product_logs_to(self.trace):
            self._begin()
            self.world.run(self.heals_s)
            self.faults.heal()
            self.trace.say("---- from here on nothing goes wrong any more")
            while self.world.time < GIVE_UP_S and not self._quiet():
                self.world.run(self.world.time + STEP_S)
            broken = list(broken_at_end(self.house, self.clients, self.faults, healed_s=self.heals_s))
        broken += [("error", words) for words in (*self.world.shocks, *self.trace.alarms)]
        self.world.close()
        return self._result(broken)

    def _begin(self) -> None:
        random = self.world.random
        accounts = ["alice", "bob"][: random.randint(1, 2)]
        spread_s = random.choice((0.0, 20.0, 200.0))
        for n in range(JOBS):
            promise = Promise(
                random.choice(accounts),
                f"key-{n}",
                model=random.choice(("wan-2.5", "wan-2.5", "veo-3.1-fast")),
                with_image=random.random() < 0.1,
            )
            self.world.after(random.random() * spread_s, lambda promise=promise: self.clients.live(promise))
        self.world.after(SWEEP_S, self._tick)
        if self.faults.hit("reconcile.midway"):
            midway_s = random.random() * self.heals_s
            self.world.after(midway_s, lambda: self.world.spawn("reconcile", self.house.reconcile.run))

    def _tick(self) -> None:
        """Sweep, as the scheduler has it: every minute, now and then not, or twice."""
        self.world.after(SWEEP_S, self._tick)
        if self.faults.hit("sweep.skipped") or not self._any_due():
            return
        self.world.spawn("sweep", self._sweep)
        if self.faults.hit("sweep.twice"):
            self.world.after(
                self.world.random.random() ** 2 * 5, lambda: self.world.spawn("sweep", self._sweep)
            )

    def _sweep(self) -> None:
        self.house.sweep.run()

    def _any_due(self) -> bool:
        """Tell whether a sweep could find anything; one that cannot is not worth its time here."""
        fast_s = 0.0 if self.faults.healed else SKEW_MAX_S
        now = START + timedelta(seconds=self.world.time + fast_s + MOMENT_S)
        return any(job.sweep_after and job.sweep_after <= now for job in self.house.store.documents("jobs"))

    def _quiet(self) -> bool:
        owed = any(job.sweep_after for job in self.house.store.documents("jobs"))
        return not owed and not self.world.alive and not self.house.queue.under_way

    def _result(self, broken: list[tuple[str, str]]) -> Result:
        jobs = self.house.store.documents("jobs")
        extra = [provider.extra for provider in self.house.providers.values()]
        kills: Counter[str] = Counter()
        for point, n in self.world.crashes.items():
            kills[KILL_POINTS.get(point, "other")] += n
        leaks = Counter({why: sum(len(one[why]) for one in extra) for why in extra[0]})
        return Result(
            schedules=1,
            jobs=len(jobs),
            steps=self.world.steps,
            commits=self.house.store.commits,
            faults=self.faults.hits,
            kills=kills,
            ends=Counter(job.error.code if job.error else job.state.value for job in jobs),
            leaks=leaks,
            broken=[(self.seed, *one) for one in broken],
        )


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Let no garbage be collected but where that is asked for; for this process and those it forks.

    What is loaded by now is never looked through again: that would take a quarter of the time.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def run_schedules(seeds: range) -> Result:
    """Run many, one after the other."""
    total = Result()
    with folders_used_again():
        for seed in seeds:
            total.add(Schedule(seed).run())
            if seed % GARBAGE_EVERY == 0:
                gc.collect()
    return total
