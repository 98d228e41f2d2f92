"""A's things, B's account, and everybody else outside: the functions with sign-in as in the cloud."""

import copy
from pathlib import Path

import pytest
from pydantic import SecretStr
from werkzeug.test import TestResponse

from functions.site import site
from shared.providers.wavespeed_webhook import verify
from shared.services.callbacks import Callbacks
from tests.fakes.edge import Edge
from tests.fakes.sign_in import Directory, cloud_sign_in
from tests.hostile.attempts import Attempt
from tests.hostile.belongings import Belongings
from tests.hostile.front import Front
from tests.hostile.operations import operations

OWNER, OTHER = "alice", "bob"


class House:
    """`front` is the way in; `assert_untouched` holds everything of A's against how it was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.edge = Edge(monkeypatch)
        secrets = [SecretStr("whsec_of-the-house")]
        checks = {"wavespeed": lambda headers, raw: verify(headers, raw, secrets, self.edge.clock.at)}
        self.edge.callbacks = Callbacks(self.edge.store, self.edge.queue, checks, now=self.edge.clock)
        self.belongings = Belongings(self.edge, OWNER)
        self.edge.order(who=OTHER, key="b")
        self.front = Front(self.edge)
        self.cursors = self._cursors()
        self.edge.people = cloud_sign_in(monkeypatch, folder)
        site.cache_clear()
        self.directory = Directory(monkeypatch)
        self.before = copy.deepcopy(self.edge.store.versions)
        self.files = dict(self.edge.objects.objects)

    def ids(self, name: str) -> list[str]:
        return self.cursors if name == "cursor" else self.belongings.ids(name)

    def missing(self, name: str) -> list[str]:
        return ["bm9uZQ"] if name == "cursor" else [self.belongings.missing(name)]

    def assert_untouched(self) -> None:
        """Nothing of A's was written, not even with the same words, and nothing new is A's."""
        now = self.edge.store.versions
        changed = {path for path in self.before if now.get(path) != self.before[path]}
        assert not {path for path in changed if not path.startswith(f"accounts/{OTHER}")}
        for path in set(now) - set(self.before):
            row = self.edge.store.documents[path]
            assert OWNER not in (*path.split("/"), row.get("account_id"), row.get("owner")), path
        assert self.edge.objects.objects == self.files

    def assert_tells_nothing(self, answer: TestResponse, attempt: Attempt, *, shown: str = "") -> None:
        told = answer.text + str(answer.headers)
        for secret in self.belongings.secrets():
            if secret not in shown:
                assert secret not in told, f"{attempt}: {secret} in {told}"

    def _cursors(self) -> list[str]:
        """Positions in A's lists, as A is given them."""
        found = set()
        for operation in operations():
            if "cursor" in operation.parameters("query"):
                path = operation.path.format(
                    **{name: self.ids(name)[0] for name in operation.parameters("path")}
                )
                page = self.front.ask(operation.method, f"{path}?limit=1", token=f"{OWNER}-token").get_json()
                if page["next"]:
                    found.add(page["next"].rpartition("cursor=")[2])
        assert len(found) >= 3
        return sorted(found)
