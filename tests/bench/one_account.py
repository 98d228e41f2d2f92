"""Sixteen clients on one account: the product, and the classic stack, which collapses there."""

import statistics

from tests.bench.classic.stack import classic_stack
from tests.bench.figure import Figure, at_least, at_most, told
from tests.bench.load import drive, spread
from tests.bench.orders import ACCEPTED, attempts_at
from tests.bench.papers import PRICE
from tests.bench.stage import Person, Stage, stage

CLIENTS = 16
ROUNDS = 4
ROUND_S = 3.0
WARM_UP_S = 2.0
CLASSIC_S = 20.0
AT = f"one account, {CLIENTS} clients"


def measure() -> list[Figure]:
    """Measure rates; every order must be accepted, and every credit accounted for."""
    with stage() as one, classic_stack(one) as classic, one.queues_held():
        mine, theirs = one.people(2)
        answers: list[int] = []
        origin = one.cloud.ready["functions"]["jobs"]
        ours = [attempts_at(origin, mine, answers.append) for _ in range(CLIENTS)]
        drive(ours, for_s=WARM_UP_S)
        rounds = [drive(ours, for_s=ROUND_S) for _ in range(ROUNDS)]
        balance = _balanced(one, mine, jobs=answers.count(ACCEPTED))
        classic_rate, told_of_it = _classic_rate(classic, theirs)
    rates = [len(times_ms) / took_s for times_ms, took_s in rounds]
    rate = statistics.median(rates)
    over = rate / max(classic_rate, 1 / CLASSIC_S)
    bad = len(answers) - answers.count(ACCEPTED)
    all_ms = [ms for times_ms, _ in rounds for ms in times_ms]
    p99 = f"p99 {statistics.quantiles(all_ms, n=100)[98]:.0f}"
    return [
        at_least(f"{AT}: jobs", rate, "/s", 100, spread=spread(rates)),
        at_most(f"{AT}: answers that were not 202", bad, f"of {len(answers)}", 0),
        balance,
        told(f"{AT}: p50", statistics.median(all_ms), "ms", spread=p99),
        told(f"{AT}: classic jobs", classic_rate, "/s", spread=told_of_it),
        at_least(f"{AT}: over the classic stack", over, "x", 100, spread="at least, if it made none"),
    ]


def _classic_rate(origin: str, person: Person) -> tuple[float, str]:
    """Return jobs per second, and how many requests failed; alone, one client shows that it works at all."""
    answers: list[int] = []
    clients = [attempts_at(origin, person, answers.append, timeout_s=CLASSIC_S) for _ in range(CLIENTS)]
    _, alone_s = drive(clients[:1], for_s=WARM_UP_S)
    alone = answers.count(ACCEPTED) / alone_s
    assert alone > 1, answers
    answers.clear()
    _, took_s = drive(clients, for_s=CLASSIC_S)
    accepted = answers.count(ACCEPTED)
    return (
        accepted / took_s,
        f"{len(answers) - accepted} failed in {took_s:.0f} s; one client alone {alone:.0f}/s",
    )


def _balanced(one: Stage, person: Person, *, jobs: int) -> Figure:
    """Compare the audit with the answers: one entry for signing up, and one hold for each job."""
    audit = one.cloud.api("GET", "/api/credits/audit", token=person.token).json()
    exact = audit["balanced"] and (audit["entries"], audit["held"]) == (jobs + 1, jobs * PRICE)
    return Figure(f"{AT}: exact balance", audit["held"], "credits held", "exact", exact)
