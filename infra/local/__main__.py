"""The local cloud's command line."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.command import Exit, run_command
from infra.local.demo import Wish
from infra.local.layout import Options
from infra.local.ports import is_free
from infra.local.run import run
from infra.local.up import up

GATEWAY_PORT = 5000


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Do what the command line says; return the exit code."""
    chosen = _parser().parse_args(arguments)
    quiet = chosen.command == "run" and not chosen.verbose
    logging.basicConfig(
        level=logging.WARNING if quiet else logging.INFO, format="%(message)s", stream=sys.stderr
    )
    port = GATEWAY_PORT if chosen.command == "run" and is_free(GATEWAY_PORT) else None
    options = Options(
        source=chosen.source.resolve(),
        table=chosen.table.resolve(),
        gateway_port=port,
        sweep_every_s=chosen.sweep_every_s,
        verbose=chosen.verbose,
    )
    if chosen.command == "up":
        return run_command(lambda: up(options, ready_file=chosen.ready_file, state_dir=chosen.state_dir))
    wish = Wish(chosen.prompt, chosen.model, chosen.duration_s)
    return run_command(lambda: run(options, wish, once=chosen.once, sample=chosen.sample))


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    add = common.add_argument
    add("--verbose", action="store_true", help="show what every process writes")
    add("--source", type=Path, default=Options.source, help="the file that holds the functions")
    add("--table", type=Path, default=Options.table, help="the table of functions")
    add("--sweep-every-s", type=_positive, metavar="S", help="sweep this often, for tests")

    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", parents=[common], help="start the local cloud")
    starting.add_argument("--ready-file", type=Path, help="written when everything answers")
    starting.add_argument("--state-dir", type=Path, help="keep logs and files in this new folder")
    making = commands.add_parser("run", parents=[common], help="start it and make a video")
    making.add_argument("--prompt", required=True)
    making.add_argument("--model", default=Wish.model)
    making.add_argument("--duration-s", type=int, default=Wish.duration_s)
    making.add_argument("--once", action="store_true", help="end when the video is there")
    making.add_argument(
        "--no-sample", dest="sample", action="store_false", help="leave the studio empty but for that video"
    )
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main())
