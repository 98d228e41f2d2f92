"""What a simulator is started with."""

from dataclasses import dataclass
from pathlib import Path

SPEED = 15.0
"""With this a 5 s clip takes 4 s."""


@dataclass(frozen=True)
class Options:
    """The command line, read."""

    provider: str
    folder: Path
    port: int = 0
    ready_file: Path | None = None
    webhook_secret: str | None = None
    api_key: str | None = None
    storage_url: str | None = None
    bucket: str | None = None
    speed: float = SPEED
