"""The lines a program writes, shown as they come."""

import asyncio
import sys
from pathlib import Path

LOOK_EVERY_S = 0.2


async def follow(log: Path, *, prefix: str) -> None:
    """Copy what is added to `log` to standard error, every line behind `prefix`; never returns."""
    position = 0
    while True:
        position = _copy_whole_lines(log, position, prefix)
        await asyncio.sleep(LOOK_EVERY_S)


def _copy_whole_lines(log: Path, position: int, prefix: str) -> int:
    if not log.exists():
        return position
    with log.open("rb") as file:
        file.seek(position)
        for line in file:
            if not line.endswith(b"\n"):
                break
            sys.stderr.write(f"{prefix:<24} {line.decode(errors='replace')}")
            position += len(line)
    return position
