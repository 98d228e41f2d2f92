"""What people and their browsers do: order, ask again, cancel, publish, delete at once."""

from collections.abc import Callable
from types import NoneType

from shared.errors import (
    Gone,
    IdempotencyKeyReused,
    InvalidRequest,
    JobNotCancelable,
    JobNotPublishable,
    NotFound,
    SourceNotUsable,
    Unavailable,
)
from shared.model.job import Job, JobState
from shared.model.upload import Upload
from tests.simulation.caller import Caller
from tests.simulation.faults import Faults
from tests.simulation.heirs import Heirs
from tests.simulation.house import House
from tests.simulation.others import Others
from tests.simulation.promise import Promise
from tests.simulation.wishes import order_of
from tests.simulation.world import World

TRIES_MAX = 6
FOLLOWED_MAX = 30


class Clients:
    """Acts for everybody outside; keeps what they were promised."""

    def __init__(self, world: World, faults: Faults, house: House) -> None:
        self._world = world
        self._faults = faults
        self._house = house
        self._ask = Caller(world, faults)
        self.promises: list[Promise] = []
        self.surprises: list[tuple[str, str]] = []
        self.others = Others(world, house, self._ask, self.surprises)
        self._heirs = Heirs(world, faults, house, self.live, self._meanwhile)

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
            ("client.cancels_late", 2000, lambda: self._cancel(promise, job_id)),
            ("client.deletes_early", 200, lambda: self._delete(promise, job_id)),
            ("client.publishes_early", 60, lambda: self._publish_early(promise, job_id)),
            ("client.derives_early", 200, lambda: self._heirs.early(promise, job_id)),
            ("client.snoops", 600, lambda: self.others.snoop(job_id, promise.upload_id)),
            ("client.audits", 600, lambda: self.others.audit(promise.account_id)),
            ("operator.redrives", 400, lambda: self.others.redrive(job_id)),
            ("operator.grants", 60, lambda: self.others.grant(promise.account_id)),
        ]

    def _send_image(self, promise: Promise) -> bool:
        """Upload an image as a browser does: ask for a link, put the bytes, name the upload in the order."""
        uploads = self._house.uploads
        begun = self._ask(
            lambda: uploads.begin(promise.account_id, content_type="image/png", size_bytes=9)[0]
        )
        if not isinstance(begun, Upload):
            return False
        promise.upload_id = begun.id
        if self._faults.hit("client.forgets_bytes"):
            answer = self._ask(lambda: self._house.jobs.create(order_of(self._house, promise)))
            if not isinstance(answer, InvalidRequest | Unavailable | None):
                self.surprises.append(("upload", f"an order with an image that never came got {answer!r}"))
        self._house.objects.drop(begun.raw, b"an image")
        return True

    def _meanwhile(self, within_s: float, act: Callable[[], object]) -> None:
        wait_s = self._world.random.random() ** 2 * within_s
        self._world.after(wait_s, lambda: self._world.spawn("client", act))

    def _post(self, promise: Promise) -> Job | None:
        """Send one order until there is an answer; always with the same key."""
        for n in range(TRIES_MAX):
            answer = self._ask(lambda: self._house.jobs.create(order_of(self._house, promise)))
            if isinstance(answer, Job):
                promise.ids.add(answer.id)
                promise.refused = False
                return answer
            if answer is not None and not isinstance(answer, Unavailable):
                promise.refused = not isinstance(answer, Gone)
                return None
            self._world.sleep(2.0**n)
        return None

    def _other_body(self, promise: Promise) -> None:
        """Send the key once more with another wish: refused, if the key made a job."""
        if promise.route != "jobs" or not promise.ids:
            return
        other = promise.other()
        answer = self._ask(lambda: self._house.jobs.create(order_of(self._house, other)))
        fine: tuple[type, ...] = (IdempotencyKeyReused, Unavailable, NoneType)
        if promise.source_job_id:
            fine = (*fine, NotFound, SourceNotUsable)  # its source is gone, or going: nothing to compare
        if not isinstance(answer, fine):
            self.surprises.append(("I7", f"another body under the same key got {answer!r}"))

    def _follow(self, promise: Promise, job_id: str) -> None:
        """Wait for the end, then do with the job what people do."""
        job = self._wait(promise, job_id)
        if job is None:
            return
        if job.state is JobState.COMPLETED:
            self._show(promise, job)
            self._heirs.of(promise, job, lambda: self._delete(promise, job_id))
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

    def _publish_early(self, promise: Promise, job_id: str) -> None:
        """Publish a job that may still be under way: refused until there is a video."""
        answer = self._ask(lambda: self._house.drafts.publish(promise.account_id, job_id))
        if isinstance(answer, Job) and answer.video_id is None:
            self.surprises.append(("publish", f"{job_id} was published without a video"))
        if isinstance(answer, Exception) and not isinstance(
            answer, JobNotPublishable | NotFound | Unavailable
        ):
            self.surprises.append(("publish", f"{job_id} could not be published: {answer!r}"))

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
        if isinstance(answer, JobNotCancelable) and answer.attributes["state"] is JobState.CANCELED:
            self.surprises.append(("F119", f"{job_id} could not be canceled, for it was canceled already"))

    def _delete(self, promise: Promise, job_id: str) -> None:
        alone = promise.delete_asked == 0
        promise.delete_asked += 1
        answer = self._ask(lambda: self._house.jobs.delete(promise.account_id, job_id) or True)
        if isinstance(answer, NotFound) and alone and promise.delete_asked == 1:
            self.surprises.append(("F2", f"{job_id} was deleted, and the answer was: not found"))
        promise.deleted |= answer is True
