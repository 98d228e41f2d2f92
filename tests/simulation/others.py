"""What strangers, auditors and operators do meanwhile."""

from functools import partial
from typing import Any

from shared.errors import NotFound, RequestError, Unavailable
from shared.services.credits import Audit
from tests.simulation.caller import Caller
from tests.simulation.house import House
from tests.simulation.world import World

TRIES_MAX = 6
GIFT = 25


class Others:
    """Acts for everybody but the owner of a job; notes what should not have been."""

    def __init__(self, world: World, house: House, ask: Caller, surprises: list[tuple[str, str]]) -> None:
        self._world = world
        self._house = house
        self._ask = ask
        self._surprises = surprises
        self.granted: dict[str, int] = {}

    def snoop(self, job_id: str, upload_id: str | None) -> None:
        """Try somebody else's job and image: they do not exist."""
        jobs, drafts = self._house.jobs, self._house.drafts
        for act in (self._house.reader.get, jobs.cancel, jobs.delete, drafts.publish, drafts.unpublish):
            self._expect_nothing(self._ask(lambda act=act: act("mallory", job_id) or True), act.__name__)
        wish = {"source_job_id": job_id, "target_resolution": "4k"}
        order = partial(self._house.orders.order, "mallory", job_type="upscale", input=wish, key="m")
        self._expect_nothing(self._ask(order), "upscale")
        if upload_id is not None:
            answer = self._ask(lambda: self._house.uploads.look("mallory", upload_id))
            self._expect_nothing(answer, "look")

    def _expect_nothing(self, answer: Any, what: str) -> None:
        if not isinstance(answer, NotFound | Unavailable | None):
            self._surprises.append(("owner", f"a stranger's {what} got {answer!r}"))

    def audit(self, account_id: str) -> None:
        """Have the books proved in the middle of the storm."""
        answer = self._ask(lambda: self._house.credits.audit(account_id))
        if isinstance(answer, Audit) and not answer.balanced:
            self._surprises.append(("I1", f"an audit under way said: {answer}"))

    def redrive(self, job_id: str) -> None:
        """Send a job again, as an operator who thinks that it is stuck."""
        self._ask(lambda: self._house.jobs.redrive(job_id, reason="stuck", actor="ops"), "operator")

    def grant(self, account_id: str) -> None:
        """Give credits once, however often one has to ask."""
        for _ in range(TRIES_MAX):
            answer = self._ask(
                lambda: self._house.credits.grant(
                    account_id, amount=GIFT, key="gift", reason="sorry", actor="ops"
                ),
                "operator",
            )
            if answer is not None and not isinstance(answer, RequestError):
                self.granted[account_id] = GIFT
                return
            self._world.sleep(5)
