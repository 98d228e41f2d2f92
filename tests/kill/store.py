"""The real store, with a point before and after everything it does; named as the simulator names them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from shared.model.base import Model
from shared.store.base import Query, Ref, Store, Tx
from tests.kill.mortality import Mortal, about, about_path, job_in
from tests.simulation.kill_points import commit_name

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)
T = TypeVar("T")


class MortalStore:
    """A `Store` that passes all on."""

    def __init__(self, real: Store, mortal: Mortal) -> None:
        self._real = real
        self._at = mortal.at

    def get(self, ref: Ref[M]) -> M | None:
        return self.get_all([ref])[0]

    def get_all(self, refs: Sequence[Ref[M]]) -> list[M | None]:
        for ref in refs:
            about_path(ref.path)
        self._at("pre-read")
        found = self._real.get_all(refs)
        self._at("post-read")
        return found

    def find(self, query: Query[M]) -> list[M]:
        found = self._real.find(query)
        if query.collection == "jobs":
            self._at("post-query", *(row.id for row in found))  # type: ignore[attr-defined]
        return found

    def totals(self, query: Query[Any], *fields: str) -> tuple[int, ...]:
        return self._real.totals(query, *fields)

    def transact(self, body: Callable[[Tx], T]) -> T:
        name = ""

        def watched(real: Tx) -> T:
            nonlocal name
            tx = MortalTx(real, self._at)
            result = body(tx)
            name = commit_name(body, tx.written.values()) if tx.written else ""
            if name:
                # What was read last may be another job: the one that this one begins with.
                for job_id in {job_in(path) for path in tx.written} - {""}:
                    about(job_id)
                self._at(f"pre-{name}")
            return result

        result = self._real.transact(watched)
        if name:
            self._at(f"post-{name}")
        return result


class MortalTx:
    """A `Tx` that passes all on and knows what it wants to write."""

    def __init__(self, real: Tx, at: Callable[..., None]) -> None:
        self._real = real
        self._at = at
        self.written: dict[str, Any] = {}

    def get(self, ref: Ref[M]) -> M | None:
        about_path(ref.path)
        self._at("pre-read")
        found = self._real.get(ref)
        self._at("post-read")
        return found

    def get_both(self, first: Ref[M], second: Ref[N]) -> tuple[M | None, N | None]:
        about_path(first.path)
        self._at("pre-read")
        found = self._real.get_both(first, second)
        self._at("post-read")
        return found

    def put(self, ref: Ref[M], document: M) -> None:
        self.written[ref.path] = document
        self._real.put(ref, document)

    def create(self, ref: Ref[M], document: M) -> None:
        self.written[ref.path] = document
        self._real.create(ref, document)

    def project(self, ref: Ref[M], document: M) -> None:
        self.written[ref.path] = document
        self._real.project(ref, document)

    def delete(self, ref: Ref[Any]) -> None:
        self.written[ref.path] = None
        self._real.delete(ref)
