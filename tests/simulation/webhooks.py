"""A provider's calls to us: too early, late, twice, forged, or with somebody else's address."""

from collections.abc import Callable, Mapping

from shared.errors import NotAuthenticated
from tests.simulation.faults import Faults
from tests.simulation.made import Made
from tests.simulation.world import World

Receive = Callable[[Mapping[str, str], bytes, str], None]


class Webhooks:
    """Sends what a prediction has to say, if it was ordered with an address to say it to."""

    def __init__(self, world: World, faults: Faults, receive: Receive) -> None:
        self._world = world
        self._faults = faults
        self._receive = receive
        self._known: list[str] = []
        self.forged_taken = 0

    def send(self, made: Made, when: str) -> None:
        if made.id.endswith("v") or self._faults.hit("webhook.lost"):
            return
        random = self._world.random
        self._known.append(made.job_id)
        job_id = made.job_id
        if self._faults.hit("webhook.of_another_job"):
            job_id = random.choice(self._known)
        copies = 1 + (random.randint(1, 4) if self._faults.hit("webhook.duplicate") else 0)
        for _ in range(copies):
            wait_s = random.random() ** 3 * (20 if when == "early" else 60)
            self._world.after(wait_s, lambda: self._arrive("good", made.id, job_id))
        if self._faults.hit("webhook.forged"):
            self._world.after(random.uniform(0, 30), lambda: self._arrive("forged", made.id, job_id))

    def _arrive(self, signature: str, prediction_id: str, job_id: str) -> None:
        def receive() -> None:
            try:
                self._receive({"signature": signature}, prediction_id.encode(), job_id)
            except NotAuthenticated:
                return
            self.forged_taken += signature == "forged"

        self._world.spawn("webhook", receive, f"{signature} {job_id[:5]}")
