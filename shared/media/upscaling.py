"""A film upscaled: one segment of its frames at a time, and the segments joined without a seam.

Every segment is cut out of one and the same even row of frames, which `fps` makes from the film's own times.
So it does not matter where a segment begins: no frame is shown twice, and none is lost. A key frame is the
cheapest place, because the decoder needs nothing from before it.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from shared.media.ffmpeg import THREADS, input_arguments, run_ffmpeg
from shared.media.joining import SAMPLE_RATE_HZ
from shared.model.encoding import ENCODINGS
from shared.model.footage import Footage
from shared.model.segment import SegmentPlan

SEGMENT_TIMEOUT_S = 480.0
"""A step may last 540 s; fetching the film and keeping the segment take the rest."""

JOIN_TIMEOUT_S = 300.0
MEMORY_MAX_BYTES = 5 * 2**30
"""Of address space: an encoder of 4K takes 2 GB of it, with under 1 GB resident (infra/decisions/0006)."""

FILE_MAX_BYTES = 4 * 2**30
SOUND_BITS = "192k"
_TONE_MAP = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
)
"""From HDR to what every screen shows: reference white at 203 nits (ITU-R BT.2408), highlights rolled off."""

_PLAIN = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"


def encode(
    film: Path, plan: SegmentPlan, target: Path, *, watch: Callable[[int], None], threads: int = THREADS
) -> None:
    """Encode a segment of a film as an MP4 without sound; `watch` hears how many of its frames are done.

    Raises:
        TranscodeTimeout, TranscodeFailed: ffmpeg did not manage.
    """
    run_ffmpeg(
        encode_arguments(film, plan, target, threads=threads),
        timeout_s=SEGMENT_TIMEOUT_S,
        memory_max_bytes=MEMORY_MAX_BYTES,
        file_max_bytes=FILE_MAX_BYTES,
        watch=watch,
    )


def encode_arguments(film: Path, plan: SegmentPlan, target: Path, *, threads: int = THREADS) -> list[str]:
    """Return ffmpeg's arguments for `encode`."""
    encoding, rate = ENCODINGS[plan.quality], plan.footage.shown_rate
    begin_s = float(plan.first / rate)
    # From the key frame before it, so that the frame that is still shown at its beginning is known.
    seek = ["-noaccurate_seek", "-ss", f"{begin_s:.6f}"] if plan.first else []
    until = [] if plan.frames is None else ["-frames:v", str(plan.frames)]
    return [
        *(*seek, "-copyts", "-start_at_zero"),
        *input_arguments(film, container=plan.footage.container),
        *("-map", "0:V:0", "-an", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-vf", _graph(plan, begin_s=begin_s), *until),
        *("-c:v", "libx264", "-preset", encoding.preset, "-crf", str(encoding.crf), "-profile:v", "high"),
        *("-threads", str(threads), "-video_track_timescale", str(_timescale(rate)), "-f", "mp4"),
        f"file:{target}",
    ]


def join_segments(
    segments: Sequence[tuple[Path, int | None]], film: Path, footage: Footage, target: Path, *, sound: bool
) -> None:
    """Put segments, each with its number of frames, into one MP4, unchanged, with the film's sound.

    Raises:
        TranscodeTimeout, TranscodeFailed: ffmpeg did not manage.
    """
    paper = target.with_suffix(".ffconcat")
    paper.write_text(concat_list(segments, footage.shown_rate))
    arguments = join_arguments(paper, film, footage, target, sound=sound)
    run_ffmpeg(arguments, timeout_s=JOIN_TIMEOUT_S, file_max_bytes=FILE_MAX_BYTES)


def concat_list(segments: Sequence[tuple[Path, int | None]], rate: Fraction) -> str:
    """Return the list that ffmpeg joins by: names of ours in one folder, and how long each lasts."""
    lines = ["ffconcat version 1.0"]
    for path, frames in segments:
        lines.append(f"file {path.name}")
        if frames is not None:
            lines.append(f"duration {float(frames / rate):.6f}")
    return "\n".join(lines) + "\n"


def join_arguments(paper: Path, film: Path, footage: Footage, target: Path, *, sound: bool) -> list[str]:
    """Return ffmpeg's arguments for `join_segments`; the sound is encoded once, as a whole."""
    heard = [*input_arguments(film, container=footage.container), "-map", "1:a:0"] if sound else []
    voice = ["-c:a", "aac", "-b:a", SOUND_BITS, "-ar", str(SAMPLE_RATE_HZ), "-ac", "2"] if sound else []
    return [
        *("-protocol_whitelist", "file,pipe", "-f", "concat", "-safe", "1", "-i", f"file:{paper}"),
        *heard,
        *("-map", "0:v:0", "-c:v", "copy", *voice),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
        *("-video_track_timescale", str(_timescale(footage.shown_rate)), "-movflags", "+faststart"),
        *("-f", "mp4", f"file:{target}"),
    ]


def _graph(plan: SegmentPlan, *, begin_s: float) -> str:
    """Return the filters: even frames, then the size, then the colours that every screen knows."""
    footage, width, height = plan.footage, plan.width, plan.height
    untangled = "bwdif=mode=send_frame:deint=interlaced," if footage.interlaced else ""
    shown = f"{untangled}fps=fps={footage.shown_rate}:start_time={begin_s:.6f},setpts=PTS-STARTPTS"
    if footage.hdr:
        scaled = f"zscale=w={width}:h={height}:f=lanczos,{_TONE_MAP}"
    else:
        spread = "full" if footage.full_range else "tv"
        scaled = (
            f"scale=w={width}:h={height}:flags=lanczos"
            f":in_color_matrix={footage.matrix}:out_color_matrix=bt709:in_range={spread}:out_range=tv,format=yuv420p"
        )
    return f"{shown},{scaled},setsar=1,{_PLAIN}"


def _timescale(rate: Fraction) -> int:
    """Return a clock in which every frame lasts a whole number of ticks."""
    return rate.numerator if rate.numerator >= 10_000 else rate.numerator * 1000
