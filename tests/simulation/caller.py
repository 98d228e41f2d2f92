"""One request to our API, served by a process that may die under it, over a wire that may lose the answer."""

from collections.abc import Callable
from typing import Any

from tests.simulation.faults import Faults
from tests.simulation.world import World


class Caller:
    """Calls: the result, or the error, or None if there was no answer."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def __call__(self, function: Callable[[], Any], kind: str = "api") -> Any:
        def serve() -> Any:
            result = function()
            self._world.at("pre-reply")
            return result

        process = self._world.join(self._world.spawn(kind, serve))
        if process.crashed or self._faults.hit("client.reply_lost"):
            return None
        return process.result if process.error is None else process.error
