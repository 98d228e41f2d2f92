"""Which process is to die where, as files: armed by the test, taken by whoever comes to the point.

`armed/<job>/<point>.<n>`: the n-th to come to the point for this job is let pass n more times, then one dies.
`taken/<job>/<point>.<process id>`: it has. A rename decides, so one arming kills one process, whoever comes.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

FOLDER_VARIABLE = "DAILIES_KILL_FOLDER"
MUTANT_VARIABLE = "DAILIES_KILL_MUTANT"
ARRIVALS_MAX = 4


@dataclass(frozen=True)
class Taken:
    """The process that took an arming, and when."""

    pid: int
    at_s: float

    @property
    def alive(self) -> bool:
        """Whether it still lives; another process may have been given its number meanwhile."""
        try:
            return psutil.Process(self.pid).create_time() <= self.at_s
        except psutil.NoSuchProcess:
            return False


@dataclass(frozen=True)
class Armory:
    """The folder that the test and the processes share."""

    folder: Path

    @classmethod
    def given(cls) -> "Armory":
        """Return the one that the environment names."""
        return cls(Path(os.environ[FOLDER_VARIABLE]))

    def arm(self, job_id: str, point: str, *, arrival: int = 0) -> None:
        """Have the process die that comes to `point` for the job, after `arrival` others came through."""
        if not 0 <= arrival < ARRIVALS_MAX:
            raise ValueError(f"arrival {arrival}")
        for place in ("taken", "armed"):
            (self.folder / place / job_id).mkdir(parents=True, exist_ok=True)
        (self.folder / "armed" / job_id / f"{point}.{arrival}").touch(exist_ok=False)

    def take(self, job_id: str, point: str) -> bool:
        """Tell whether the calling process is the one to die; one more has come to the point otherwise."""
        armed = self.folder / "armed" / job_id
        if not armed.is_dir():
            return False
        if _renamed(armed / f"{point}.0", self.folder / "taken" / job_id / f"{point}.{os.getpid()}"):
            return True
        for n in range(1, ARRIVALS_MAX):
            if _renamed(armed / f"{point}.{n}", armed / f"{point}.{n - 1}"):
                break
        return False

    def taken(self, job_id: str, point: str) -> Taken | None:
        """Return which process was to die at the point; None while none was."""
        for file in (self.folder / "taken" / job_id).glob(f"{point}.*"):
            return Taken(int(file.suffix[1:]), file.stat().st_ctime)
        return None


def _renamed(old: Path, new: Path) -> bool:
    try:
        old.rename(new)
    except FileNotFoundError:
        return False
    return True
