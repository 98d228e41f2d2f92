"""Start the server: `python -m infra.local.cloud_storage --help`."""

import argparse
import asyncio
import logging
import sqlite3
import sys
from pathlib import Path

from .server import Options, serve


def main() -> int:
    """Serve until told to stop; a bad option gets one line, not a traceback."""
    logging.basicConfig(level=logging.INFO, format="cloud_storage: %(message)s")
    # It logs request lines that it cannot parse, and those may hold a signature.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    try:
        asyncio.run(serve(_options()))
    except BlockingIOError:
        return _refuse("the directory is already open in another process")
    except sqlite3.DatabaseError as error:
        return _refuse(f"the directory's metadata cannot be read ({error}); remove the directory")
    except (OSError, ValueError) as error:
        return _refuse(str(error))
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"cloud_storage: {reason}\n")
    return 1


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m infra.local.cloud_storage")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--directory", type=Path, required=True, help="where everything is kept")
    parser.add_argument("--project", required=True)
    parser.add_argument("--bucket", required=True, help="made if it is missing")
    parser.add_argument("--signer", type=Path, required=True, help="a service account file")
    parser.add_argument("--ready-file", type=Path, help="gets the port once it listens")
    parser.add_argument(
        "--tls-ready-file", type=Path, help="gets the port of a second door with TLS (gsutil)"
    )
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
