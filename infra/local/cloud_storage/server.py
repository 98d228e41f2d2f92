"""The listening server: ports, ready files, signals."""

import asyncio
import logging
import os
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from .certificate import make_tls
from .dispatch import Dispatch
from .json_buckets import create_bucket
from .signer import read_signer
from .storage import Storage

HOST = "127.0.0.1"
# Three times a name of 1024 bytes, percent-encoded, twice in one URL, and a signature.
LINE_BYTES_MAX = 32 << 10
SHUTDOWN_TIMEOUT_S = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What the command line says; port 0 is any free one, `tls_ready_file` opens a second door."""

    port: int
    directory: Path
    project: str
    bucket: str
    signer: Path
    ready_file: Path | None = None
    tls_ready_file: Path | None = None


async def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        ValueError: the signer's file is not one, or of another project.
        BlockingIOError: another process has the folder open.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    signers = read_signer(options.signer, project=options.project)
    async with AsyncExitStack() as stack:
        storage = Storage(options.directory)
        stack.callback(storage.close)
        if storage.buckets.get(options.bucket) is None:
            create_bucket(storage, options.bucket, {})
        runner = web.AppRunner(
            _app(Dispatch(storage, signers)),
            access_log=None,  # a signed URL is a secret
            auto_decompress=False,  # bytes are kept as they came
            shutdown_timeout=SHUTDOWN_TIMEOUT_S,
            max_line_size=LINE_BYTES_MAX,
            max_field_size=LINE_BYTES_MAX,
        )
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await _listen(runner, options)
        await stopped.wait()


def _app(dispatch: Dispatch) -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", dispatch)
    return app


async def _listen(runner: web.AppRunner, options: Options) -> None:
    await web.TCPSite(runner, HOST, options.port).start()
    port: int = runner.addresses[0][1]
    _log.info("listening on %s:%d", HOST, port)
    if options.tls_ready_file is not None:
        await web.TCPSite(runner, HOST, 0, ssl_context=make_tls()).start()
        _announce(options.tls_ready_file, runner.addresses[1][1])
    if options.ready_file is not None:
        _announce(options.ready_file, port)


def _announce(path: Path, port: int) -> None:
    """Write the port in one step, so that whoever waits for the file never reads half of it."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(f"{port}\n")
    os.replace(partial, path)  # noqa: PTH105  says "atomic"
