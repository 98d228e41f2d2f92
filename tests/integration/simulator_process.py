"""Start a real simulator process, and look at the films it makes."""

import asyncio
import io
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import httpx
from PIL import Image, ImageChops, ImageStat

KEY = "test-key"
SPEED = 300
START_TIMEOUT_S = 90
SETTLE_TIMEOUT_S = 30


@contextmanager
def started(provider: str, folder: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Run a simulator; yield its base address and process id, and end it with SIGTERM."""
    folder.mkdir(parents=True, exist_ok=True)
    ready = folder / f"{time.monotonic_ns()}.ready"
    command = [sys.executable, "-m", "infra.local.simulators", provider, "--ready-file", str(ready)]
    process = subprocess.Popen([*command, "--folder", str(folder), "--api-key", KEY, *options])
    try:
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while not ready.exists():
            assert process.poll() is None, "the simulator ended before it was ready"
            assert time.monotonic() < give_up_at, "the simulator did not get ready"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{int(ready.read_text())}", process.pid
    finally:
        process.terminate()
        assert process.wait(10) == 0


@asynccontextmanager
async def client_of(base: str) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client with the right key."""
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=20) as client:
        yield client


async def until(look: Any, done: Any) -> Any:
    """Call `look` until `done` says so of what it returned."""
    async with asyncio.timeout(SETTLE_TIMEOUT_S):
        while not done(seen := await look()):  # noqa: ASYNC110  another process tells no event
            await asyncio.sleep(0.03)
    return seen


async def records_of(client: httpx.AsyncClient, path_prefix: str = "") -> list[dict[str, Any]]:
    return (await client.get("/_requests", params={"path_prefix": path_prefix})).json()


@dataclass(frozen=True)
class Film:
    """What is in an MP4, found by decoding all of it."""

    codec: str
    profile: str
    width: int
    height: int
    fps: float
    frames: int
    duration_s: float
    sound_channels: int
    sound_s: float
    loudness: float
    pictures: list[Image.Image]


def film_of(content: bytes) -> Film:
    """Decode every frame and every sample; keep the first, middle and last picture."""
    with av.open(io.BytesIO(content)) as container:
        video = container.streams.video[0]
        frames = list(container.decode(video))
        context = video.codec_context
        facts = (context.name, str(context.profile), video.width, video.height)
        fps, seconds = float(video.average_rate), float(video.duration * video.time_base)
    channels, sound_s, loudness = _sound(content)
    chosen = (frames[0], frames[len(frames) // 2], frames[-1])
    pictures = [frame.to_image() for frame in chosen]
    return Film(*facts, fps, len(frames), seconds, channels, sound_s, loudness, pictures)


def difference(first: Image.Image, second: Image.Image) -> float:
    """Return the mean absolute difference per sample, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) / 3


def is_faststart(content: bytes) -> bool:
    return content.find(b"moov") < content.find(b"mdat")


def an_image(width: int = 320, height: int = 180, kind: str = "PNG") -> bytes:
    """Return a picture nobody takes for another: four quarters of four colours."""
    colours = [(220, 40, 40), (40, 200, 60), (40, 60, 220), (240, 220, 60)]
    small = Image.new("RGB", (2, 2))
    small.putdata(colours)
    content = io.BytesIO()
    small.resize((width, height), Image.Resampling.NEAREST).save(content, kind)
    return content.getvalue()


def _sound(content: bytes) -> tuple[int, float, float]:
    with av.open(io.BytesIO(content)) as container:
        if not container.streams.audio:
            return 0, 0.0, 0.0
        sound = container.streams.audio[0]
        loudest = max(max(memoryview(bytes(frame.planes[0])).cast("f")) for frame in container.decode(sound))
        return sound.channels, float(sound.duration * sound.time_base), loudest
