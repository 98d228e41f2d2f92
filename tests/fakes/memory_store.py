"""A store in memory, stricter than the real one.

It refuses a read after a write, a write without a read, and a name that no document can have. It keeps
documents as stored values, and, when asked, commits, loses the reply and runs the body again, or lets
another write slip in before a commit.
"""

import copy
import operator as op
import random
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from shared.errors import InvariantBroken, Unavailable
from shared.model.base import Model
from shared.store.base import Query, Ref, Tx
from shared.store.optimistic import Fetched, OptimisticTx
from shared.store.reading import Row, readable
from shared.store.values import decode_fields

M = TypeVar("M", bound=Model)
T = TypeVar("T")

TRIES_MAX = 50
OPERATORS = {"==": op.eq, "<=": op.le, "<": op.lt, ">=": op.ge, "contains": op.contains}


class MemoryStore:
    """A `Store`. `lose_replies` is the share of commits whose answer is lost after they succeeded."""

    def __init__(self, *, lose_replies: float = 0.0, seed: int = 0) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, int] = {}
        self.before_commit: Callable[[], None] | None = None
        """Called once before the next commit: what another process does in between."""
        self.down = False
        self.reads = 0
        self.commits = 0
        self._ticks = 0
        self._lose_replies = lose_replies
        self._random = random.Random(seed)
        self._lock = threading.RLock()

    def get(self, ref: Ref[M]) -> M | None:
        return self.get_all([ref])[0]

    def get_all(self, refs: Sequence[Ref[M]]) -> list[M | None]:
        found = self._fetch([ref.path for ref in refs])
        return [found[ref.path].read_as(ref) for ref in refs]

    def find(self, query: Query[M]) -> list[M]:
        return readable(query, self._rows)

    def _rows(self, query: Query[Any]) -> list[Row]:
        rows = self._matching(query)
        self.reads += max(1, min(len(rows), query.limit))
        return copy.deepcopy(rows[: query.limit])

    def totals(self, query: Query[M], *fields: str) -> tuple[int, ...]:
        rows = self._matching(query)
        return (len(rows), *(sum(row[field] for _, row in rows) for field in fields))

    def transact(self, body: Callable[[Tx], T]) -> T:
        for _ in range(TRIES_MAX):
            tx = OptimisticTx(self._fetch, root="")
            try:
                result = body(tx)
            except Exception:
                if tx.is_still_so():
                    raise
                continue
            meanwhile, self.before_commit = self.before_commit, None
            if meanwhile is not None:
                meanwhile()
            if self._commit(tx.writes()) and self._random.random() >= self._lose_replies:
                return result
        raise Unavailable("The account is busy. Send the same request again.", retry_after_s=1)

    def paths(self, prefix: str) -> list[str]:
        """Return the paths of the documents under `prefix`, sorted."""
        return sorted(path for path in self.documents if path.startswith(prefix))

    def _fetch(self, paths: Sequence[str]) -> dict[str, Fetched]:
        if self.down:
            raise Unavailable("The database does not answer. Send the same request again.")
        self.reads += len(paths)
        for path in paths:
            for name in path.split("/"):
                _check_name(name)
        with self._lock:
            return {path: self._fetched(path) for path in paths}

    def _fetched(self, path: str) -> Fetched:
        if path not in self.documents:
            return Fetched(None, None)
        return Fetched(copy.deepcopy(self.documents[path]), Timestamp(seconds=self.versions[path]))

    def _commit(self, writes: list[Any]) -> bool:
        if self.down:
            raise Unavailable("The database does not answer. Send the same request again.")
        with self._lock:
            if not all(self._holds(write) for write in writes):
                return False
            self._ticks += 1
            self.commits += bool(writes)
            for write in writes:
                self._apply(write)
        return True

    def _holds(self, write: Any) -> bool:
        if not write.HasField("current_document"):
            return True
        seen, version = write.current_document, self.versions.get(_path(write))
        if seen.WhichOneof("condition_type") == "exists":
            return (version is not None) == seen.exists
        return version == seen.update_time.seconds

    def _apply(self, write: Any) -> None:
        path = _path(write)
        if write.WhichOneof("operation") == "delete":
            self.documents.pop(path, None)
            self.versions.pop(path, None)
        elif not write.HasField("update_mask"):
            if len(write.update.SerializeToString()) > 1_048_576:
                raise InvariantBroken(f"{path} is larger than 1 MiB")
            self.documents[path] = decode_fields(write.update.fields)
            self.versions[path] = self._ticks

    def _matching(self, query: Query[M]) -> list[tuple[str, dict[str, Any]]]:
        if self.down:
            raise Unavailable("The database does not answer. Send the same request again.")
        if query.after is not None:
            _check_name(str(query.after[-1]))
        depth = query.collection.count("/") + 1
        rows = [
            (path.rpartition("/")[2], row)
            for path, row in sorted(self.documents.items())
            if path.startswith(f"{query.collection}/") and path.count("/") == depth
            if all(_meets(row, *condition) for condition in query.where)
            if all(row.get(field) is not None for field, _ in query.order_by)
        ]
        keys = [*query.order_by, ("", query.tie_direction)]
        for position, (_, direction) in reversed(list(enumerate(keys))):
            rows.sort(key=lambda row: _keys(row, query)[position], reverse=direction == "desc")
        if query.after is None:
            return rows
        return [row for row in rows if _comes_after(_keys(row, query), query.after, keys)]


def _check_name(name: str) -> None:
    if name in ("", ".", "..") or "/" in name or (name.startswith("__") and name.endswith("__")):
        raise InvariantBroken(f"no document can be called {name!r}")


def _path(write: Any) -> str:
    return (write.delete or write.update.name).removeprefix("/")


def _keys(row: tuple[str, dict[str, Any]], query: Query[Any]) -> list[Any]:
    return [*(row[1][field] for field, _ in query.order_by), row[0]]


def _comes_after(keys: Sequence[Any], after: Sequence[Any], order: Sequence[tuple[str, str]]) -> bool:
    for mine, last, (_, direction) in zip(keys, after, order, strict=True):
        if mine != last:
            return bool(mine < last) if direction == "desc" else bool(mine > last)
    return False


def _meets(row: dict[str, Any], field: str, operator: str, value: object) -> bool:
    if field not in row or row[field] is None:
        return False
    return bool(OPERATORS[operator](row[field], value))
