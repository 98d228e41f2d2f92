"""MP4 files whose boxes lie: about their sizes, their counts, their places, their times."""

import random
import struct
import zlib
from collections.abc import Callable, Iterator

from tests.fakes.films import FTYP, a_box
from tests.hostile.atoms import Box, Movie, changed, replace_all, set_all
from tests.hostile.case import MISMATCH, OK, PREPARED_NOT, TRUNCATED, UNUSABLE, Canary, Case
from tests.hostile.h264 import sps_of

TABLES = "trak/mdia/minf/stbl"
ENTRY_FORMAT, ENTRY_WIDTH = 12, 40
"""Where a sample entry of `stsd` names its coding, and its width and height."""

MANY = 200_000
Change = Callable[[Movie], object]


def lies(film: bytes, canary: Canary) -> Iterator[Case]:
    """Yield every lie about `film`, a good one whose index comes last."""
    yield from _outer_sizes(film)
    yield from _cut(film)
    for name, (change, ends) in (_shapes() | _times() | _counts() | _places(canary)).items():
        yield Case(name, changed(film, change), ends)
    yield from _bombs()
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


def _shapes() -> dict[str, tuple[Change, str]]:
    def sides(width: int, height: int) -> bytes:
        return struct.pack(">HH", width, height)

    entry = f"{TABLES}/stsd"
    return {
        # What a decoder finds counts, not what the index says.
        "65535 wide in tkhd": (set_all("trak/tkhd", 76, b"\xff\xff\0\0" * 2), OK),
        "65535 wide in stsd": (set_all(entry, ENTRY_WIDTH, sides(65535, 65535)), OK),
        "no width in stsd": (set_all(entry, ENTRY_WIDTH, sides(0, 0)), OK),
        "65536 wide in the coding": (_recoded(4096, 4096), UNUSABLE),
        "50,000 wide in the coding": (_recoded(3125, 3125), UNUSABLE),
        "16384 wide in the coding": (_recoded(1024, 1024), UNUSABLE),
        "8192 wide in the coding": (_recoded(512, 270), UNUSABLE),
        "a coding nobody knows": (set_all(entry, ENTRY_FORMAT, b"zzzz"), UNUSABLE),
        "encrypted pictures": (set_all(entry, ENTRY_FORMAT, b"encv"), UNUSABLE),
        "h264 that says it is prores": (set_all(entry, ENTRY_FORMAT, b"apch"), UNUSABLE),
        "h264 that says it is hevc": (set_all(entry, ENTRY_FORMAT, b"hvc1"), UNUSABLE),
        "h264 that says it is jpeg": (set_all(entry, ENTRY_FORMAT, b"jpeg"), UNUSABLE),
        "h264 that says it is raw": (set_all(entry, ENTRY_FORMAT, b"raw "), UNUSABLE),
        "no coding at all": (replace_all(entry, bytes(8)), UNUSABLE),
        "a million codings": (replace_all(entry, struct.pack(">II", 0, 1_000_000)), UNUSABLE),
        "pictures that say they are sound": (set_all("trak/mdia/hdlr", 8, b"soun"), UNUSABLE),
        "pictures that say they are subtitles": (set_all("trak/mdia/hdlr", 8, b"sbtl"), OK),
        "pictures that say they are data": (set_all("trak/mdia/hdlr", 8, b"meta"), OK),
    }


def _times() -> dict[str, tuple[Change, str]]:
    def each_lasts(units: int, scale: int) -> Change:
        def change(movie: Movie) -> None:
            replace_all(f"{TABLES}/stts", struct.pack(">IIII", 0, 1, 10, units))(movie)
            set_all("trak/mdia/mdhd", 12, struct.pack(">I", scale))(movie)
            movie.index.all("trak")[0].boxes = [
                b for b in movie.index.all("trak")[0].boxes if b.kind != b"edts"
            ]

        return change

    return {
        "ten hours": (each_lasts(3600, 1), UNUSABLE),
        "2^31 a frame": (each_lasts(2**31 - 1, 1), UNUSABLE),
        "2^32 a frame": (each_lasts(2**32 - 1, 1), MISMATCH),
        "no time at all": (each_lasts(0, 10), MISMATCH),
        "a clock of 0": (each_lasts(1, 0), MISMATCH),
        "a clock of 2^32": (each_lasts(1, 2**32 - 1), MISMATCH),
        "10,000 frames a second": (each_lasts(1, 10_000), UNUSABLE),
        "a film that says it lasts 2^32": (set_all("mvhd", 16, b"\xff" * 4), OK),
        "a track that says it lasts 2^32": (set_all("trak/mdia/mdhd", 16, b"\xff" * 4), OK),
        "a film that says it lasts nothing": (set_all("mvhd", 16, bytes(4)), OK),
        "edits that loop": (_edits(MANY, media_time=0), UNUSABLE),
        "edits that go back": (_edits(1000, media_time=2**31 - 1), UNUSABLE),
        "one edit of 2^32": (_edits(1, media_time=0, lasts=2**32 - 1), OK),
        "an edit of nothing": (_edits(1, media_time=0, lasts=0), UNUSABLE),
        "an edit before the beginning": (_edits(1, media_time=-2), OK),
    }


