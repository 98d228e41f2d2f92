"""`infra/deploy.py destroy` before a pretended cloud: all but the data, or all; goes on where it stopped."""

import pytest

from tests.pretended_cloud import PretendedCloud, record

pytestmark = pytest.mark.timeout(900)


def test_destroy_takes_away_all_but_the_data(applied: PretendedCloud) -> None:
    assert applied.run("destroy")[0] == 2  # its name was not typed
    code, said = applied.run("destroy", "--yes", "prod")

    assert code == 0, said
    left = {name.rpartition(" ")[0] or name for name in applied.state["things"]}
    assert left == {
        "storage buckets",
        "secrets",
        "firestore databases",
        "firestore fields ttls",
        "tasks queues",
        "services",  # APIs stay switched on
        "artifacts docker images",
    }
    assert not [rows for rows in applied.state["policies"].values() if rows]
    assert said.count("kept: ") == 8
    assert record(applied)["taken"] == {}

    assert applied.run("apply")[0] == 0
    assert applied.run("gate")[0] == 0


def test_destroy_takes_the_data_as_well_when_told_so_and_forgets_whose_project_it_was(
    applied: PretendedCloud,
) -> None:
    code, said = applied.run("destroy", "--yes", "prod", "--with-data")

    assert code == 0, said
    assert not [name for name in applied.state["things"] if name.startswith(("storage", "secrets", "run"))]
    assert "firestore databases (default)" not in applied.state["things"]
    assert applied.state["objects"] == {}


def test_destroy_stops_at_what_fails_and_goes_on(applied: PretendedCloud) -> None:
    code, said = applied.run("destroy", "--yes", "prod", FAIL_ON="pubsub topics delete media-steps")
    assert code == 1
    assert "run destroy again" in said

    assert applied.run("destroy", "--yes", "prod")[0] == 0
    assert "pubsub topics media-steps" not in applied.state["things"]
