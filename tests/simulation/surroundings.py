"""What a fake sees of the world: time, yield points, and whether this call goes wrong."""

from collections.abc import Callable

from tests.simulation.faults import Faults
from tests.simulation.world import World

HORIZON_S = 1500.0
LATE_MAX_S = 30.0


class Surroundings:
    """The world as one service stands in it: `service` may be down for a while as a whole."""

    def __init__(self, world: World, faults: Faults, service: str) -> None:
        self._world = world
        self._faults = faults
        self._service = service
        self._down = faults.outages(f"{service}.outage", world.random, HORIZON_S)
        self.at = world.at
        self.now = world.now
        if not self._down:
            self.lost = faults.hit  # type: ignore[method-assign]  # the same, in one call instead of two

    @property
    def time(self) -> float:
        return self._world.time

    def sleep(self, seconds: float) -> None:
        if self._world.current is not None:
            self._world.sleep(seconds)

    def lost(self, kind: str) -> bool:
        """Tell whether this call, or its answer, is lost."""
        if self._world.current is None:
            return False
        return (bool(self._down) and self.down) or self._faults.hit(kind)

    def later(self, event: Callable[[], object]) -> None:
        """Let something that the running process asked for happen after it has stopped waiting for it."""
        process = self._world.current

        def happen() -> None:
            self._world.current = process
            event()
            self._world.current = None

        self._world.after(self._world.random.uniform(0.1, LATE_MAX_S), happen)

    @property
    def down(self) -> bool:
        """Whether the whole service is down."""
        if not self._down or self._faults.healed:
            return False
        return any(begins <= self._world.time < ends for begins, ends in self._down)