def _counts() -> dict[str, tuple[Change, str]]:
    def table(name: str, content: bytes) -> Change:
        return replace_all(f"{TABLES}/{name}", content)

    return {
        "2^32 samples without sizes": (table("stsz", struct.pack(">III", 0, 0, 2**32 - 1)), UNUSABLE),
        "2^32 samples of one byte": (table("stsz", struct.pack(">III", 0, 1, 2**32 - 1)), UNUSABLE),
        "16 million samples of one byte": (_samples(2**24), UNUSABLE),
        "2 million samples of one byte": (_samples(2_000_000), UNUSABLE),
        "samples of 2^31 bytes": (table("stsz", struct.pack(">III", 0, 2**31 - 1, 10)), UNUSABLE),
        "no samples": (table("stsz", bytes(12)), UNUSABLE),
        "2^32 chunks": (table("stco", struct.pack(">II", 0, 2**32 - 1)), UNUSABLE),
        "no chunks": (table("stco", bytes(8)), UNUSABLE),
        "2^32 in a chunk": (table("stsc", struct.pack(">IIIII", 0, 1, 1, 2**32 - 1, 1)), MISMATCH),
        "chunks that run backwards": (
            table("stsc", struct.pack(">II6I", 0, 2, 9, 10, 1, 1, 10, 1)),
            UNUSABLE,
        ),
        "2^32 times": (table("stts", struct.pack(">IIII", 0, 2**32 - 1, 1, 1)), UNUSABLE),
        "one time for 2^32": (table("stts", struct.pack(">IIII", 0, 1, 2**32 - 1, 1024)), OK),
        "key frames that are not there": (table("stss", struct.pack(">III", 0, 1, 2**32 - 1)), OK),
        "shifts of 2^31": (_shifted(-(2**31)), UNUSABLE),
        "1,000 streams": (_tracks(1000), UNUSABLE),
        "9 streams": (_tracks(9), UNUSABLE),
    }


def _places(canary: Canary) -> dict[str, tuple[Change, str]]:
    def elsewhere(offset: int) -> Change:
        return replace_all(f"{TABLES}/stco", struct.pack(">III", 0, 1, offset))

    def outside(kind: bytes, place: bytes) -> Change:
        """Return the change that names another file as the one that holds the pictures."""
        entry = a_box(kind, bytes(4) + place)
        return replace_all("trak/mdia/minf/dinf/dref", struct.pack(">II", 0, 1) + entry)

    file = str(canary.file).encode()
    return {
        "pictures past the end": (elsewhere(2**31), UNUSABLE),
        "pictures in the index": (elsewhere(8), UNUSABLE),
        # The name of another file is not even read, and the pictures are in this one.
        "pictures in a file": (outside(b"url ", b"file://" + file + b"\0"), OK),
        "pictures on a server": (outside(b"url ", canary.url.encode() + b"/dref.mov\0"), OK),
        "pictures in a file by alias": (outside(b"alis", _alias(canary, levels=0)), UNUSABLE),
        "pictures in a neighbour by alias": (outside(b"alis", _alias(canary, levels=1)), UNUSABLE),
        "pictures in a resource": (outside(b"rsrc", _alias(canary, levels=0)), OK),
    }


