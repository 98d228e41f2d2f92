"""What a process that handles hostile bytes may ask the system for, and nothing else."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from shared.media.ffmpeg import ffmpeg_binary
from tests.hostile_media.watched import Asked, Trace

ROOT = Path(__file__).parents[2]
_MACHINE = (
    # Libraries, where they are and where they are looked for; what the machine is; where a day begins.
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib"),
    *("/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime"),
    *("/usr/share/zoneinfo", "/usr/share/locale"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system", "/sys/fs/cgroup"),
    *("/proc/sys/vm/overcommit_memory", "/dev/null", "/dev/urandom"),
)
_OURS = re.compile(
    r"/collect-\w+(?:/(?:fetched|picture|video\.(?:mp4|mov|webm)|preview\.mp4|tmp\w+(?:/[st]\d\d\.bmp(?:\.tmp)?)?))?"
)
"""The names that we give to what a child reads and writes; any other is a name from within a file."""

_CERTIFICATES = ("/etc/ssl", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates")


class Fence:
    """Allows our files in the folder a harness works in, the interpreter's files, our code, and libraries.

    What may be written is in the folder. The harness itself, which downloads, may also read certificates.
    """

    def __init__(self, work: Path, origin: str) -> None:
        self._work = _spellings([work])
        interpreters = [sys.prefix, sys.base_prefix, sys.executable, ffmpeg_binary()]
        packages = [path for path in sys.path if path and Path(path) != ROOT]
        self._read = (*_MACHINE, *_spellings([ROOT / "shared", *map(Path, interpreters + packages)]))
        # Python looks for itself in every folder above it, and in each for a library of this name.
        library = f"lib/python{sys.version_info.major}{sys.version_info.minor}.zip"
        searched = [*_spellings([ROOT]), "/bin/sh", "/usr/bin/sh", "/bin/dash", "/usr/bin/dash"]
        above = {str(folder) for path in self._read for folder in Path(path).parents}
        self._looked_at = {*searched, *above, *(f"{folder}/{library}" for folder in above)}
        self._port = int(origin.rpartition(":")[2])

    def broken(self, trace: Trace) -> list[str]:
        """Return every call that goes over the fence, told with the number of the file that was in work."""
        files = [asked for asked in trace.files if not self._allows(asked)]
        calls = [asked for asked in trace.network if not self._allows_call(asked)]
        return [f"{one.file}: {one.call} {one.path} {one.words}"[:300] for one in files + calls]

    def _allows(self, asked: Asked) -> bool:
        if asked.file < 0 and not asked.child:
            return True  # the harness is only starting
        if _within(asked.path, self._work):
            return not asked.child or self._is_ours(asked.path)
        if asked.writes:
            return asked.path == "/dev/null"
        if asked.path in self._looked_at or _within(asked.path, self._read):
            return True
        return not asked.child and _within(asked.path, (*_CERTIFICATES, str(ROOT), "/mark"))

    def _is_ours(self, path: str) -> bool:
        return any(_OURS.fullmatch(path.removeprefix(work)) for work in self._work)

    def _allows_call(self, asked: Asked) -> bool:
        """Allow the harness to call the server of files, and nobody anything else."""
        if asked.child:
            return False
        if asked.file < 0:
            return True
        port = re.search(r"sin6?_port=htons\((\d+)\)", asked.words)
        return asked.call in {"socket", "sendto"} if port is None else int(port[1]) == self._port


def _spellings(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return each path as it is named, and as it is once links are followed."""

    def both() -> Iterator[str]:
        for path in paths:
            yield os.path.normpath(path)
            yield os.path.realpath(path)

    return tuple(dict.fromkeys(both()))


def _within(path: str, folders: Iterable[str]) -> bool:
    """Return whether a path is one of these or lies in one; `..` is followed first."""
    plain = os.path.normpath(path)
    return any(plain == folder or plain.startswith(f"{folder}/") for folder in folders)
