"""Two films in a row become one, or the end of a film becomes one of its own; both are encoded anew."""

from pathlib import Path

from shared.media.ffmpeg import THREADS, input_arguments, run_ffmpeg
from shared.model.video import Probe

TIMEOUT_S = 300.0
SAMPLE_RATE_HZ = 48_000
_SOUND = f"aresample={SAMPLE_RATE_HZ},aformat=channel_layouts=stereo"


def join(first: Path, first_probe: Probe, second: Path, second_probe: Probe, target: Path) -> None:
    """Put `second` behind `first`, in the size and at the frame rate of `second`, as an MP4.

    A film without sound is silent in the whole, if the other one has any.

    Raises:
        TranscodeTimeout, TranscodeFailed: ffmpeg did not manage.
    """
    run_ffmpeg(join_arguments(first, first_probe, second, second_probe, target), timeout_s=TIMEOUT_S)


def join_arguments(
    first: Path, first_probe: Probe, second: Path, second_probe: Probe, target: Path
) -> list[str]:
    """Return ffmpeg's arguments for `join`."""
    sound = first_probe.has_audio or second_probe.has_audio
    steps = [f"[{n}:V:0]{_fitted(second_probe)}[v{n}]" for n in range(2)]
    if sound:
        steps += [_sound(n, probe) for n, probe in enumerate((first_probe, second_probe))]
    parts = "".join(f"[v{n}][a{n}]" if sound else f"[v{n}]" for n in range(2))
    steps.append(f"{parts}concat=n=2:v=1:a={int(sound)}[film]{'[sound]' if sound else ''}")
    return [
        *input_arguments(first, container=first_probe.container),
        *input_arguments(second, container=second_probe.container),
        *("-filter_complex", ";".join(steps)),
        *_encoded(target, sound=sound),
    ]


def cut(film: Path, probe: Probe, *, begin_s: float, target: Path) -> None:
    """Make an MP4 of what comes after `begin_s` seconds of a film.

    Raises:
        TranscodeTimeout, TranscodeFailed: ffmpeg did not manage.
    """
    run_ffmpeg(cut_arguments(film, probe, begin_s=begin_s, target=target), timeout_s=TIMEOUT_S)


def cut_arguments(film: Path, probe: Probe, *, begin_s: float, target: Path) -> list[str]:
    """Return ffmpeg's arguments for `cut`."""
    steps = [f"[0:V:0]trim=start={begin_s:g},setpts=PTS-STARTPTS,format=yuv420p[film]"]
    if probe.has_audio:
        steps.append(f"[0:a:0]atrim=start={begin_s:g},asetpts=PTS-STARTPTS,{_SOUND}[sound]")
    return [
        *input_arguments(film, container=probe.container),
        *("-filter_complex", ";".join(steps)),
        *_encoded(target, sound=probe.has_audio),
    ]


def _fitted(probe: Probe) -> str:
    """Return the filter that brings a picture into a size, bars where it has another shape."""
    size = f"{probe.width}:{probe.height}"
    return (
        f"scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,"
        f"pad={size}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps={probe.fps:g},format=yuv420p"
    )


def _sound(n: int, probe: Probe) -> str:
    if probe.has_audio:
        # As long as its picture: what is missing is silence, what is too much is cut.
        return f"[{n}:a:0]{_SOUND},apad,atrim=duration={probe.duration_s:g}[a{n}]"
    return f"anullsrc=r={SAMPLE_RATE_HZ}:cl=stereo,atrim=duration={probe.duration_s:g}[a{n}]"


def _encoded(target: Path, *, sound: bool) -> list[str]:
    voice = ["-map", "[sound]", "-c:a", "aac", "-b:a", "192k"] if sound else []
    return [
        *("-map", "[film]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "17", "-profile:v", "high"),
        *voice,
        *("-map_metadata", "-1", "-map_chapters", "-1", "-threads", str(THREADS)),
        *("-movflags", "+faststart", "-f", "mp4", f"file:{target}"),
    ]