def _bombs() -> Iterator[Case]:
    """Yield small files that want to become large ones."""
    many = random.Random(1).randbytes(64)
    yield Case("100,000 tiny boxes", FTYP + a_box(b"free") * 100_000)
    yield Case("a million tiny boxes in the index", FTYP + a_box(b"moov", a_box(b"free") * 1_000_000))
    yield Case("a million tracks of nothing", FTYP + a_box(b"moov", a_box(b"trak") * 300_000))
    yield Case("boxes in boxes, 10,000 deep", FTYP + _nested(10_000))
    yield Case("a compressed index that grows", FTYP + a_box(b"moov", _compressed(bytes(100_000_000), None)))
    yield Case("a compressed index of 2^32", FTYP + a_box(b"moov", _compressed(many, 2**32 - 1)))
    yield Case("a compressed index in itself", FTYP + a_box(b"moov", _within_itself(20)))
    yield Case("a million fragments", FTYP + a_box(b"moov", a_box(b"mvex")) + a_box(b"moof") * 9000)


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


def _recoded(across: int, down: int) -> Change:
    """Return the change that claims another size, in blocks of 16 pixels, where the decoder looks for it."""

    def change(movie: Movie) -> None:
        sps = sps_of(across, down)
        pps = b"\x68\xee\x3c\x80"
        avcc = bytes((1, *sps[1:4], 0xFF, 0xE1)) + struct.pack(">H", len(sps)) + sps
        avcc += b"\x01" + struct.pack(">H", len(pps)) + pps
        entry = struct.pack(">6xH16xHH", 1, min(across * 16, 65535), min(down * 16, 65535))
        entry += struct.pack(">IIIH32xHh", 0x480000, 0x480000, 0, 1, 24, -1) + a_box(b"avcC", avcc)
        replace_all(f"{TABLES}/stsd", struct.pack(">II", 0, 1) + a_box(b"avc1", entry))(movie)

    return change


def _edits(count: int, *, media_time: int, lasts: int = 1000) -> Change:
    entry = struct.pack(">IiI", lasts, media_time, 0x10000)
    return replace_all("trak/edts/elst", struct.pack(">II", 0, count) + entry * count)


def _samples(count: int) -> Change:
    def change(movie: Movie) -> None:
        replace_all(f"{TABLES}/stsz", struct.pack(">III", 0, 1, count))(movie)
        replace_all(f"{TABLES}/stsc", struct.pack(">IIIII", 0, 1, 1, count, 1))(movie)
        replace_all(f"{TABLES}/stts", struct.pack(">IIII", 0, 1, count, 1))(movie)

    return change


def _shifted(shift: int) -> Change:
    def change(movie: Movie) -> None:
        tables = movie.index.all(TABLES)[0]
        tables.boxes.append(Box(b"ctts", struct.pack(">IIIi", 0x01000000, 1, 10, shift)))

    return change


def _tracks(count: int) -> Change:
    def change(movie: Movie) -> None:
        movie.index.boxes += movie.index.all("trak") * (count - 1)

    return change


def _alias(canary: Canary, *, levels: int) -> bytes:
    """Return a Macintosh alias record that names the canary's file; with `levels`, from where the film is.

    Source: Inside Macintosh: Files, "Alias Manager"; libavformat's `mov_read_dref`.
    """
    name, path = canary.file.name.encode()[:27], str(canary.file).encode()
    path += bytes(len(path) % 2)
    record = bytes(6) + struct.pack(">HH", 150 + len(path), 2)
    record += bytes((4,)) + b"disk".ljust(27, b"\0") + bytes(12)
    record += bytes((len(name),)) + name.ljust(63, b"\0") + bytes(16)
    record += struct.pack(">HH", levels, levels) + bytes(16)
    return record + struct.pack(">hH", 2, len(path)) + path + struct.pack(">hH", -1, 0)


def _nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = struct.pack(">I4s", 8 + len(content), b"trak") + content
    return a_box(b"moov", content)


def _compressed(content: bytes, claimed: int | None) -> bytes:
    size = len(content) if claimed is None else claimed
    inner = struct.pack(">I", size) + zlib.compress(content, 9)
    return a_box(b"cmov", a_box(b"dcom", b"zlib") + a_box(b"cmvd", inner))


def _within_itself(depth: int) -> bytes:
    content = a_box(b"mvhd", bytes(100))
    for _ in range(depth):
        content = _compressed(a_box(b"moov", content), None)
    return content
