"""Rules: order, order again, retry, ask what it costs; prices change, and sign-ins are taken back."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from werkzeug.test import TestResponse

from tests.fakes.edge import AN_INPUT
from tests.house import DEADLINE_S
from tests.integration.model.books import Expected, Person
from tests.integration.model.stage import ACTIVE_JOBS_MAX
from tests.integration.model.upscaling import Upscaled
from tests.integration.model.wanted import Wanted
from tests.integration.model.world import PICK, WHO, World

KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
INPUTS = {
    "usual": AN_INPUT,
    "short": {**AN_INPUT, "duration_s": 5, "prompt": "a kite"},
    "other": {**AN_INPUT, "model": "wan-2.5", "duration_s": 5},
}
SIZES = st.sampled_from([*INPUTS])
VERSIONS = st.sampled_from([None, "now", "first"])


class Ordering(World):
    """What costs credits."""

    @initialize(
        makers=st.lists(WHO, max_size=3),
        orders=st.lists(st.tuples(WHO, KEYS, SIZES, VERSIONS), min_size=1, max_size=3),
    )
    def begin(self, makers: list[str], orders: list[tuple[str, str, str, str | None]]) -> None:
        """Have something to work with from the first step on."""
        for who in makers:
            self.make_a_video(who, "usual")
        for one in orders:
            self.order(*one)

    @rule(who=WHO, key=KEYS, size=SIZES, version=VERSIONS)
    def order(self, who: str, key: str, size: str, version: str | None) -> None:
        self.order_it(who, key, Wanted("generate", INPUTS[size]), version)

    def order_it(self, who: str, key: str, wanted: Wanted, version: str | None) -> None:
        """Order, and see that it is taken or refused as it must be."""
        person = self.person(who)
        body: dict[str, Any] = {"job_type": wanted.job_type, "input": wanted.input}
        if version is not None:
            body["price_version"] = self.versions[0 if version == "first" else -1]
        stale = version == "first" and self.versions[0] != self.versions[-1]

        answer = self.ask("jobs", "POST", "/api/jobs", who=who, key=key, json=body)

        self._ordered(answer, person, ("jobs", key), wanted, stale=stale)

    @precondition(lambda self: self.jobs)
    @rule(number=PICK, key=KEYS)
    def retry(self, number: int, key: str) -> None:
        ended = [job for job in self.jobs if job.settled and not job.deleted]
        job = ended[number % len(ended)] if ended else self.pick(number)
        person = self.people[job.owner]

        answer = self.ask("jobs", "POST", f"/api/jobs/{job.id}/retry", who=job.owner, key=key)

        if job.deleted:
            self.refused(answer, 404, "not_found")
        elif not ended:
            self.refused(answer, 409, "job_not_settled")
        else:
            self._ordered(answer, person, ("retry", key), Wanted.again(job), retried_from=job.id)

    def _ordered(
        self,
        answer: TestResponse,
        person: Person,
        key: tuple[str, str],
        wanted: Wanted,
        *,
        stale: bool = False,
        retried_from: str | None = None,
    ) -> None:
        price, asked = wanted.price(self.stage.price), (wanted.job_type, wanted.input, retried_from)
        seen, fault = person.keys.get(key), wanted.fault(person.name)
        if seen is not None and not ((stale or fault) and seen[0] != asked):
            self._again(answer, seen, asked)
        elif fault is not None:
            self.refused(answer, *fault)
        elif stale:
            problem = self.refused(answer, 409, "price_changed")
            assert (problem["price"], problem["price_version"]) == (price, self.versions[-1])
        elif person.active >= ACTIVE_JOBS_MAX:
            self.refused(answer, 429, "rate_limited")
        elif person.available < price:
            problem = self.refused(answer, 402, "insufficient_credits")
            numbers = (problem["needed"], problem["available"], problem["short"])
            assert numbers == (price, person.available, price - person.available)
        else:
            assert answer.status_code == 202
            job = (Upscaled if wanted.here else Expected)(
                id=answer.get_json()["id"],
                made=len(self.jobs),
                owner=person.name,
                prompt=wanted.input.get("prompt", ""),
                wanted=wanted.input,
                price=price,
                job_type=wanted.job_type,
                source=wanted.source,
                retried_from=retried_from,
                deadline=self.after_s(DEADLINE_S),
            )
            assert job.id not in {other.id for other in self.jobs}
            person.jobs.append(job)
            person.keys[key] = (asked, job.id)

    def _again(self, answer: TestResponse, seen: tuple[Any, str], asked: Any) -> None:
        """The key was used: the same request is the same job, for ever; another one is refused."""
        before, job_id = seen
        job = next(job for job in self.jobs if job.id == job_id)
        if before != asked:
            self.refused(answer, 422, "idempotency_key_reused")
        elif job.deleted:
            self.refused(answer, 410, "gone")
        else:
            assert (answer.status_code, answer.get_json()["id"]) == (202, job_id)

    @rule(who=WHO, size=SIZES, revoked=st.booleans())
    def ask_what_it_costs(self, who: str, size: str, revoked: bool) -> None:
        person, wanted = self.person(who), INPUTS[size]
        price = self.stage.price(wanted)
        body = {"job_type": "generate", "input": wanted}
        told = {
            "price": price,
            "available": person.available,
            "affordable": person.available >= price,
            "short": max(0, price - person.available),
        }

        words = {name: value for name, value in wanted.items() if value is not None}
        checked = self.ask(
            "credits", "GET", "/api/credits/check", who=who, query_string={"job_type": "generate", **words}
        )
        quoted = self.ask("jobs", "POST", "/api/jobs?validate_only=true", who=who, json=body)

        assert checked.get_json() == told
        quote = quoted.get_json()
        assert {name: quote[name] for name in told} == told
        assert quote["price_version"] == self.versions[-1]
        if revoked:
            self._ask_revoked(who, body)

    def _ask_revoked(self, who: str, body: dict[str, Any]) -> None:
        """Whose sign-in was taken back may not order, nor ask as if."""
        self.stage.people.revoked.add(who)
        for path in ("/api/jobs", "/api/jobs?validate_only=true"):
            answer = self.ask("jobs", "POST", path, who=who, key="k1", json=body)
            self.refused(answer, 401, "not_authenticated")
        self.stage.people.revoked.clear()

    @rule(by=st.integers(1, 5))
    def prices_rise(self, by: int) -> None:
        self.stage.change_prices(by)
        self.versions.append(self.stage.catalog.version)

    @rule(who=WHO, size=SIZES)
    def make_a_video(self, who: str, size: str) -> None:
        """Order under a key that nobody used, and let everything go well."""
        before = len(self.jobs)
        self.order(who, f"n{before}", size, None)
        for job in self.jobs[before:]:
            for _ in range(2):
                for message in self.currents(job):
                    self.deliver(message, "good")
