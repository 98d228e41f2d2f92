"""Creating a job, different accounts: the product, its floor, and the classic stack, in turns.

The product is called at its function's own port, as the gateway calls it. The queues are held, and the
classic stack has no worker: all three queue the work, and none does it meanwhile. The rounds are short and
alternate, so that a noisy machine disturbs all three alike; the figure is the median of the rounds' ratios.
"""

import statistics
import time
from collections.abc import Callable, Mapping

from tests.bench import floor
from tests.bench.classic.stack import classic_stack
from tests.bench.figure import Figure, at_most, told
from tests.bench.load import Times, drive, ratios, spread
from tests.bench.orders import orders_to
from tests.bench.raw_floor import RawFloor
from tests.bench.stage import Stage, stage

CLIENTS = (1, 8)
ROUNDS = 15
ROUND_S = 0.8
WARM_UP_S = 2.0
ORDERS_WORKING = 30
PAUSE_WORKING_S = 0.25
Calls = list[Callable[[], None]]


def measure() -> list[Figure]:
    """Measure all three at 1 and at 8 clients."""
    with stage() as one, classic_stack(one) as classic:
        calls = _calls(one, classic)
        with one.queues_held():
            figures = [figure for clients in CLIENTS for figure in _compared(calls, clients)]
        return [*figures, _while_working(calls["ours"][0])]


def _calls(one: Stage, classic: str) -> Mapping[str, Calls]:
    most = max(CLIENTS)
    people = one.people(4 * most)
    db, tasks = floor.database(one), one.tasks_client()
    raw = RawFloor(one)
    ours = one.cloud.ready["functions"]["jobs"]
    return {
        "floor": [floor.creates(one, db, tasks, person) for person in people[:most]],
        "ours": [orders_to(ours, person) for person in people[most : 2 * most]],
        "classic": [orders_to(classic, person) for person in people[2 * most : 3 * most]],
        "bare stubs": [raw.creates(person) for person in people[3 * most :]],
    }


def _while_working(order: Callable[[], None]) -> Figure:
    """Order now and then while the orders before are being made into videos, on the same two cores."""
    times_ms = []
    for _ in range(ORDERS_WORKING):
        began_s = time.perf_counter()
        order()
        times_ms.append((time.perf_counter() - began_s) * 1000)
        time.sleep(PAUSE_WORKING_S)
    return told(
        "create while videos are made: p50", statistics.median(times_ms), "ms", spread=spread(times_ms)
    )


def _compared(calls: Mapping[str, Calls], clients: int) -> list[Figure]:
    times = {name: Times() for name in calls}
    for those in calls.values():
        drive(those[:clients], for_s=WARM_UP_S)
    for _ in range(ROUNDS):
        for name, those in calls.items():
            times[name].add(*drive(those[:clients], for_s=ROUND_S))
    over_floor = ratios(times["ours"], times["floor"])
    over_classic = ratios(times["ours"], times["classic"])
    over_stubs = ratios(times["ours"], times["bare stubs"])
    at = f"{clients} client{'s'[: clients > 1]}"
    figures = [times[name].shown(f"create at {at}: {name}") for name in times]
    figures += [
        told(
            f"create at {at}: p50 over bare stubs",
            statistics.median(over_stubs),
            "x",
            spread=spread(over_stubs),
        ),
        _ratio(f"create at {at}: p50 over its floor", over_floor, 1.5),
        _ratio(f"create at {at}: p50 over the classic stack", over_classic, 1.0),
    ]
    if clients > 1:
        p99s = {name: one.p99_ms for name, one in times.items()}
        others = f"floor {p99s['floor']:.0f}, classic {p99s['classic']:.0f}"
        figures.append(at_most(f"create at {at}: p99", p99s["ours"], "ms", 100, spread=others))
    return figures


def _ratio(name: str, values: list[float], most: float) -> Figure:
    return at_most(name, statistics.median(values), "x", most, spread=spread(values))
