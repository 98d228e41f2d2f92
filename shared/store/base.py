"""The need: typed documents, one atomic commit, and queries that each have an index and a limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, Protocol, TypeVar

from shared.model.base import Model

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)
T = TypeVar("T")

Value = str | int | bool | datetime

TRANSACT_TIMEOUT_S = 20.0
"""How long after its beginning a transaction may still commit."""


class Ref(NamedTuple, Generic[M]):
    """The place of one document and the noun it holds."""

    path: str
    model: type[M]


@dataclass(frozen=True)
class Query(Generic[M]):
    """One question to the store. `where` is (field, operator, value); results come in `order_by`, then by id.

    Operators are `==`, `<=`, `<`, `>=` and `contains`, of a list that has the value.

    `after` continues a page: the values of the `order_by` fields of the last document seen, then its id.
    """

    collection: str
    model: type[M]
    where: tuple[tuple[str, str, Value], ...] = ()
    order_by: tuple[tuple[str, str], ...] = ()
    limit: int = 50
    after: tuple[Value, ...] | None = None

    @property
    def tie_direction(self) -> str:
        """How what is equal by `order_by` is sorted by id."""
        return self.order_by[-1][1] if self.order_by else "asc"


class Tx(Protocol):
    """One optimistic transaction: reads first, then writes, then one commit.

    The commit succeeds only if nothing that was read has changed meanwhile, whether or not it was written.
    """

    def get(self, ref: Ref[M]) -> M | None:
        """Read one document; None if it does not exist, and then the commit relies on that."""
        ...

    def get_both(self, first: Ref[M], second: Ref[N]) -> tuple[M | None, N | None]:
        """Read two documents in one round trip."""
        ...

    def put(self, ref: Ref[M], document: M) -> None:
        """Write a document that was read in this transaction."""
        ...

    def create(self, ref: Ref[M], document: M) -> None:
        """Write a document that must not exist yet; if it does, the body runs again."""
        ...

    def project(self, ref: Ref[M], document: M) -> None:
        """Overwrite a document that is computed whole from others written here."""
        ...

    def delete(self, ref: Ref[M]) -> None:
        """Remove a document, whether or not it exists."""
        ...


class Store(Protocol):
    """Raises only Unavailable (ask again later) and, from `transact`, whatever the body raises."""

    def get(self, ref: Ref[M]) -> M | None:
        """Read one document."""
        ...

    def get_all(self, refs: Sequence[Ref[M]]) -> list[M | None]:
        """Read many documents in one round trip, in the order asked."""
        ...

    def find(self, query: Query[M]) -> list[M]:
        """Return at most `query.limit` documents, fewer only if there are no more.

        What this release cannot read is logged and left out.
        """
        ...

    def totals(self, query: Query[M], *fields: str) -> tuple[int, ...]:
        """Return the number of matching documents and the sum of each field, without reading them."""
        ...

    def transact(self, body: Callable[[Tx], T]) -> T:
        """Run `body` and commit what it wrote, again and again until nothing interfered.

        The body may run several times, and may find its own first success: it touches nothing but the
        transaction and recognises what it has already done. What it raises comes out only if all that it had
        read was so at one moment; else it runs again, as it does after a conflict.

        What it would write was decided when it began: a process that sleeps longer than `TRANSACT_TIMEOUT_S`
        seconds in between commits nothing, as its times are no longer true.

        Raises:
            Unavailable: the commit met other writes, or no answer, too often or for too long.
        """
        ...
