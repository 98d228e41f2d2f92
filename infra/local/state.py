"""The folder a local cloud writes into: fresh each time, because Firestore starts empty too."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.layout import StateFolder


class InUse(Exception):
    """The folder is taken."""


@contextmanager
def passing_state() -> Iterator[StateFolder]:
    """Give a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dailies-", ignore_cleanup_errors=True) as path:
        yield StateFolder(Path(path))


@contextmanager
def given_state(path: Path) -> Iterator[StateFolder]:
    """Use a folder of the caller's, and leave in it what there is at the end.

    Raises:
        InUse: there is something in it; it may be dear to somebody.
    """
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise InUse(f"{path} is not empty. Name a new folder.")
    yield StateFolder(path.resolve())


@contextmanager
def own_state(path: Path) -> Iterator[StateFolder]:
    """Empty a folder of our own and use it; what is in it at the end stays, to be looked at.

    Raises:
        InUse: somebody else has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(
                f"Another local cloud runs in {path}. Stop it, or start this one with `make up`."
            ) from None
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        yield StateFolder(path)
