"""Every expression of the rules is put to the test, in both directions; read from the emulator itself."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.emulators import RULES
from tests.firestore_permissions import MAY, WAYS, a_project, who_may

pytestmark = pytest.mark.emulator

Node = dict[str, Any]


@pytest.fixture(scope="module")
def report(firestore_emulator: str) -> list[Node]:
    named = {collection for collection, _ in MAY}
    with a_project(firestore_emulator) as emulator:
        for collection, way in itertools.product(named, WAYS):
            list(who_may(emulator, collection, way))
        return emulator.coverage()


def every(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from every(node.get("children", ()))


def text(node: Node) -> str:
    at = node["sourcePosition"]
    return RULES.read_text()[at["currentOffset"] : at["endOffset"]]


def values(node: Node) -> list[Any]:
    return [seen["value"] for seen in node.get("values", ())]


def test_every_permission_was_asked_for(report: list[Node]) -> None:
    lines = enumerate(RULES.read_text().splitlines(), 1)
    allowing = {number for number, line in lines if re.match(r"\s*allow .*: if (?!true;)", line)}

    assert allowing
    assert allowing <= {node["sourcePosition"]["line"] for node in every(report)}


def test_every_expression_was_evaluated(report: list[Node]) -> None:
    assert [text(node) for node in every(report) if not values(node)] == []


def test_every_condition_was_both_true_and_false(report: list[Node]) -> None:
    seen = {
        (node["sourcePosition"]["line"], text(node)): {
            value["boolValue"] for value in values(node) if "boolValue" in value
        }
        for node in every(report)
    }
    conditions = {where: truths for where, truths in seen.items() if truths and where[1] != "true"}

    assert len(conditions) > 10
    assert {where: truths for where, truths in conditions.items() if truths != {True, False}} == {}
