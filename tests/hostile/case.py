"""One file of the hostile corpus, and what must become of it."""

from dataclasses import dataclass
from pathlib import Path

from shared.model.order import JobOrder
from tests.factories import an_order

OK = "ok"
TRUNCATED = "result_truncated"
UNUSABLE = "result_unusable"
MISMATCH = "result_mismatch"
PREPARED_NOT = "transcode_failed"


@dataclass(frozen=True)
class Canary:
    """What no file of the corpus may touch: a server that listens, and a file beside the corpus."""

    url: str
    file: Path


@dataclass(frozen=True)
class Case:
    """A file. `ends` is how its collection must end: `ok`, or the code of an error.

    `sound`: the order asks for it.
    """

    name: str
    content: bytes
    ends: str = UNUSABLE


def the_order() -> JobOrder:
    """Return the order that every file is held against: one second of 480p, wide."""
    wanted = {
        "model": "wan-2.5",
        "prompt": "a lighthouse",
        "duration_s": 1,
        "resolution": "480p",
        "aspect_ratio": "16:9",
        "image": None,
    }
    return an_order(input=wanted)
