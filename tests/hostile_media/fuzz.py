"""Put mutations of good files through the product, some at a time, and tell what broke."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile_media.case import MISMATCH, OK, PREPARED_NOT, TRUNCATED, UNUSABLE
from tests.hostile_media.collection import Ground, strace_works
from tests.hostile_media.mutations import is_image, mutation
from tests.hostile_media.reencoding import REFUSED

AT_ONCE = 120
FILM_ENDS = frozenset({OK, MISMATCH, PREPARED_NOT, TRUNCATED, UNUSABLE, "transcode_timeout"})
IMAGE_ENDS = frozenset({OK, REFUSED})
RESIDENT_MAX_BYTES = 450 * 2**20
CPU_MAX_S = 160
TIMEOUT_S = 1800


@dataclass
class Fuzzed:
    """The figures of a run. `broken` tells each violation with the command that replays it."""

    ends: Counter[str] = field(default_factory=Counter)
    peak_bytes: int = 0
    cpu_max_s: float = 0
    cpu_s: float = 0
    watched: bool = False
    broken: list[str] = field(default_factory=list)


def fuzz(mutations: int, *, seed: int, first: int, folder: Path) -> Iterator[Fuzzed]:
    """Try mutations `first` and following; yield the figures so far, again and again, the same object."""
    told = Fuzzed(watched=strace_works())
    for start in range(first, first + mutations, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + mutations))
        for images in (False, True):
            chosen = [number for number in numbers if is_image(number) == images]
            if chosen:
                _try(chosen, told, seed=seed, images=images, folder=folder)
        yield told


def _try(numbers: Sequence[int], told: Fuzzed, *, seed: int, images: bool, folder: Path) -> None:
    ground = Ground(folder)
    try:
        collection = ground.collect(
            [mutation(seed, number) for number in numbers],
            watched=told.watched,
            timeout_s=TIMEOUT_S,
            module="tests.hostile_media.reencoding" if images else "tests.hostile_media.harness",
        )
    finally:
        ground.close()
    for ended in collection.ended:
        kind = "image" if images else "film"
        told.ends[f"{kind}: {ended.ends}"] += 1
        told.peak_bytes = max(told.peak_bytes, ended.peak_bytes)
        told.cpu_max_s, told.cpu_s = max(told.cpu_max_s, ended.cpu_s), told.cpu_s + ended.cpu_s
        if ended.ends not in (IMAGE_ENDS if images else FILM_ENDS):
            told.broken.append(_replay(ended.ends, seed, numbers[ended.number]))
        if ended.peak_bytes > RESIDENT_MAX_BYTES or ended.cpu_s > CPU_MAX_S:
            peak_mb = ended.peak_bytes // 2**20
            words = f"{peak_mb} MB at most until then, {ended.cpu_s} s"
            told.broken.append(_replay(words, seed, numbers[ended.number]))
    for over in collection.over_the_fence or []:
        told.broken.append(_replay(over, seed, numbers[int(over.partition(":")[0])]))
    told.broken += [f"the canary was called: {call!r}" for call in collection.calls]


def _replay(what: str, seed: int, number: int) -> str:
    return f"{what}\n    make fuzz-media MUTATIONS=1 SEED={seed} FIRST={number}"
