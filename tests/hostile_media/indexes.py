"""MP4 files whose indexes lie: about their pictures' size and coding, their times, their counts."""

import struct
from collections.abc import Iterator

from tests.fakes.films import a_box
from tests.hostile_media.atoms import TABLES, Box, Change, Movie, changed, replace_all, set_all
from tests.hostile_media.case import MISMATCH, OK, UNUSABLE, Case
from tests.hostile_media.h264 import sps_of

ENTRY_FORMAT, ENTRY_WIDTH = 12, 40
"""Where a sample entry of `stsd` names its coding, and its width and height."""

MANY = 200_000


def lies(film: bytes) -> Iterator[Case]:
    """Yield every lie about `film`, a good one whose index comes last."""
    for name, (change, ends) in (_shapes() | _times() | _counts()).items():
        yield Case(name, changed(film, change), ends)


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
