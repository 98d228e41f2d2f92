"""Measure one video file with libav: the program that `probe` runs in a process of its own.

It imports nothing slow, reads the file named on its command line, and prints one JSON
object: the facts, or `{"refused": why}`. It may crash or be killed; that, too, is an answer about the file.
"""

import json
import sys
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import av.logging
from av.container import InputContainer
from av.video.stream import VideoStream

from shared.media.formats import SIDE_MAX_PX

STREAMS_MAX = 8
DURATION_MAX_S = 3600.0
FPS_MAX = 121
PACKETS_MAX = 1_500_000
"""An hour at 121 frames a second, with several sound tracks."""


class Refused(Exception):
    """A limit the file breaks, in words for the person."""


def main(path: str, demuxer: str, decoders: str) -> dict[str, Any]:
    """Return the facts of the file, or why it is refused."""
    av.logging.set_level(None)
    options = {
        "protocol_whitelist": "file,pipe",
        "codec_whitelist": decoders,
        "max_streams": str(STREAMS_MAX + 1),
        "probesize": "5000000",
        "analyzeduration": "5000000",
    }
    try:
        with av.open(f"file:{path}", format=demuxer, options=options, timeout=20.0) as container:
            return _measure(container, decoders.split(","))
    except Refused as refusal:
        return {"refused": str(refusal)}
    except (av.error.FFmpegError, ValueError, OverflowError, MemoryError):
        return {"refused": "it cannot be decoded"}


def _measure(container: InputContainer, decoders: Collection[str]) -> dict[str, Any]:
    if len(container.streams) > STREAMS_MAX:
        raise Refused(f"it has more than {STREAMS_MAX} streams")
    stream = _picture(container, decoders)
    stream.thread_type = "NONE"  # one frame: threads would only cost memory
    stream.codec_context.options = {"max_pixels": str(SIDE_MAX_PX**2)}
    _check_size(stream.codec_context.width, stream.codec_context.height)
    rate = stream.average_rate or stream.guessed_rate or Fraction(0)
    if not 0 < rate <= FPS_MAX:
        raise Refused(f"it has {float(rate):g} frames a second")
    played = _play(container, stream)
    frame = played.frame
    _check_size(frame.width, frame.height)
    sideways = abs(frame.rotation) % 180 == 90
    return {
        "codec": stream.codec_context.codec.canonical_name,
        "width": frame.height if sideways else frame.width,
        "height": frame.width if sideways else frame.height,
        "duration_s": round(played.duration_s, 3),
        "fps": round(float(rate), 3),
        "key_frames": played.key_frames,
        "key_gap_s": round(played.key_gap_s, 3),
        "has_audio": bool(container.streams.audio),
    }


def _picture(container: InputContainer, decoders: Collection[str]) -> VideoStream:
    """Return the first video stream that is not the cover picture.

    The container was told which decoders may look into it; opening the stream's own is up to us.
    """
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            if stream.codec_context is None or stream.codec_context.codec.name not in decoders:
                raise Refused("its video is coded in a way we do not know")
            return stream
    raise Refused("there is no video in it")


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= SIDE_MAX_PX and 0 < height <= SIDE_MAX_PX):
        raise Refused(f"it is {width}x{height} pixels")


@dataclass(frozen=True)
class Played:
    """What reading a film to its end tells: `key_gap_s` is the longest time without a key frame."""

    frame: av.VideoFrame
    duration_s: float
    key_frames: int
    key_gap_s: float


def _play(container: InputContainer, stream: VideoStream) -> Played:
    """Decode the first frame and read on to the last packet: the duration is measured, not believed."""
    frame: av.VideoFrame | None = None
    first, last = None, 0
    keys, key, gap = 0, 0, 0
    for n, packet in enumerate(container.demux(stream)):
        if n > PACKETS_MAX:
            raise Refused("it is too long")
        if frame is None:
            frame = next(iter(packet.decode()), None)
        if packet.pts is not None:
            first = packet.pts if first is None else min(first, packet.pts)
            last = max(last, packet.pts + (packet.duration or 0))
            if packet.is_keyframe:
                gap = max(gap, packet.pts - (key if keys else first))
                keys, key = keys + 1, packet.pts
    if frame is None or first is None or stream.time_base is None:
        raise Refused("no picture in it can be decoded")
    duration_s = float((last - first) * stream.time_base)
    if not 0 < duration_s <= DURATION_MAX_S:
        raise Refused(f"it lasts {duration_s:g} s")
    gap = max(gap, last - (key if keys else first))
    return Played(frame, duration_s, keys, min(duration_s, float(gap * stream.time_base)))


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:4]), sys.stdout)
