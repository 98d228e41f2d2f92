"""Spoil a finished film the way a prompt asks for."""

import random
from dataclasses import dataclass
from pathlib import Path

from infra.local.simulators.directives import Directives

HTML = b"<!DOCTYPE html><html><body><h1>Just a moment...</h1></body></html>"


@dataclass(frozen=True)
class Body:
    """What is sent or stored in place of a file."""

    content: bytes
    content_type: str


def damaged(path: Path, directives: Directives) -> Body | None:
    """Return what to send instead of `path`, or None if the file is to stay whole.

    `[truncated]` returns the first half: whoever sends it decides which length to claim.
    """
    if "html" in directives:
        return Body(HTML, "text/html; charset=utf-8")
    if "corrupt" in directives:
        return Body(_garbled(path.read_bytes()), "video/mp4")
    if "truncated" in directives:
        content = path.read_bytes()
        return Body(content[: len(content) // 2], "video/mp4")
    return None


def _garbled(content: bytes) -> bytes:
    """Keep the size and the leading `ftyp` box, so that only a real look inside notices."""
    box = min(int.from_bytes(content[:4]), 64)
    return content[:box] + random.Random(len(content)).randbytes(len(content) - box)
