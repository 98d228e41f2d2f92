"""The simulation's store: the rules of the real transaction, models instead of wire values.

Reads and commits are yield points; a commit may be lost before or after it was applied, or be applied late,
after its sender has given it up. `exact` sends every document through the wire's form, as the real one does.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from shared.errors import Unavailable
from shared.model.base import Model
from shared.store.base import TRANSACT_TIMEOUT_S, Query, Ref, Tx
from shared.store.optimistic import OptimisticTx
from shared.store.values import decode_fields, encode
from tests.simulation.kill_points import commit_name
from tests.simulation.rows import matching

M = TypeVar("M", bound=Model)
T = TypeVar("T")

TRIES_MAX = 50


class Kept:
    """One document as it was read: the model itself, which is frozen, and its version."""

    __slots__ = ("model", "version")

    def __init__(self, model: Any, version: int | None) -> None:
        self.model = model
        self.version = version

    def read_as(self, _ref: Ref[M]) -> M | None:
        found: M | None = self.model
        return found


MISSING = Kept(None, None)


class SimTx(OptimisticTx):
    """The real transaction's rules; what it wants to write stays a model, None for a removal."""

    def delete(self, ref: Ref[Any]) -> None:
        self._writes[ref.path] = None

    def relied_on(self) -> dict[str, int | None]:
        """Return the version of every document that this commit is only valid with."""
        return {path: seen.version for path, seen in self._read.items()}

    @property
    def wanted(self) -> dict[str, Any]:
        return self._writes

    def _write(self, ref: Ref[Any], document: Any) -> None:
        self._writes[ref.path] = document


class Surroundings(Protocol):
    """What a store needs of the world it is in."""

    @property
    def time(self) -> float: ...
    def at(self, point: str) -> None: ...
    def sleep(self, seconds: float) -> None: ...
    def lost(self, kind: str) -> bool: ...
    def later(self, event: Callable[[], object]) -> None: ...


class Quiet:
    """Surroundings in which nothing ever happens."""

    time = 0.0

    def at(self, point: str) -> None:
        del point

    def sleep(self, seconds: float) -> None:
        del seconds

    def lost(self, kind: str) -> bool:
        del kind
        return False

    def later(self, event: Callable[[], object]) -> None:
        raise AssertionError(event)


class SimStore:
    """A `Store`. `watch` sees every document that a commit changes: path, before, after."""

    def __init__(
        self,
        world: Surroundings | None = None,
        *,
        watch: Callable[[str, Any, Any], None] | None = None,
        exact: bool = False,
    ) -> None:
        self._world = world or Quiet()
        self._watch = watch
        self._exact = exact
        self._lock = threading.Lock()
        self._all: dict[str, Kept] = {}
        """Every document by its path; below, the same by collection and name."""
        self._collections: dict[str, dict[str, Kept]] = {}
        self._ticks = 0
        self.commits = 0

    def get(self, ref: Ref[M]) -> M | None:
        return self.get_all([ref])[0]

    def get_all(self, refs: Sequence[Ref[M]]) -> list[M | None]:
        found = self._fetch([ref.path for ref in refs])
        return [found[ref.path].model for ref in refs]

    def find(self, query: Query[M]) -> list[M]:
        rows = self._matching(query)[: query.limit]
        self._world.at("post-query")
        return [row for _, row in rows]

    def totals(self, query: Query[M], *fields: str) -> tuple[int, ...]:
        rows = self._matching(query)
        return (len(rows), *(sum(getattr(row, field) for _, row in rows) for field in fields))

    def transact(self, body: Callable[[Tx], T]) -> T:
        give_up_s = self._world.time + TRANSACT_TIMEOUT_S
        for n in range(TRIES_MAX):
            tx = SimTx(self._fetch, root="")  # type: ignore[arg-type]
            try:
                result = body(tx)
            except Exception:
                if self._hold(tx):
                    raise
            else:
                name = commit_name(body, tx.wanted.values())
                if not tx.wanted or self._commit(tx, name, give_up_s):
                    return result
            if self._world.time > give_up_s:
                break
            self._world.sleep(0.01 * 2 ** min(n, 8))
        raise Unavailable("The account is busy. Send the same request again.", retry_after_s=1)

    def documents(self, collection: str) -> list[Any]:
        """Return what a collection holds, without anybody noticing."""
        return [kept.model for kept in self._collections.get(collection, {}).values()]

    def peek(self, ref: Ref[M]) -> M | None:
        """Return one document, without anybody noticing."""
        found: M | None = self._kept(ref.path).model
        return found

    def _kept(self, path: str) -> Kept:
        return self._all.get(path, MISSING)

    def _fetch(self, paths: Sequence[str]) -> dict[str, Kept]:
        world = self._world
        world.at("pre-read")
        if world.lost("store.read_lost"):
            raise Unavailable("The database does not answer. Send the same request again.")
        found = {path: self._kept(path) for path in paths}
        world.at("post-read")
        return found

    def _hold(self, tx: SimTx) -> bool:
        """Tell whether all that a transaction has read is still so."""
        self._world.at("pre-check")
        return tx.is_still_so()

    def _commit(self, tx: SimTx, name: str, give_up_s: float) -> bool:
        self._world.at(f"pre-{name}")
        if self._world.time > give_up_s or self._world.lost("store.commit_lost_before"):
            return False
        if self._world.lost("store.commit_late"):
            self._world.later(lambda: self._apply(tx))
            return False
        if not self._apply(tx):
            return False
        self._world.at(f"post-{name}")
        return not self._world.lost("store.commit_lost_after")

    def _apply(self, tx: SimTx) -> bool:
        with self._lock:
            for path, version in tx.relied_on().items():
                if self._kept(path).version != version:
                    return False
            self._ticks += 1
            self.commits += 1
            for path, document in tx.wanted.items():
                self._put(path, document)
        return True

    def _put(self, path: str, document: Any) -> None:
        if self._watch is not None:
            self._watch(path, self._kept(path).model, document)
        collection, _, name = path.rpartition("/")
        rows = self._collections.setdefault(collection, {})
        if document is None:
            rows.pop(name, None)
            self._all.pop(path, None)
        else:
            kept = Kept(_wired(document) if self._exact else document, self._ticks)
            rows[name] = self._all[path] = kept

    def _matching(self, query: Query[M]) -> list[tuple[str, Any]]:
        self._world.at("pre-query")
        if self._world.lost("store.read_lost"):
            raise Unavailable("The database does not answer. Send the same request again.")
        documents = self._collections.get(query.collection, {})
        return matching([(name, documents[name].model) for name in sorted(documents)], query)


def _wired(document: Any) -> Any:
    """Return a document as it comes back from the wire."""
    fields = encode(document.model_dump()).map_value.fields
    return type(document).model_validate(decode_fields(fields))
