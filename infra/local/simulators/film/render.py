"""Turn clips, and customers' films, into MP4 files, each only once."""

import asyncio
import tempfile
from pathlib import Path

import imageio_ffmpeg

from infra.local.simulators.film.arguments import arguments
from infra.local.simulators.film.clip import Clip
from infra.local.simulators.film.compose import compose
from infra.local.simulators.film.given import Continued, Larger

Film = Clip | Larger | Continued
RENDERS_AT_ONCE = 2
TIMEOUT_S = 180


class RenderError(RuntimeError):
    """ffmpeg refused, or ran too long."""


class Renderer:
    """Renders into `folder`, where equal clips are found again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = asyncio.Semaphore(RENDERS_AT_ONCE)
        self._same: dict[str, asyncio.Lock] = {}
        self.rendered = 0

    async def render(self, film: Film) -> Path:
        """Return the file of `film`, made now or before. Cancelling kills the render.

        Raises:
            ImageError: one of its images cannot be used.
            RenderError: ffmpeg did not make it.
        """
        target = self._folder / f"{film.key}.mp4"
        clip = await self.render(film.clip) if isinstance(film, Continued) else None
        async with self._same.setdefault(film.key, asyncio.Lock()), self._turn:
            if not target.exists():
                await self._make(film, clip, target)
        return target

    async def _make(self, film: Film, clip: Path | None, target: Path) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            folder = Path(name)
            draft = folder / "draft.mp4"
            await run_ffmpeg(await asyncio.to_thread(_command, film, clip, folder, draft))
            draft.rename(target)
        self.rendered += 1


def _command(film: Film, clip: Path | None, folder: Path, draft: Path) -> list[str]:
    """Return what ffmpeg is told, after putting what it needs into `folder`."""
    if isinstance(film, Clip):
        return arguments(compose(film, folder), draft)
    source = folder / "source"
    source.write_bytes(film.given.content)
    if isinstance(film, Larger):
        return film.arguments(str(source), str(draft))
    return film.arguments(str(source), str(clip), str(draft))


async def run_ffmpeg(args: list[str], *, timeout_s: float = TIMEOUT_S) -> None:
    """Run ffmpeg to its end; it never outlives this call.

    Raises:
        RenderError: it exited non-zero or ran longer than `timeout_s` seconds.
    """
    process = await asyncio.create_subprocess_exec(
        imageio_ffmpeg.get_ffmpeg_exe(),
        *args,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, words = await asyncio.wait_for(process.communicate(), timeout_s)
    except TimeoutError as error:
        raise RenderError(f"ffmpeg ran past {timeout_s:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RenderError(f"ffmpeg exited {process.returncode}: {words.decode()[-500:].strip()}")
