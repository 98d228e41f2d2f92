"""Two releases on one database: what the newer one wrote is neither misread nor in the way (F43, F138)."""

import pytest
from pydantic import ConfigDict

from shared.errors import InvariantBroken
from shared.model.base import Model
from shared.model.ledger import Account
from shared.store import documents, queries
from shared.store.base import Ref, Store
from tests.emulators import firestore_store
from tests.fakes.memory_store import MemoryStore


@pytest.fixture(params=["memory", pytest.param("emulator", marks=pytest.mark.emulator)])
def store(request: pytest.FixtureRequest) -> Store:
    """Only stores that keep documents as fields can hold what no model of ours describes."""
    return MemoryStore() if request.param == "memory" else firestore_store()


def put_raw(store: Store, ref: Ref[Model], **fields: object) -> None:
    """Write what another release would write."""

    class Foreign(Model):
        model_config = ConfigDict(extra="allow")

    foreign = Ref(ref.path, Foreign)
    store.transact(lambda tx: tx.project(foreign, Foreign(**fields)))


def test_f43_a_document_of_a_newer_release_is_left_out_of_lists_and_hides_nothing_behind_it(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "acegi":
        put_raw(store, documents.account(name), **Account(id=name).model_dump())
    for name in "bdfh":
        put_raw(store, documents.account(name), id=name, available="many")

    def page(limit: int, after: tuple[str] | None = None) -> str:
        return "".join(one.id for one in store.find(queries.accounts(limit=limit, after=after)))

    assert page(2) == "ac"
    assert page(2, after=("c",)) == "eg"
    assert page(100) == "acegi"
    assert '"event":"document.unreadable"' in capsys.readouterr().out.replace(" ", "")


def test_f43_a_document_of_a_newer_release_is_not_read_as_something_else(store: Store) -> None:
    put_raw(store, documents.account("bob"), id="bob", available="many")

    with pytest.raises(InvariantBroken, match="cannot be read by this release"):
        store.get(documents.account("bob"))
    with pytest.raises(InvariantBroken, match="cannot be read by this release"):
        store.transact(lambda tx: tx.get(documents.account("bob")))
