"""Sixteen clients on one account: the product, and the classic stack, which collapses there."""

import statistics

import httpx

from tests.bench.classic.stack import classic_stack
from tests.bench.figure import Figure, at_least, told
from tests.bench.load import drive, spread
from tests.bench.orders import attempts_at, orders_to
from tests.bench.stage import Person, Stage, stage

CLIENTS = 16
ROUNDS = 4
ROUND_S = 3.0
WARM_UP_S = 2.0
CLASSIC_S = 20.0


def measure() -> list[Figure]:
    """Measure rates; every order must be accepted, and every credit accounted for."""
    with stage() as one, classic_stack(one) as classic, one.queues_held():
        mine, theirs = one.people(2)
        ours = [orders_to(one.cloud.ready["functions"]["jobs"], mine) for _ in range(CLIENTS)]
        drive(ours, for_s=WARM_UP_S)  # whatever is not a 202 ends the measurement
        rates, times_ms = [], []
        for _ in range(ROUNDS):
            took_ms, took_s = drive(ours, for_s=ROUND_S)
            rates.append(len(took_ms) / took_s)
            times_ms += took_ms
        classic_rate, refused = _classic_rate(classic, theirs)
        rate = statistics.median(rates)
        p99_ms = statistics.quantiles(times_ms, n=100)[98]
        return [
            at_least("one account, 16 clients: jobs", rate, "/s", 100, spread=spread(rates)),
            told(
                "one account, 16 clients: p50", statistics.median(times_ms), "ms", spread=f"p99 {p99_ms:.0f}"
            ),
            _balanced(one, mine),
            told("one account, 16 clients: classic jobs", classic_rate, "/s", spread=f"{refused} refused"),
            at_least(
                "one account, 16 clients: over the classic stack", rate / max(classic_rate, 0.05), "x", 100
            ),
        ]


def _classic_rate(origin: str, person: Person) -> tuple[float, int]:
    """Return jobs per second and how many requests failed; a request still under way at the end is none."""
    answers: list[int] = []
    clients = [attempts_at(origin, person, answers.append, timeout_s=CLASSIC_S) for _ in range(CLIENTS)]
    _, took_s = drive(clients, for_s=CLASSIC_S)
    return answers.count(httpx.codes.ACCEPTED) / took_s, len(answers) - answers.count(httpx.codes.ACCEPTED)


def _balanced(one: Stage, person: Person) -> Figure:
    audit = one.cloud.api("GET", "/api/credits/audit", token=person.token).json()
    entries, held = audit["entries"], audit["held"]
    exact = audit["balanced"] and held == (entries - 1) * 7
    return Figure("one account, 16 clients: exact balance", entries, "entries", "exact", exact)
