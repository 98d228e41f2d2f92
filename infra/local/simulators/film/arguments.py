"""The ffmpeg command of a film, built without running anything."""

from dataclasses import dataclass
from pathlib import Path

from infra.local.simulators.film.clip import FPS

SAMPLE_RATE_HZ = 48_000
ZOOM = 0.14
"""How far the camera moves into a customer's image from the first frame to the last."""


@dataclass(frozen=True)
class Placed:
    """A layer on disk and the expressions that move it."""

    path: Path
    x: str
    y: str


@dataclass(frozen=True)
class Shot:
    """All inputs of one film. `still` and `last_still` are twice its size, or `sky` its own."""

    width: int
    height: int
    duration_s: int
    sky: Path | None
    still: Path | None
    last_still: Path | None
    layers: tuple[Placed, ...]
    chord_hz: tuple[float, float, float] | None
    pan_right: bool = True


def arguments(shot: Shot, target: Path) -> list[str]:
    """Return what follows `ffmpeg` on the command line."""
    pictures = [shot.sky or shot.still, shot.last_still, *(layer.path for layer in shot.layers)]
    inputs = [item for path in pictures if path for item in ("-i", str(path))]
    graph = [_picture(shot)]
    sound: list[str] = []
    if shot.chord_hz:
        graph.append(_chord(shot.chord_hz, shot.duration_s))
        sound = ["-map", "[sound]", "-c:a", "aac", "-b:a", "128k", "-ac", "2"]
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error", "-y", *inputs),
        *("-filter_complex", ";".join(graph), "-map", "[picture]", *sound),
        *("-frames:v", str(shot.duration_s * FPS), "-t", str(shot.duration_s)),
        # The fastest preset, with the two tools back that make it High profile.
        *("-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "high", "-crf", "24"),
        *("-x264-params", "8x8dct=1:cabac=1:keyint=48", "-pix_fmt", "yuv420p"),
        *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
        *("-threads", "2", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-movflags", "+faststart", "-f", "mp4", str(target)),
    ]


def _picture(shot: Shot) -> str:
    """Chain the background and one overlay per layer into [picture]."""
    steps, label, number = _background(shot)
    for layer in shot.layers:
        steps.append(f"[{label}][{number}]overlay=x='{layer.x}':y='{layer.y}'[o{number}]")
        label, number = f"o{number}", number + 1
    return ";".join([*steps, f"[{label}]format=yuv420p,setsar=1[picture]"])


def _background(shot: Shot) -> tuple[list[str], str, int]:
    """Return the first steps, the label they end in and the number of the next input."""
    if shot.still is None:
        steady = f"loop=-1:1:0,fps={FPS},settb=1/{FPS},setpts=N"
        return [f"[0]{_YUV},{steady}[base]"], "base", 1
    camera = _camera(shot)
    if shot.last_still is None:
        return [f"[0]{_YUV},{camera}[base]"], "base", 1
    fade = f"fade=t=in:st={shot.duration_s * 0.55:g}:d={shot.duration_s * 0.4:g}:alpha=1"
    return (
        [
            f"[0]{_YUV},{camera}[first]",
            f"[1]{_YUV},{camera},format=yuva420p,{fade}[last]",
            "[first][last]overlay[base]",
        ],
        "base",
        2,
    )


_YUV = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"


def _camera(shot: Shot) -> str:
    """Move slowly into the image and to one side. Twice the size keeps the motion smooth."""
    frames = shot.duration_s * FPS
    share = f"on/{frames}" if shot.pan_right else f"(1-on/{frames})"
    return (
        f"zoompan=z='1+{ZOOM}*on/{frames}':x='(iw-iw/zoom)*{share}':y='(ih-ih/zoom)/2'"
        f":d={frames}:s={shot.width}x{shot.height}:fps={FPS},settb=1/{FPS}"
    )


def _chord(chord_hz: tuple[float, float, float], duration_s: int) -> str:
    """Three sine tones, spread from left to right, that swell and fade."""
    tones = [
        f"sine=frequency={tone:.2f}:sample_rate={SAMPLE_RATE_HZ}:duration={duration_s}[tone{n}]"
        for n, tone in enumerate(chord_hz)
    ]
    mixed = (
        "[tone0][tone1][tone2]amerge=inputs=3,"
        "pan=stereo|c0=1.6*c0+1.1*c1+0.5*c2|c1=0.5*c0+1.1*c1+1.6*c2,"
        f"tremolo=f=0.7:d=0.5,afade=t=in:d=0.4,afade=t=out:st={duration_s - 0.8:g}:d=0.8[sound]"
    )
    return ";".join([*tones, mixed])
