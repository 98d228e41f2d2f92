"""Short films with a true 4K original and what a provider would deliver of it, made from a seed.

Each is filmed from drawn pictures, with what makes encoders work: grain, motion that is no shift, leaves
that cover each other, cuts, dark gradients, letters. `lighthouse` is a film of our own simulators.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from infra.local.simulators.film.arguments import arguments
from infra.local.simulators.film.clip import FPS, Clip
from infra.local.simulators.film.compose import compose
from shared.media.ffmpeg import ffmpeg_binary
from tests.bench.pictures import Size, landscape, leaves, titles

ORIGINAL: Size = (3840, 2160)
SECONDS = 2
TIMEOUT_S = 600
STEADY = f"loop=-1:1:0,fps={FPS},settb=1/{FPS},setpts=N"
"""A picture, for ever."""
DELIVERED = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-pix_fmt", "yuv420p")


@dataclass(frozen=True)
class Footage:
    """One clip on disk."""

    name: str
    original: Path
    """Never compressed, at full size."""
    source: Path
    """Scaled down and compressed, with sound: what is to be upscaled."""


@dataclass(frozen=True)
class Set:
    """Where a clip is filmed: the folder for its pictures, its size and its seed."""

    folder: Path
    size: Size
    seed: int
    seconds: int

    def larger(self, factor: float) -> Size:
        """Return a size with room for the camera to move."""
        return round(self.size[0] * factor), round(self.size[1] * factor)

    def keep(self, name: str, picture: Image.Image) -> list[str]:
        """Save a picture, and return it as an input of ffmpeg."""
        path = self.folder / f"{name}.png"
        picture.save(path, compress_level=1)
        return ["-i", str(path)]


def film(name: str, folder: Path, *, height_px: int, seed: int = 0, **more: Size | int) -> Footage:
    """Make one clip in `folder`, unless it is there; `height_px` is the source's.

    `more` may give another `size` of the original, or other `seconds`.
    """
    size, seconds = more.get("size", ORIGINAL), more.get("seconds", SECONDS)
    assert isinstance(size, tuple)
    assert isinstance(seconds, int)
    folder.mkdir(parents=True, exist_ok=True)
    original = folder / f"{name}-{seed}-{size[1]}.y4m"
    source = folder / f"{name}-{seed}-{size[1]}-{height_px}.mp4"
    if not original.exists():
        filmed = CLIPS[name](Set(folder, size, seed, seconds))
        _ffmpeg([*filmed, "-frames:v", str(seconds * FPS), "-f", "yuv4mpegpipe"], original)
    if not source.exists():
        tone = f"anoisesrc=color=pink:amplitude=0.2:seed={seed}:r=48000:d={seconds}"
        smaller = ["-vf", f"scale=-2:{height_px}:flags=area,setsar=1"]
        sound = ["-c:a", "aac", "-b:a", "128k"]
        opened = ["-i", str(original), "-f", "lavfi", "-i", tone]
        _ffmpeg([*opened, *smaller, *DELIVERED, *sound, "-f", "mp4"], source)
    return Footage(name, original, source)


def _ffmpeg(args: list[str], target: Path) -> None:
    """Make `target` whole or not at all."""
    draft = target.with_suffix(".draft")
    command = ["nice", "-n", "10", ffmpeg_binary(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    subprocess.run([*command, *args, str(draft)], check=True, timeout=TIMEOUT_S)
    draft.rename(target)


def _graph(graph: str) -> list[str]:
    return ["-filter_complex", f"{graph},format=yuv420p,setsar=1[picture]", "-map", "[picture]"]


def _lighthouse(stage: Set) -> list[str]:
    """Return how our simulators film a prompt, without their compression."""
    width, height = stage.size
    clip = Clip(
        "a lighthouse in a storm, rain", f"seed {stage.seed}", width, height, stage.seconds, sound=False
    )
    told = arguments(compose(clip, stage.folder), stage.folder / "unused.mp4")
    return told[told.index("-y") + 1 : told.index("-c:v")]


def _meadow(stage: Set, grain: int = 4, seed: int = 0) -> list[str]:
    """Zoom slowly into a landscape, on film with some grain."""
    width, height = stage.size
    picture = stage.keep("meadow", landscape(stage.larger(1.06), 10 + stage.seed + seed))
    camera = f"scale=w='iw*(1+0.0018*n)':h='ih*(1+0.0018*n)':eval=frame,crop={width}:{height}"
    noise = f"noise=alls={grain}:allf=t:all_seed={stage.seed + 1}"
    return [*picture, *_graph(f"[0]{STEADY},format=yuv420p,{camera},{noise}")]


def _grain(stage: Set) -> list[str]:
    """Do the same on a film for the night: coarse grain all over."""
    return _meadow(stage, grain=20, seed=3)


def _leaves(stage: Set) -> list[str]:
    """Let three layers of leaves sway at their own pace before a landscape."""
    width, height = stage.size
    room = stage.larger(1.08)
    inputs = stage.keep("behind", landscape(stage.size, 21 + stage.seed))
    steps = [f"[0]{STEADY},format=yuv420p[o0]"]
    for layer in range(3):
        count, length = (900, 700, 260)[layer], height * (0.03, 0.05, 0.11)[layer]
        inputs += stage.keep(
            f"leaves{layer}", leaves(room, 30 + layer + stage.seed, count=count, length=length)
        )
        swing = f"{width * 0.012 * (layer + 1):.0f}*sin(t*{2.1 + layer * 0.7:.1f}+{layer})"
        bob = f"{height * 0.008 * (layer + 1):.0f}*sin(t*{3.3 - layer * 0.5:.1f})"
        middle = f"x='(W-w)/2+{swing}':y='(H-h)/2+{bob}'"
        steps.append(f"[o{layer}][{layer + 1}]overlay={middle}[o{layer + 1}]")
    return [*inputs, *_graph(";".join([*steps, f"[o3]noise=alls=5:allf=t:all_seed={stage.seed + 1}"]))]


def _cuts(stage: Set) -> list[str]:
    """Cut between four places, each filmed from a moving hand."""
    width, height = stage.size
    inputs: list[str] = []
    shots: list[str] = []
    for n in range(4):
        inputs += stage.keep(f"place{n}", landscape(stage.larger(1.12), 40 + n + stage.seed))
        way = f"(iw-ow)*(0.5+0.4*sin({n}+n*0.09))", f"(ih-oh)*(0.5+0.4*cos({2 * n}+n*0.13))"
        until = f"trim=end_frame={stage.seconds * FPS // 4}"
        shots.append(f"[{n}]{STEADY},{until},crop={width}:{height}:x='{way[0]}':y='{way[1]}'[s{n}]")
    together = "[s0][s1][s2][s3]concat=n=4,noise=alls=6:allf=t"
    return [*inputs, *_graph(";".join([*shots, f"{together}:all_seed={stage.seed + 1}"]))]


def _dusk(stage: Set) -> list[str]:
    """Let dark colours flow into each other: where bands show first."""
    colours = "c0=0x05060c:c1=0x1c2036:c2=0x2e1c26:c3=0x0b1420:nb_colors=4"
    size = f"s={stage.size[0]}x{stage.size[1]}:r={FPS}:d={stage.seconds}"
    flow = f"gradients={size}:{colours}:seed={7 + stage.seed}:speed=0.02"
    return ["-f", "lavfi", "-i", flow, *_graph(f"[0]noise=alls=3:allf=t:all_seed={stage.seed + 1}")]


def _titles(stage: Set) -> list[str]:
    """Roll letters of all sizes over a still that is out of focus."""
    width, height = stage.size
    inputs = stage.keep("behind", landscape(stage.size, 60 + stage.seed))
    inputs += stage.keep("page", titles((width, 2 * height), 70 + stage.seed))
    behind = f"[0]gblur=sigma={width / 90:.1f},eq=brightness=-0.25,{STEADY},format=yuv420p[behind]"
    return [*inputs, *_graph(f"{behind};[behind][1]overlay=x=0:y='-{height * 0.13:.0f}*t'")]


CLIPS: dict[str, Callable[[Set], list[str]]] = {
    "meadow": _meadow,
    "lighthouse": _lighthouse,
    "cuts": _cuts,
    "leaves": _leaves,
    "titles": _titles,
    "dusk": _dusk,
    "grain": _grain,
}
