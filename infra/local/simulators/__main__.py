"""Start one simulator: `python -m infra.local.simulators wavespeed --port 0 --ready-file F`."""

import argparse
import asyncio
import signal
import tempfile
from pathlib import Path

from aiohttp import web

from infra.local.simulators.options import SPEED, Options
from infra.local.simulators.simulator import Simulator
from infra.local.simulators.vertex.simulator import Vertex
from infra.local.simulators.wavespeed.simulator import WaveSpeed

SIMULATORS: dict[str, type[Simulator]] = {"wavespeed": WaveSpeed, "vertex": Vertex}
GRACE_S = 1.0


def main(argv: list[str] | None = None) -> None:
    """Read the command line and serve until SIGTERM or SIGINT."""
    with tempfile.TemporaryDirectory(prefix="dailies-simulator-") as name:
        asyncio.run(serve(options(argv, folder=Path(name))))


def options(argv: list[str] | None, *, folder: Path) -> Options:
    """Return the command line as options; `folder` is used unless `--folder` is given."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.simulators")
    parser.add_argument("provider", choices=sorted(SIMULATORS))
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ready-file", type=Path, help="gets the port when all is ready")
    parser.add_argument("--webhook-secret", help="signs WaveSpeed's webhooks")
    parser.add_argument("--api-key", help="the only key that is let in; without it, any")
    parser.add_argument("--storage", dest="storage_url", help="Cloud Storage for gs:// results")
    parser.add_argument("--bucket", help="the only bucket that gs:// names may mean")
    parser.add_argument("--speed", type=_speed, default=SPEED, help="how much faster than real")
    parser.add_argument("--folder", type=Path, default=folder, help="keeps the rendered films")
    return Options(**vars(parser.parse_args(argv)))


async def serve(wanted: Options) -> None:
    """Serve on 127.0.0.1 until the process is told to end; renders end with it."""
    wanted.folder.mkdir(parents=True, exist_ok=True)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    runner = web.AppRunner(SIMULATORS[wanted.provider](wanted).application(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", wanted.port, shutdown_timeout=GRACE_S)
    try:
        await site.start()
        if wanted.ready_file is not None:
            _announce(wanted.ready_file, runner.addresses[0][1])
        await ended.wait()
    finally:
        await runner.cleanup()


def _announce(ready_file: Path, port: int) -> None:
    """Write the port in one move, so that nobody reads half of it."""
    draft = ready_file.with_name(ready_file.name + ".draft")
    draft.write_text(f"{port}\n")
    draft.replace(ready_file)


def _speed(text: str) -> float:
    speed = float(text)
    if not speed > 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return speed


if __name__ == "__main__":
    main()
