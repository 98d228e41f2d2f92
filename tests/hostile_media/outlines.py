"""MP4 files that are wrong as a whole: outermost boxes of another size, cut, or full of noise."""

import random
import struct
from collections.abc import Iterator

from tests.fakes.films import FTYP
from tests.hostile_media.atoms import Movie, changed
from tests.hostile_media.case import OK, PREPARED_NOT, TRUNCATED, UNUSABLE, Case


def outlines(film: bytes) -> Iterator[Case]:
    """Yield `film`, a good one whose index comes last, with something wrong about it as a whole."""
    yield from _outer_sizes(film)
    yield from _cut(film)
    yield from _scrambled(film)


def _outer_sizes(film: bytes) -> Iterator[Case]:
    """Yield outermost boxes that claim a size they do not have."""
    claims = {"0": OK, "7": UNUSABLE, "2^31": TRUNCATED, str(2**32): TRUNCATED, str(2**63): TRUNCATED}
    sizes = {"0": 0, "7": 7, "2^31": 2**31, str(2**32): 2**32, str(2**63): 2**63}
    for name, ends in claims.items():

        def last(movie: Movie, size: int = sizes[name]) -> None:
            movie.index.size = size

        yield Case(f"an index of {name} bytes", changed(film, last), ends)
        if name != "0":
            continue

        def first(movie: Movie) -> None:
            movie.media.size = 0

        yield Case("pictures to the end, and the index behind them", changed(film, first), TRUNCATED)
    long_form = struct.pack(">I4sQ", 1, b"moov", 3)
    yield Case("a long size of 3", FTYP + long_form + film)
    yield Case("a long size that is cut", FTYP + struct.pack(">I4s", 1, b"moov"))
    yield Case("a first box of size 0", struct.pack(">I4s", 0, b"ftyp") + film[8:], TRUNCATED)


def _cut(film: bytes) -> Iterator[Case]:
    """Yield the film cut off inside each of its outermost boxes."""
    movie, start = Movie.of(film), 0
    for box in movie.boxes:
        length = len(box.spelt())
        for share in (0.01, 0.5, 0.99):
            at = start + max(9, int(length * share))
            if at < start + length:
                yield Case(f"cut in {box.kind.decode()} at {share}", film[:at], TRUNCATED)
        start += length
    yield Case("no index", b"".join(box.spelt() for box in movie.boxes if box.kind != b"moov"), TRUNCATED)
    yield Case("only an index", FTYP + movie.index.spelt())


def _scrambled(film: bytes) -> Iterator[Case]:
    """Yield films whose pictures are noise."""
    noise = random.Random(2).randbytes

    def all_of_it(movie: Movie) -> None:
        movie.media.content = noise(len(movie.media.content))

    def ones(movie: Movie) -> None:
        movie.media.content = b"\xff" * len(movie.media.content)

    def behind_the_first(movie: Movie) -> None:
        whole = movie.media.content
        movie.media.content = whole[: len(whole) // 5] + noise(len(whole) - len(whole) // 5)

    yield Case("pictures of noise", changed(film, all_of_it))
    yield Case("pictures of ones", changed(film, ones))
    yield Case("noise behind the first picture", changed(film, behind_the_first), PREPARED_NOT)
