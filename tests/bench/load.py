"""Clients that ask as fast as they are answered, and what their times say."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.bench.figure import Figure, told


@dataclass
class Times:
    """How long each call took, over several rounds; a round's time is its median."""

    rounds_ms: list[list[float]] = field(default_factory=list)
    rates_per_s: list[float] = field(default_factory=list)

    @property
    def p50s_ms(self) -> list[float]:
        """Return the median of each round."""
        return [statistics.median(one) for one in self.rounds_ms]

    @property
    def p50_ms(self) -> float:
        """Return the median of the rounds' medians."""
        return statistics.median(self.p50s_ms)

    @property
    def p99_ms(self) -> float:
        """Return the 99th percentile of all calls together."""
        return statistics.quantiles([ms for one in self.rounds_ms for ms in one], n=100)[98]

    def add(self, times_ms: list[float], took_s: float) -> None:
        """Take one more round."""
        self.rounds_ms.append(times_ms)
        self.rates_per_s.append(len(times_ms) / took_s)

    def shown(self, name: str) -> Figure:
        """Return the median as a line of the table, with the calls per second."""
        rate = statistics.median(self.rates_per_s)
        return told(f"{name}, p50", self.p50_ms, "ms", spread=f"{spread(self.p50s_ms)}; {rate:.0f}/s")


def spread(values: Sequence[float]) -> str:
    """Return the smallest and the largest value."""
    return f"{min(values):.3g} to {max(values):.3g}"


def ratios(ours: Times, theirs: Times) -> list[float]:
    """Return ours over theirs, round by round: neighbours in time, so noise meets both."""
    return [mine / other for mine, other in zip(ours.p50s_ms, theirs.p50s_ms, strict=True)]


def drive(calls: Sequence[Callable[[], object]], *, for_s: float) -> tuple[list[float], float]:
    """Let every client repeat its call for some seconds; return all times in ms and how long it took.

    Raises:
        RuntimeError: a client's call failed.
    """
    times_ms: list[float] = []
    failures: list[BaseException] = []
    end_s = time.perf_counter() + for_s

    def run(call: Callable[[], object]) -> None:
        try:
            while (began_s := time.perf_counter()) < end_s:
                call()
                times_ms.append((time.perf_counter() - began_s) * 1000)
        except BaseException as error:  # noqa: BLE001 - told below, in the caller's thread
            failures.append(error)

    clients = [threading.Thread(target=run, args=(call,)) for call in calls]
    began_s = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if failures:
        raise RuntimeError(f"{len(failures)} of {len(calls)} clients failed") from failures[0]
    return times_ms, time.perf_counter() - began_s
