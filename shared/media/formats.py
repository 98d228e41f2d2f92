"""Which files we open, told by their first bytes; a name or a declared type is only a claim."""

HEAD_BYTES = 64
"""How much of a file `container_of` needs."""

DECODERS = "h264,hevc,vp8,vp9,av1,libdav1d,mpeg4,aac,mp3,mp3float,opus,libopus,vorbis,ac3,eac3,flac,pcm_s16le"
"""libav's names of the decoders that may run; the other hundreds stay shut to hostile bytes."""

SIDE_MAX_PX = 4096
"""The longest side of a picture that is decoded."""

DEMUXERS = {"mp4": "mp4", "mov": "mov", "webm": "webm"}
"""The one demuxer for each container; libav is never left to guess, or a playlist could open other files."""


def container_of(head: bytes) -> str | None:
    """Return the container that a file begins with, or None if it is none of ours.

    Source: ISO/IEC 14496-12, clause 4.3 (ftyp); RFC 8794, section 11.2 (EBML header and DocType).
    """
    if head[4:8] == b"ftyp":
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "webm"
    return None
