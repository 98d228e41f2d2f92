"""Virtual time and processes: greenlets that give way at every yield point, so that any interleaving can be.

A process is the unmodified product code in a greenlet. At each yield point (`World.at`) it may crash, be
paused for minutes, or simply take a moment, in which others go first. One seed decides what happens next.
Greenlets are used again, by one process after another and one world after another: a new one costs a
handful of system calls.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet

from shared.errors import DailiesError, InvariantBroken
from tests.simulation.faults import Faults
from tests.simulation.trace import Trace

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STEPS_MAX = 60_000
LAG_MAX_S = 2.0
LAG_MIN_S = 1e-6
SELDOM = {"post-delete", "mid-gc"}
"""Yield points that few processes come by, and more die at."""
_IDLE: list[greenlet] = []
"""Greenlets that wait for another process to live."""
PAUSES_S = {"pause": (0.0, 400.0), "zombie": (560.0, 900.0)}


class Crash(BaseException):
    """The process is gone at this very point, as after kill -9: nobody catches it."""


class Process:
    """One run of one function's code on some instance, whose clock may be off."""

    __slots__ = (
        "begun",
        "claims",
        "clock",
        "crashed",
        "ended",
        "error",
        "function",
        "glet",
        "kind",
        "message_epoch",
        "message_segment",
        "name",
        "result",
        "waiter",
    )

    def __init__(self, kind: str, name: str, function: Callable[[], object], clock: timedelta) -> None:
        self.kind = kind
        self.name = name
        self.function = function
        self.clock = clock
        self.begun = 0.0
        self.claims: dict[str, tuple[str, int, int]] = {}
        """What this process has claimed, by job: lease, attempt, epoch."""
        self.message_epoch = 0
        self.message_segment: int | None = None
        self.crashed = False
        self.ended = False
        self.result: Any = None
        self.error: Exception | None = None
        self.waiter: Process | None = None
        self.glet: greenlet | None = None


class World:
    """Runs processes and events in the order of virtual time."""

    def __init__(self, seed: int, faults: Faults, trace: Trace) -> None:
        self.random = Random(seed)
        self.faults = faults
        self.trace = trace
        self.time = 0.0
        self.steps = 0
        self.alive = 0
        self.current: Process | None = None
        self.crashes: Counter[str] = Counter()
        self.shocks: list[str] = []
        """Errors that nobody foresaw."""
        self._chance = self.random.random
        self._hub = getcurrent()
        self._busy: set[greenlet] = set()
        self._events: list[tuple[float, int, Process | Callable[[], object]]] = []
        self._order = 0
        self._count = 0
        self._read_s, self._read = 0.0, START
        """When a clock was last read, and what one that is right says then."""

    def now(self) -> datetime:
        """Return the time on the clock of the instance that asks."""
        if self.time != self._read_s:
            self._read_s, self._read = self.time, START + timedelta(seconds=self.time)
        process = self.current
        return self._read if process is None or not process.clock else self._read + process.clock

    def after(self, delay_s: float, event: Process | Callable[[], object]) -> None:
        """Let `event` happen later, outside of every process; or let a process go on."""
        self._order += 1
        heappush(self._events, (self.time + delay_s, self._order, event))

    def spawn(self, kind: str, function: Callable[[], object], name: str = "") -> Process:
        """Start a process now; it begins once the running one gives way."""
        self._count += 1
        name = f"{kind}#{self._count} {name}" if name else f"{kind}#{self._count}"
        process = Process(kind, name, function, self.faults.skew(self.random))
        self.alive += 1
        self.after(self._moment(), process)
        return process

    def join(self, process: Process) -> Process:
        """Wait, as a client, until a process has ended."""
        if not process.ended:
            process.waiter = self.current
            self._hub.switch()
        return process

    def sleep(self, seconds: float) -> None:
        """Let time pass for the running process."""
        assert self.current is not None
        self._pass(seconds, self.current)

    def _pass(self, seconds: float, process: Process) -> None:
        """Let time pass; who is the only one to act within it goes on at once."""
        until, events = self.time + seconds, self._events
        if not events or events[0][0] > until:
            self.steps += 1
            self.time = until
            return
        self._order += 1
        heappush(events, (until, self._order, process))
        self._hub.switch()

    def at(self, point: str) -> None:
        """Give way: the running process may crash here, be paused, or go on a moment later."""
        process = self.current
        if process is None:
            return
        if self.trace.on:
            self.trace.line(self.time, process.name, point)
        faults = self.faults
        faults.calm -= 1
        kind = "" if faults.calm else faults.mishap()
        if point in SELDOM and faults.hit("crash.seldom"):
            kind = "crash"
        if not kind:
            self._pass(LAG_MAX_S * self._chance() ** 6 + LAG_MIN_S, process)
            return
        if kind == "crash":
            self.crashes[f"{process.kind}:{point}"] += 1
            raise Crash
        pause_s = self.random.uniform(*PAUSES_S[kind])
        if self.trace.on:
            self.trace.line(self.time, process.name, f"  is paused for {pause_s:.0f} s")
        self._pass(pause_s, process)

    def run(self, until_s: float) -> None:
        """Let everything happen that is due until then."""
        events = self._events
        while events and events[0][0] <= until_s:
            self.steps += 1
            if self.steps > STEPS_MAX:
                raise AssertionError("the schedule never ends")
            self.time, _, event = heappop(events)
            if isinstance(event, Process):
                self._resume(event)
            else:
                event()
        self.time = max(self.time, until_s)

    def close(self) -> None:
        """Forget what is still under way."""
        self._events.clear()
        for glet in self._busy:
            glet.throw()

    @property
    def next_event_s(self) -> float | None:
        """When the next thing happens; None if nothing is to come."""
        return self._events[0][0] if self._events else None

    def _moment(self) -> float:
        """Return the time one call takes: mostly milliseconds, now and then two seconds."""
        return LAG_MAX_S * self._chance() ** 6 + LAG_MIN_S

    def _resume(self, process: Process) -> None:
        self.current = process
        if process.glet is None:
            process.glet = _IDLE.pop() if _IDLE else greenlet(_serve, self._hub)
            self._busy.add(process.glet)
            process.glet.switch(self, process)
        else:
            process.glet.switch()
        self.current = None

    def live(self, process: Process) -> None:
        process.begun = self.time
        try:
            process.result = process.function()
        except Crash:
            process.crashed = True
        except Exception as error:  # noqa: BLE001 - whoever started the process asks for it
            process.error = error.with_traceback(None)  # which holds on to every frame
            if isinstance(error, InvariantBroken) or not isinstance(error, DailiesError):
                self.shocks.append(f"{process.name} raised {error!r}")
        process.ended = True
        self.alive -= 1
        if self.trace.on:
            self.trace.ended(self.time, process)
        if process.waiter is not None:
            self.after(0.0, process.waiter)
        assert process.glet is not None
        self._busy.remove(process.glet)
        _IDLE.append(process.glet)


def _serve(world: World | None, process: Process | None) -> None:
    """Live one process after another, in whatever world each is."""
    while world is not None and process is not None:
        world.live(process)
        world, process = None, None  # what is over is not held on to
        world, process = getcurrent().parent.switch()
