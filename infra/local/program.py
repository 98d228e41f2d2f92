"""One program of the local cloud: how to start it and how to know that it answers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

PROBE_TIMEOUT_S = 2


class ProgramFailed(Exception):
    """A program did not start, or one the cloud cannot do without has ended."""

    def __init__(self, name: str, what: str, last_lines: str) -> None:
        super().__init__(f"{name} {what}\n{last_lines}".rstrip())
        self.name = name


@dataclass(frozen=True)
class Program:
    """Something to start and to keep running.

    `after_start` runs whenever the program has (again) begun to answer. A program that does not
    restart holds what cannot be had back: when it ends, the local cloud ends.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    health_url: str
    after_start: Callable[[], Awaitable[None]] | None = None
    restarts: bool = True
    start_timeout_s: float = 90
    grace_s: float = 5

    async def answers(self, session: aiohttp.ClientSession) -> bool:
        """Say whether the program answers now; a 4xx is an answer."""
        timeout = aiohttp.ClientTimeout(total=PROBE_TIMEOUT_S)
        try:
            async with session.get(self.health_url, timeout=timeout) as response:
                return response.status < 500
        except (aiohttp.ClientError, TimeoutError):
            return False


def last_lines(log: Path, *, count: int = 20, bytes_max: int = 16_384) -> str:
    """Return how a log ends, indented."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - bytes_max))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:])
