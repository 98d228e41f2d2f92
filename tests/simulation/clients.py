"""What people, their browsers and our operators do: order, ask again, cancel, publish, delete at once."""

from collections.abc import Callable

from shared.errors import (
    Gone,
    IdempotencyKeyReused,
    NotFound,
    RequestError,
    Unavailable,
)
from shared.model.job import Job, JobState
from shared.model.order import JobOrder
from shared.model.upload import Upload
from shared.services.credits import Audit
from tests.simulation.caller import Caller
from tests.simulation.faults import Faults
from tests.simulation.house import House
from tests.simulation.promise import Promise
from tests.simulation.world import World

TRIES_MAX = 6
FOLLOWED_MAX = 30
PROMPTS = {
    "wan-2.5": ("720p", 5),
    "veo-3.1-fast": ("720p", 4),
}


class Clients:
    """Acts for everybody outside; keeps what they were promised."""

    def __init__(self, world: World, faults: Faults, house: House) -> None:
        self._world = world
        self._faults = faults
        self._house = house
        self._ask = Caller(world, faults)
        self.promises: list[Promise] = []
        self.granted: dict[str, int] = {}
        self.surprises: list[tuple[str, str]] = []

    def live(self, promise: Promise) -> None:
        """Live one customer's story of one job, and those of its retries."""
        self.promises.append(promise)
        self._world.spawn("client", lambda: self._order(promise), promise.key)

    def _order(self, promise: Promise) -> None:
        if promise.with_image and not self._send_image(promise):
            return
        if self._faults.hit("client.posts_twice"):
            self._world.spawn("client", lambda: self._post(promise), f"{promise.key} again")
        job = self._post(promise)
        if self._faults.hit("client.other_body"):
            self._other_body(promise)
        if job is None:
            return
        for kind, within_s, act in self._mischief(promise, job.id):
            if self._faults.hit(kind):
                self._meanwhile(within_s, act)
        self._follow(promise, job.id)

    def _mischief(self, promise: Promise, job_id: str) -> list[tuple[str, float, Callable[[], object]]]:
        """Return what may happen to a job that is under way: its name, within how many seconds, what."""
        return [
            ("client.posts_again", 600, lambda: self._post(promise)),
            ("client.cancels", 90, lambda: self._cancel(promise, job_id)),
            ("client.deletes_early", 200, lambda: self._delete(promise, job_id)),
            ("client.snoops", 600, lambda: self._snoop(job_id)),
            ("client.audits", 600, lambda: self._audit(promise.account_id)),
            ("operator.redrives", 400, lambda: self._redrive(job_id)),
            ("operator.grants", 60, lambda: self._grant(promise.account_id)),
        ]

    def _send_image(self, promise: Promise) -> bool:
        """Upload an image as a browser does: ask for a link, put the bytes, name the upload in the order."""
        uploads = self._house.uploads
        begun = self._ask(
            lambda: uploads.begin(promise.account_id, content_type="image/png", size_bytes=9)[0]
        )
        if not isinstance(begun, Upload):
            return False
        self._house.objects.drop(begun.raw, b"an image")
        promise.upload_id = begun.id
        return True

    def _meanwhile(self, within_s: float, act: Callable[[], object]) -> None:
        wait_s = self._world.random.random() ** 2 * within_s
        self._world.after(wait_s, lambda: self._world.spawn("client", act))

    def _post(self, promise: Promise) -> Job | None:
        """Send one order until there is an answer; always with the same key."""
        for n in range(TRIES_MAX):
            answer = self._ask(lambda: self._house.jobs.create(self._wanted(promise)))
            if isinstance(answer, Job):
                promise.ids.add(answer.id)
                promise.refused = False
                return answer
            if answer is not None and not isinstance(answer, Unavailable):
                promise.refused = not isinstance(answer, Gone)
                return None
            self._world.sleep(2.0**n)
        return None

    def _wanted(self, promise: Promise) -> JobOrder:
        resolution, duration_s = PROMPTS[promise.model]
        image = {"upload_id": promise.upload_id} if promise.upload_id else None
        wanted = {
            "model": promise.model,
            "prompt": promise.prompt,
            "duration_s": duration_s,
            "resolution": resolution,
            "aspect_ratio": "16:9",
            "image": image,
        }
        if promise.route == "jobs":
            return self._house.orders.order(
                promise.account_id, job_type="generate", input=wanted, key=promise.key
            )
        job = self._house.reader.get(promise.account_id, promise.route)
        return self._house.orders.again(promise.account_id, job, key=promise.key)

    def _other_body(self, promise: Promise) -> None:
        """Send the key once more with another wish: refused, if the key made a job."""
        if promise.route != "jobs" or not promise.ids:
            return
        other = Promise(promise.account_id, promise.key, model=promise.model, prompt="something else")
        answer = self._ask(lambda: self._house.jobs.create(self._wanted(other)))
        if isinstance(answer, Job) or not isinstance(answer, IdempotencyKeyReused | Unavailable | None):
            self.surprises.append(("I7", f"another body under the same key got {answer!r}"))

    def _follow(self, promise: Promise, job_id: str) -> None:
        """Wait for the end, then do with the job what people do."""
        job = self._wait(promise, job_id)
        if job is None:
            return
        if job.state is JobState.COMPLETED:
            self._show(promise, job)
        elif promise.route == "jobs" and self._faults.hit("client.retries"):
            self.live(Promise(promise.account_id, f"{promise.key}-retry", route=job_id, model=promise.model))
        if self._faults.hit("client.deletes"):
            if job.sweep_after is not None and self._faults.hit("client.deletes_at_tidy"):
                self._world.sleep(max(0.0, (job.sweep_after - self._world.now()).total_seconds()))
                self._meanwhile(60, lambda: self._delete(promise, job_id))
            self._meanwhile(400, lambda: self._delete(promise, job_id))
            if self._faults.hit("client.deletes_twice"):
                self._meanwhile(400, lambda: self._delete(promise, job_id))

    def _wait(self, promise: Promise, job_id: str) -> Job | None:
        """Read a job now and then until it has ended."""
        gap_s = self._world.random.uniform(10, 40)
        for _ in range(FOLLOWED_MAX):
            self._world.sleep(gap_s)
            gap_s = min(gap_s * 1.5, 300)
            job = self._read(promise, job_id)
            if job is None or job.settled:
                return job
        return None

    def _show(self, promise: Promise, job: Job) -> None:
        drafts, caller = self._house.drafts, promise.account_id
        if self._faults.hit("client.publishes"):
            self._ask(lambda: drafts.publish(caller, job.id))
            if self._faults.hit("client.unpublishes"):
                self._meanwhile(200, lambda: self._ask(lambda: drafts.unpublish(caller, job.id)))
            self._meanwhile(200, lambda: self._ask(lambda: drafts.publish(caller, job.id)))

    def _read(self, promise: Promise, job_id: str) -> Job | None:
        """Read a job; what one sees never goes back."""
        for _ in range(TRIES_MAX):
            job = self._ask(lambda: self._house.reader.get(promise.account_id, job_id))
            if isinstance(job, Job):
                if job.revision < promise.revision:
                    self.surprises.append(("I8", f"{job_id} was seen to go back"))
                promise.revision = job.revision
                return job
            if isinstance(job, NotFound) and not promise.delete_asked:
                self.surprises.append(("I7", f"{job_id} cannot be found any more"))
            if isinstance(job, NotFound):
                return None
            self._world.sleep(5)
        return None

    def _cancel(self, promise: Promise, job_id: str) -> None:
        if self._faults.hit("client.cancels_twice"):
            self._world.spawn("client", lambda: self._cancel_once(promise, job_id))
        self._cancel_once(promise, job_id)

    def _cancel_once(self, promise: Promise, job_id: str) -> None:
        answer = self._ask(lambda: self._house.jobs.cancel(promise.account_id, job_id))
        promise.canceled |= isinstance(answer, Job)

    def _delete(self, promise: Promise, job_id: str) -> None:
        alone = promise.delete_asked == 0
        promise.delete_asked += 1
        answer = self._ask(lambda: self._house.jobs.delete(promise.account_id, job_id) or True)
        if isinstance(answer, NotFound) and alone and promise.delete_asked == 1:
            self.surprises.append(("F2", f"{job_id} was deleted, and the answer was: not found"))
        promise.deleted |= answer is True

    def _snoop(self, job_id: str) -> None:
        """Try somebody else's job: it does not exist."""
        jobs, drafts = self._house.jobs, self._house.drafts
        for act in (self._house.reader.get, jobs.cancel, jobs.delete, drafts.publish):
            answer = self._ask(lambda act=act: act("mallory", job_id) or True)
            if not isinstance(answer, NotFound | Unavailable | None):
                self.surprises.append(("owner", f"a stranger's {act.__name__} of {job_id}: {answer!r}"))

    def _audit(self, account_id: str) -> None:
        """Have the books proved in the middle of the storm."""
        answer = self._ask(lambda: self._house.credits.audit(account_id))
        if isinstance(answer, Audit) and not answer.balanced:
            self.surprises.append(("I1", f"an audit under way said: {answer}"))

    def _redrive(self, job_id: str) -> None:
        self._ask(lambda: self._house.jobs.redrive(job_id, reason="stuck", actor="ops"), "operator")

    def _grant(self, account_id: str) -> None:
        """Give credits once, however often one has to ask."""
        for _ in range(TRIES_MAX):
            answer = self._ask(
                lambda: self._house.credits.grant(
                    account_id, amount=25, key="gift", reason="sorry", actor="ops"
                ),
                "operator",
            )
            if answer is not None and not isinstance(answer, RequestError):
                self.granted[account_id] = 25
                return
            self._world.sleep(5)
