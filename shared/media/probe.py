"""Measure a result by decoding it. Nothing a provider says of a file counts, only this.

libav runs in a process of its own (`measuring`), with limits on memory and time: a hostile file that crashes
it or makes it balloon costs one answer, not the worker with its lease. That is about 0.1 s of CPU per video,
most of it the import of PyAV; a pool of warm processes would save that and keep hostile state.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.media.boxes import check_boxes
from shared.media.confined import Limits, RanTooLong, run_module
from shared.media.elements import check_elements
from shared.media.errors import ResultTruncated, ResultUnusable
from shared.media.formats import DECODERS, DEMUXERS, HEAD_BYTES, container_of
from shared.model.footage import Footage
from shared.model.video import Probe

SIZE_MAX_BYTES = 500_000_000
_LIMITS = Limits(timeout_s=30, memory_max_bytes=2**29, file_max_bytes=2**20, files_max=32, cpus=1)


@dataclass(frozen=True)
class Survey:
    """A film as an encoder sees it, and when its key frames are shown, at most one a second."""

    footage: Footage
    key_frames_s: tuple[float, ...]


def probe(path: Path, *, size_max_bytes: int = SIZE_MAX_BYTES) -> Probe:
    """Return what the file is, after at least one of its frames was decoded.

    Raises:
        ResultTruncated: it is empty or ends too early.
        ResultUnusable: it is not a video, breaks a limit, or cannot be decoded.
    """
    size_bytes = path.stat().st_size
    container = _container(path, size_bytes, size_max_bytes)
    facts = _measure(path, container)["probe"]
    return Probe.model_validate({**facts, "container": container, "size_bytes": size_bytes})


def survey(path: Path, *, container: str) -> Survey:
    """Return what encoding a film anew needs to know; it was probed before.

    Raises:
        ResultUnusable: it cannot be read any more.
    """
    facts = _measure(path, container)["footage"]
    keys = tuple(facts.pop("key_frames_s"))
    return Survey(Footage.model_validate({**facts, "container": container}), keys)


def _container(path: Path, size_bytes: int, size_max_bytes: int) -> str:
    if size_bytes == 0:
        raise ResultTruncated("The video arrived empty.")
    if size_bytes > size_max_bytes:
        raise ResultUnusable(f"The video is larger than {size_max_bytes // 1_000_000} MB.")
    with path.open("rb") as file:
        container = container_of(file.read(HEAD_BYTES))
    if container is None:
        raise ResultUnusable("The result is not a video.")
    check_whole = check_elements if container == "webm" else check_boxes
    check_whole(path)
    return container


def _measure(path: Path, container: str) -> dict[str, Any]:
    """Ask the measuring process; when it dies, the file is to blame."""
    try:
        ended = run_module("shared.media.measuring", [str(path), DEMUXERS[container], DECODERS], _LIMITS)
    except RanTooLong as error:
        raise ResultUnusable("The result is not a video we can use: reading it takes too long.") from error
    if ended.code != 0:
        raise ResultUnusable("The result is not a video we can use: reading it fails.")
    facts: dict[str, Any] = json.loads(ended.output)
    if "refused" in facts:
        raise ResultUnusable(f"The result is not a video we can use: {facts['refused']}.")
    return facts
