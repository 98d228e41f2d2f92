"""Rules: messages come, once or twice; time passes; the sweep, callbacks and operators do their part."""

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from shared.model.lifecycle import LAST_LOOK_S
from shared.model.memo import Submitted
from tests.integration.model.books import Expected
from tests.integration.model.world import PICK, WHO, World

WAYS = st.sampled_from(["good", "good", "good", "running", "busy", "lost", "refused", "filtered", "breaks"])
GIFTS = st.sampled_from(["g1", "g2", "g3"])


class Working(World):
    """What nobody asks for, and what only operators may."""

    @precondition(lambda self: any(not job.settled for job in self.jobs))
    @rule(number=PICK, way=WAYS)
    def the_next_step(self, number: int, way: str) -> None:
        waiting = [job for job in self.jobs if not job.settled]
        messages = self.currents(waiting[number % len(waiting)])
        self.deliver(messages[number % len(messages)], way)

    @precondition(lambda self: self.jobs)
    @rule(number=st.integers(0, 30), way=WAYS)
    def any_message_comes_again(self, number: int, way: str) -> None:
        asked = self.stage.queue.asked
        self.deliver(asked[-1 - number % len(asked)].message, way)

    @rule(seconds=st.sampled_from([1, 30, 70, 110, 200, 700, 1900]), sweeps=st.integers(0, 2))
    def time_passes(self, seconds: int, sweeps: int) -> None:
        self.stage.clock.pass_s(seconds)
        for _ in range(sweeps):
            self.sweep_once()

    def sweep_once(self) -> None:
        stage, now = self.stage, self.stage.clock()
        found = [job for job in self.jobs if not job.settled and stage.job(job.id).sweep_after <= now]
        sent = {job.id: len(self.messages(job)) for job in found}
        needed = self._needed(now)

        answer = self.ask("sweep", "POST", "/", who=None)

        for job in found:
            job.swept(now=now, overdue_s=(now - job.deadline).total_seconds(), last_look_s=LAST_LOOK_S)
            if not job.settled:
                assert len(self.messages(job)) > sent[job.id], "the sweep sent nothing"
        ended = sum(job.settled for job in found)
        report = answer.get_json()
        assert (report["failed"], report["driven"]) == (ended, len(found) - ended)
        assert report["spared"] <= len(needed), (
            "of a deleted job that nothing begins with, the files are kept"
        )

    def _needed(self, now: datetime) -> list[Expected]:
        """Return the deleted jobs whose files are due to go, and that others under way begin with."""
        begun = [job.source for job in self.jobs if job.source and not job.settled]
        return [job for job in begun if job.deleted and (self.stage.job(job.id).sweep_after or now) <= now]

    @precondition(lambda self: self.jobs)
    @rule(number=PICK, known=st.booleans())
    def the_provider_calls_back(self, number: int, known: bool) -> None:
        """A hint: at most it brings the next step forward."""
        job, stage = self.pick(number), self.stage
        memo, before = stage.job(job.id).memo, len(stage.queue.asked)
        prediction = memo.prediction_id if known and isinstance(memo, Submitted) else "nobody-knows"

        path = f"/api/callbacks/wavespeed/{job.id}"
        answer = self.ask("callbacks", "POST", path, who=None, data=prediction.encode())

        assert answer.status_code == 204
        if len(stage.queue.asked) > before:
            assert not job.settled
            assert job.phase != "new"
            assert not (job.leased and job.lease_until > stage.clock.time)
            job.leased = False

    @precondition(lambda self: self.jobs)
    @rule(number=PICK)
    def an_operator_drives_a_job(self, number: int) -> None:
        job = self.pick(number)
        sent, now = len(self.messages(job)), self.stage.clock()
        idle = any(not part.live(now) for part in job.parts if not part.done) if job.parts else True

        asked = {"job_id": job.id, "reason": "stuck"}
        answer = self.ask("retry_job", "POST", "/", who=None, json=asked)

        if job.settled:
            self.refused(answer, 409, "job_not_cancelable")
        else:
            assert answer.status_code == 200
            assert (len(self.messages(job)) > sent) == (idle or job.phase != "divided")
            job.driven(now)

    @rule(who=WHO, key=GIFTS, amount=st.sampled_from([5, 20]))
    def an_operator_gives_credits(self, who: str, key: str, amount: int) -> None:
        person = self.person(who)
        given = {"account_id": who, "amount": amount, "key": key, "reason": "gift"}

        answer = self.ask("grant_credits", "POST", "/", who=None, json=given)

        if person.gifts.get(key, amount) != amount:
            self.refused(answer, 422, "idempotency_key_reused")
            return
        assert (answer.status_code, answer.get_json()["amount"]) == (200, amount)
        if key not in person.gifts:
            person.gifts[key] = amount
            person.granted += amount
