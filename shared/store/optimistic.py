"""One optimistic transaction: what it read, what it wants to write, and the commit that follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from google.cloud.firestore_v1.types import write as types
from pydantic import ValidationError

from shared.errors import InvariantBroken
from shared.model.base import Model
from shared.store.base import Ref
from shared.store.turns import Turn
from shared.store.values import encode_fields

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)

_Write = types.Write.pb()


@dataclass(frozen=True)
class Fetched:
    """One document as it was read: its fields and version, or None for both if it does not exist."""

    fields: dict[str, Any] | None
    version: Any

    def read_as(self, ref: Ref[M]) -> M | None:
        """Return the noun, validated; None if there is no document.

        Raises:
            InvariantBroken: it is damaged, or was written by a newer release.
        """
        if self.fields is None:
            return None
        try:
            return ref.model.model_validate(self.fields)
        except ValidationError as error:
            raise InvariantBroken(f"{ref.path} cannot be read by this release") from error


_NOTHING = Fetched(None, None)


class OptimisticTx:
    """A `Tx` that collects its writes."""

    def __init__(
        self, fetch: Callable[[Sequence[str]], dict[str, Fetched]], *, root: str, turn: Turn | None = None
    ) -> None:
        self._fetch = fetch
        self._turn = turn
        self._root = root
        self._read: dict[str, Fetched] = {}
        self._writes: dict[str, Any] = {}

    def get(self, ref: Ref[M]) -> M | None:
        """Read one document; the commit relies on what was found."""
        self._load([ref.path])
        return self._read[ref.path].read_as(ref)

    def get_both(self, first: Ref[M], second: Ref[N]) -> tuple[M | None, N | None]:
        """Read two documents in one round trip."""
        self._load([first.path, second.path])
        return self._read[first.path].read_as(first), self._read[second.path].read_as(second)

    def put(self, ref: Ref[M], document: M) -> None:
        """Write a document that was read in this transaction."""
        if ref.path not in self._read:
            raise InvariantBroken(f"{ref.path} is written without having been read")
        self._write(ref, document)

    def create(self, ref: Ref[M], document: M) -> None:
        """Write a document that must not exist yet."""
        self._read.setdefault(ref.path, _NOTHING)
        self._write(ref, document)

    def project(self, ref: Ref[M], document: M) -> None:
        """Overwrite a document that is computed whole from others written here."""
        self._write(ref, document)

    def delete(self, ref: Ref[M]) -> None:
        """Remove a document, whether or not it exists."""
        self._writes[ref.path] = _Write(delete=self._name(ref.path))

    def writes(self) -> list[Any]:
        """Return the commit: every write, and a check of every document that was only read."""
        if not self._writes:
            return []
        checks = [self._check(path) for path in self._read if path not in self._writes]
        for path, write in self._writes.items():
            self._rely_on(path, write)
        return [*self._writes.values(), *checks]

    def is_still_so(self) -> bool:
        """Read everything once more: if nothing has changed, all of it was so at the moment in between.

        What came in one answer need not have been so at one moment: the emulator reads documents one by one.
        """
        if len(self._read) < 2:
            return True
        again = self._fetch(list(self._read))
        return all(again[path].version == seen.version for path, seen in self._read.items())

    def _load(self, paths: list[str]) -> None:
        if self._writes:
            raise InvariantBroken("a transaction reads everything before it writes anything")
        missing = [path for path in paths if path not in self._read]
        if missing:
            if self._turn is not None:
                self._turn.take(missing)
            self._read.update(self._fetch(missing))

    def _write(self, ref: Ref[M], document: M) -> None:
        write = _Write()
        write.update.name = self._name(ref.path)
        encode_fields(document.model_dump(), write.update.fields)
        self._writes[ref.path] = write

    def _check(self, path: str) -> Any:
        """Return a write that changes nothing and fails if the document is not as it was read."""
        if self._read[path].version is None:
            check = _Write(delete=self._name(path))
        else:
            check = _Write(update={"name": self._name(path)}, update_mask={})
        self._rely_on(path, check)
        return check

    def _rely_on(self, path: str, write: Any) -> None:
        seen = self._read.get(path)
        if seen is None:
            return
        if seen.version is None:
            write.current_document.exists = False
        else:
            write.current_document.update_time.CopyFrom(seen.version)

    def _name(self, path: str) -> str:
        return f"{self._root}/{path}"
