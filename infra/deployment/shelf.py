"""Where the record lies: an object of the project's own bucket, or a file for trying things out."""

import tempfile
from pathlib import Path
from typing import Protocol

from infra.deployment.place import Place
from infra.deployment.run import StepFailed, gone, run
from infra.deployment.step import Words

CREATED = "Created: "


class Shelf(Protocol):
    """Keeps one text. What somebody else has written meanwhile is never written over."""

    def read(self) -> str | None:
        """Return the text, if there is one."""
        ...

    def write(self, text: str) -> None:
        """Replace it.

        Raises:
            StepFailed: somebody else has, since we read or wrote it.
        """
        ...


class FileShelf:
    """A file, replaced whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        """Return the text, if there is one."""
        return self._path.read_text("utf-8") if self._path.exists() else None

    def write(self, text: str) -> None:
        """Replace it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._path)


class BucketShelf:
    """An object, written only over the generation that was read."""

    def __init__(self, place: Place) -> None:
        self._url = f"gs://{place.deployment_bucket}/record.json"
        self._options = (f"--project={place.project}", "--quiet")
        self._generation = "0"

    def commands(self) -> list[Words]:
        """Every command it may run."""
        return [self._describe(), self._cat(), self._copy("record.json")]

    def read(self) -> str | None:
        """Return the text, if there is one."""
        described = run(self._describe())
        if gone(described):
            self._generation = "0"
            return None
        if described.returncode:
            raise StepFailed(f"The record of the deployment cannot be read:\n{described.stderr.strip()}")
        # If it changes between the two, its generation is the older one: nothing can be written over it.
        self._generation = described.stdout.strip()
        text = run(self._cat())
        if text.returncode:
            raise StepFailed(f"The record of the deployment cannot be read:\n{text.stderr.strip()}")
        return text.stdout

    def write(self, text: str) -> None:
        """Replace it, if nobody else has."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "record.json"
            file.write_text(text, encoding="utf-8")
            done = run(self._copy(str(file)))
        if done.returncode:
            raise StepFailed(
                "The record of the deployment could not be written: somebody else is at it, or this:\n"
                f"{done.stderr.strip()}"
            )
        created = next((line for line in done.stderr.splitlines() if line.startswith(CREATED)), "")
        self._generation = created.rpartition("#")[2]
        if not self._generation.isdecimal():
            raise StepFailed(f"gcloud did not say which generation of {self._url} it has written.")

    def _describe(self) -> Words:
        asked = ("gcloud", "storage", "objects", "describe", self._url, "--format=value(generation)")
        return (*asked, *self._options)

    def _cat(self) -> Words:
        return ("gcloud", "storage", "cat", self._url, *self._options)

    def _copy(self, file: str) -> Words:
        copied = ("gcloud", "storage", "cp", file, self._url, "--print-created-message")
        return (*copied, f"--if-generation-match={self._generation}", *self._options)
