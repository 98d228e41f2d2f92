"""Measure one video file with libav: the program that `probe` runs in a process of its own.

It imports nothing slow, reads the file named on its command line, and prints one JSON object: what everybody
wants to know (`probe`) and what encoding it anew needs to know (`footage`), or `{"refused": why}`. It may
crash or be killed; that, too, is an answer about the file.
"""

import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
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

RATE_DENOMINATOR_MAX = 1001
KEY_FRAMES_GAP_S = 1.0
KEY_FRAMES_MAX = 500
"""Of key frames that follow each other faster, or are more, some are told, evenly."""

_HDR_TRANSFERS = (16, 18)
_BT709, _UNKNOWN, _BT2020 = 1, 2, (9, 10)
"""libav's numbers of PQ and HLG, and of colour matrices. Source: ITU-T H.273, tables 3 and 4."""

_SECRETS = ("encryption_init_info", "encryption_info")
"""What libav says of a packet that is encrypted (ISO/IEC 23001-7), beside its bytes."""

_FULL_RANGE = 2
_HD_HEIGHT_PX = 720
"""What does not say its colours is BT.709 from this height on, and BT.601 below: so players take it."""


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
    run = _play(container, stream)
    frame = run.frame
    _check_size(frame.width, frame.height)
    sideways = abs(frame.rotation) % 180 == 90
    shape = {
        "width": frame.height if sideways else frame.width,
        "height": frame.width if sideways else frame.height,
    }
    return {
        "probe": {
            "codec": stream.codec_context.codec.canonical_name,
            **shape,
            "duration_s": round(run.duration_s, 3),
            "fps": round(float(rate), 3),
            "key_frames": run.key_frames,
            "key_gap_s": round(run.key_gap_s, 3),
            "has_audio": bool(container.streams.audio),
        },
        "footage": {
            **shape,
            **_colours(stream, frame),
            "pixel_ratio": float(stream.sample_aspect_ratio or 1) ** (-1 if sideways else 1),
            "rate": str(rate if run.even else run.usual_rate),
            "even": run.even,
            "frames": run.frames,
            "begins_s": run.begins_s,
            "lasts_s": run.duration_s,
            "interlaced": bool(frame.interlaced_frame),
            "key_frames_s": run.key_frames_s,
        },
    }


def _colours(stream: VideoStream, frame: av.VideoFrame) -> dict[str, Any]:
    context = stream.codec_context
    assumed = _BT709 if frame.height >= _HD_HEIGHT_PX else 0
    known = assumed if context.colorspace == _UNKNOWN else context.colorspace
    return {
        "hdr": context.color_trc in _HDR_TRANSFERS,
        "matrix": "bt2020" if known in _BT2020 else "bt709" if known == _BT709 else "bt601",
        "full_range": context.color_range == _FULL_RANGE,
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


@dataclass
class _Run:
    """What reading a stream to its end has shown; times count from where the film begins to play."""

    frame: av.VideoFrame
    begins_s: float
    """When the first frame is shown: later than the sound, perhaps."""
    duration_s: float
    frames: int
    even: bool
    """Whether every frame lasts as long as every other."""
    usual_rate: Fraction
    key_frames: int
    key_gap_s: float
    """The longest time without a key frame."""
    key_frames_s: list[float]
    """When key frames are shown: all of them, or some, evenly."""


def _play(container: InputContainer, stream: VideoStream) -> _Run:
    """Decode the first frame and read on to the last packet: the duration is measured, not believed."""
    frame: av.VideoFrame | None = None
    shown: list[int] = []
    keys: list[int] = []
    last = 0
    for packet in _packets(container, stream):
        if frame is None:
            frame = next(iter(packet.decode()), None)
        if packet.pts is not None and not packet.is_discard:
            shown.append(packet.pts)
            last = max(last, packet.pts + (packet.duration or 0))
            if packet.is_keyframe:
                keys.append(packet.pts)
    base = stream.time_base
    if frame is None or not shown or base is None:
        raise Refused("no picture in it can be decoded")
    shown.sort()
    duration_s = float((last - shown[0]) * base)
    if not 0 < duration_s <= DURATION_MAX_S:
        raise Refused(f"it lasts {duration_s:g} s")
    steps = sorted(after - before for before, after in pairwise(shown)) or [last - shown[0]]
    keys.sort()
    gaps = [after - before for before, after in pairwise([shown[0], *keys, last])]
    zero_s = (container.start_time or 0) / av.time_base
    return _Run(
        frame=frame,
        begins_s=max(0.0, round(float(shown[0] * base) - zero_s, 6)),
        duration_s=duration_s,
        frames=len(shown),
        even=steps[-1] - steps[0] <= 1,
        usual_rate=(1 / (max(1, steps[len(steps) // 2]) * base)).limit_denominator(RATE_DENOMINATOR_MAX),
        key_frames=len(keys),
        key_gap_s=min(duration_s, float(max(gaps) * base)),
        key_frames_s=_sparse(
            [round(float(key * base) - zero_s, 6) for key in keys],
            gap_s=max(KEY_FRAMES_GAP_S, duration_s / KEY_FRAMES_MAX),
        ),
    )


def _packets(container: InputContainer, stream: VideoStream) -> "Iterator[av.Packet[VideoStream]]":
    """Yield the packets of a stream. One that needs a key may decode all the same, by chance, into noise."""
    for n, packet in enumerate(container.demux(stream)):
        if n > PACKETS_MAX:
            raise Refused("it is too long")
        if any(data.data_type in _SECRETS for data in packet.iter_sidedata()):
            raise Refused("it is encrypted")
        yield packet


def _sparse(times_s: list[float], *, gap_s: float) -> list[float]:
    kept: list[float] = []
    for time_s in times_s:
        if not kept or time_s - kept[-1] >= gap_s:
            kept.append(time_s)
    return kept


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:4]), sys.stdout)
