"""Start the server: `python -m infra.local.cloud_tasks --database tasks.sqlite`."""

import argparse
import asyncio
import json
import logging
import signal
import sqlite3
import sys
from pathlib import Path

from infra.local.cloud_tasks.journal import DatabaseInUseError
from infra.local.cloud_tasks.server import Server, ServerOptions

_log = logging.getLogger("cloud_tasks")


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    arguments = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return asyncio.run(_serve(arguments))
    except (DatabaseInUseError, OSError, RuntimeError, sqlite3.Error) as error:
        _log.error("ended: %s", error)
        return 1


async def _serve(arguments: argparse.Namespace) -> int:
    loop = asyncio.get_running_loop()
    end: asyncio.Future[int] = loop.create_future()

    def finish(status: int) -> None:
        if not end.done():
            end.set_result(status)

    def give_up(error: sqlite3.Error) -> None:
        _log.critical("the database cannot be written: %s", error)
        finish(1)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, finish, 0)
    server = await Server.start(_options(arguments), on_failure=give_up)
    ports = {"grpc": server.grpc_port, "rest": server.rest_port}
    _log.info("listening on 127.0.0.1, %s", ports)
    if arguments.ready_file is not None:
        _write_whole(arguments.ready_file, json.dumps(ports))
    status = await end
    await server.stop()
    return status


def _write_whole(path: Path, text: str) -> None:
    """Write a file that is never seen half written."""
    partial = path.with_name(path.name + ".part")
    partial.write_text(text)
    partial.replace(path)


def _options(arguments: argparse.Namespace) -> ServerOptions:
    return ServerOptions(
        database=arguments.database,
        grpc_port=arguments.grpc_port,
        rest_port=arguments.rest_port,
        task_tombstone_s=arguments.task_tombstone_s,
        queue_tombstone_s=arguments.queue_tombstone_s,
        oauth_hosts=tuple(arguments.oauth_host),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cloud_tasks", description=__doc__)
    parser.add_argument("--database", type=Path, required=True, help="SQLite file, made if missing")
    parser.add_argument("--grpc-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--rest-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--ready-file", type=Path, help="gets the ports as JSON once listening")
    parser.add_argument("--project", help="accepted for the caller's sake: any project is served")
    parser.add_argument("--location", help="accepted for the caller's sake: any location is served")
    parser.add_argument("--task-tombstone-s", type=float, default=3600.0)
    parser.add_argument("--queue-tombstone-s", type=float, default=3 * 24 * 3600.0)
    parser.add_argument(
        "--oauth-host",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="may get OAuth tokens besides *.googleapis.com; can be repeated",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
