"""The table of costs in the README is the program's, and what can be counted was counted."""

import json
import re
import tomllib
from typing import Any

import pytest

from infra.cost import FILE, read, table
from infra.deployment.plan import ROOT
from tests.factories import an_order
from tests.fakes.fake_provider import running, succeeded
from tests.fakes.memory_store import MemoryStore
from tests.house import House

USAGE = tomllib.loads(FILE.read_text())


class Counting(MemoryStore):
    """Counts what Firestore bills: documents written, beside those read."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def _commit(self, writes: list[Any]) -> bool:
        self.writes += len(writes)
        return super()._commit(writes)


def test_the_table_in_the_readme_is_the_programs() -> None:
    assert table(read()) in (ROOT / "README.md").read_text("utf-8")


def test_a_video_reads_writes_and_asks_as_often_as_the_table_says() -> None:
    house = House(store=(store := Counting()))
    house.provider.polls = [running(), running(50), succeeded()]
    house.jobs.create(an_order())
    house.deliver_all()

    assert (store.reads, store.writes) == (USAGE["video"]["reads"], USAGE["video"]["writes"])
    assert len(house.queue.asked) == USAGE["video"]["steps"]


def test_an_idle_sweep_reads_as_often_as_the_table_says() -> None:
    house = House(store=(store := Counting()))
    house.sweep.run()

    assert store.reads == USAGE["idle"]["sweep_reads"]


def test_the_parts_add_up_and_the_provider_is_nearly_all_of_it() -> None:
    costs = read()
    total = sum(part.usd for part in costs.videos)

    assert f"{total:,.2f}" in table(costs)
    provider = next(part.usd for part in costs.videos if "provider" in part.what)
    assert 0.9 < provider / total < 1
    assert 0 < sum(part.usd for part in costs.idle) < 20


def test_the_query_asks_for_what_the_line_of_a_settled_job_says(capsys: pytest.CaptureFixture[str]) -> None:
    house = House()
    house.provider.polls = [succeeded()]
    house.make()
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"job.settled"' in line]

    query = (ROOT / "infra/monitoring/cost.sql").read_text("utf-8")

    assert set(re.findall(r"json_payload\.(\w+)", query)) <= said[0].keys()
