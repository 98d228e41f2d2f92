"""What has left the tables, before a pretended cloud: it stays, is named, and goes when somebody says so."""

import re

import pytest

from tests.pretended_cloud import PretendedCloud, record, serving

YES = ("--yes", "prod")
pytestmark = pytest.mark.timeout(900)


def drop(cloud: PretendedCloud, stanza: str) -> str:
    """Take a stanza out of the table, and return it."""
    table = cloud.root / "infra/functions.toml"
    (found,) = re.findall(rf"^\[{re.escape(stanza)}\]\n(?:.+\n)+", table.read_text(), re.MULTILINE)
    table.write_text(table.read_text().replace(found, ""))
    return str(found)


@pytest.fixture
def dropped(applied: PretendedCloud) -> PretendedCloud:
    """A project whose table has lost its nightly proof and a queue since the last release but one."""
    drop(applied, "functions.reconcile")
    drop(applied, "queues.vertex")
    code, said = applied.run("apply")
    assert code == 0, said
    return applied


def things(cloud: PretendedCloud) -> set[str]:
    return {"run services reconcile", "scheduler jobs reconcile", "tasks queues vertex"} & set(
        cloud.state["things"]
    )


def test_a_release_takes_nothing_away_and_names_what_is_no_longer_wanted(dropped: PretendedCloud) -> None:
    before = len(dropped.done)

    for verb in (("apply",), ("plan", "--left"), ("prune",)):
        code, said = dropped.run(*verb)
        goes, stays = said.split("it holds data, or its name")
        assert code == 0
        assert goes.index("scheduler jobs delete reconcile") < goes.index("run services delete reconcile")
        assert "tasks queues delete vertex" in stays
    assert len(things(dropped)) == 3
    assert not [words for words in dropped.done[before:] if "delete" in words.split()]


def test_a_rollback_finds_all_that_served_before(dropped: PretendedCloud) -> None:
    dropped.change("main.py", '"""Every', '"""Each')
    assert dropped.run("apply")[0] == 0

    assert dropped.run("rollback")[0] == 0
    assert serving(dropped, "reconcile") == ["reconcile-00001-abc"]

    code, said = dropped.run("prune", *YES)
    assert (code, "run apply first, then prune" in said) == (1, True)
    assert len(things(dropped)) == 3


def test_a_prune_that_was_killed_goes_on_and_then_there_is_nothing_left(dropped: PretendedCloud) -> None:
    assert dropped.run("prune", *YES, KILL_ON="scheduler jobs delete reconcile")[0] == -9
    assert dropped.run("prune", *YES, "--take-over")[0] == 0

    assert things(dropped) == {"tasks queues vertex"}
    assert "reconcile" not in str(record(dropped)["taken"])
    assert dropped.run("prune", *YES)[1].startswith("0 things went")
    assert dropped.run("apply")[1].startswith("0 steps taken")
    code, said = dropped.run("rollback")
    assert (code, "nothing to go back to" in said) == (1, True)

    assert dropped.run("prune", *YES, "--with-data") == (0, "1 things went\n")
    assert things(dropped) == set()
    assert dropped.run("plan", "--left") == (0, "\n")


def test_where_nothing_is_left_over_a_prune_leaves_the_way_back(applied: PretendedCloud) -> None:
    before = record(applied)["before"]

    assert applied.run("prune", *YES) == (0, "0 things went\n")
    assert record(applied)["before"] == before


def test_what_comes_back_is_made_as_if_it_were_new(applied: PretendedCloud) -> None:
    stanza = drop(applied, "functions.reconcile")
    assert applied.run("apply")[0] == 0
    assert applied.run("prune", *YES)[0] == 0
    applied.change("infra/functions.toml", "[functions.retry_job]", f"{stanza}\n[functions.retry_job]")

    assert applied.run("apply")[0] == 0
    assert applied.run("gate")[0] == 0
    assert applied.state["policies"]["run services reconcile"]


def test_destroying_takes_what_was_left_over_and_its_data_when_told_so(dropped: PretendedCloud) -> None:
    code, said = dropped.run("destroy", *YES)
    assert code == 0
    assert things(dropped) == {"tasks queues vertex"}
    assert "tasks queues delete vertex" in said
