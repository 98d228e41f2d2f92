"""Who is told and what a month may cost, before a pretended cloud: said once, made once, kept."""

from pathlib import Path

import pytest

from tests.pretended_cloud import PretendedCloud

CHANNEL = "channels Dailies operators"
ACCOUNT = "012345-6789AB-CDEF01"
TO, PAYS, AMOUNT = "--alerts-to=ops@example.com", f"--billing-account={ACCOUNT}", "--budget=100"
pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def told(applied: PretendedCloud) -> PretendedCloud:
    """A project whose owner has said both, after everything else was there."""
    applied.lose(CHANNEL)
    code, said = applied.run("apply", TO, PAYS, AMOUNT)
    assert (code, said.split()[0]) == (0, "3"), said
    return applied


def budgets(cloud: PretendedCloud) -> dict[str, tuple[str, str]]:
    return {
        found["title"]: (found.get("amount", ""), found["tells"]) for found in cloud.state["budgets"].values()
    }


def test_who_is_told_and_what_a_month_may_cost_is_made_once_and_nobody_has_to_say_it_again(
    told: PretendedCloud,
) -> None:
    channel = told.state["watching"][CHANNEL]

    assert channel["address"] == "ops@example.com"
    assert budgets(told)["Dailies a-project"] == ("100", channel["name"])
    before = told.state["watching"], told.state["budgets"]

    assert told.run("apply")[1].split()[0] == "0"
    assert told.run("plan", "--left") == (0, "\n")
    assert (told.state["watching"], told.state["budgets"]) == before


def test_another_address_or_amount_changes_what_is_there(told: PretendedCloud) -> None:
    name = told.state["watching"][CHANNEL]["name"]

    assert told.run("apply", "--alerts-to=night@example.com")[1].split()[0] == "1"
    assert told.run("apply", "--budget=250EUR")[1].split()[0] == "1"

    assert (told.state["watching"][CHANNEL]["address"], told.state["watching"][CHANNEL]["name"]) == (
        "night@example.com",
        name,
    )
    assert budgets(told) == {"Dailies another-project": ("", ""), "Dailies a-project": ("250EUR", name)}


def test_what_the_file_says_goes_before_what_was_said_once(told: PretendedCloud) -> None:
    told.change("infra/environments.toml", 'alerts_to = ""', 'alerts_to = "file@example.com"')

    assert told.run("apply")[1].split()[0] == "1"
    assert told.state["watching"][CHANNEL]["address"] == "file@example.com"


def test_what_was_made_and_not_recorded_is_found_again(applied: PretendedCloud) -> None:
    applied.lose(CHANNEL)

    assert applied.run("apply", TO, PAYS, AMOUNT, KILL_ON="monitoring channels create")[0] == -9
    assert applied.run("apply", "--take-over", KILL_ON="billing budgets create")[0] == -9
    assert applied.run("apply", "--take-over")[0] == 0

    assert [key for key in applied.state["watching"] if key.startswith("channels")] == [CHANNEL]
    assert list(budgets(applied)) == ["Dailies another-project", "Dailies a-project"]


def test_a_channel_that_a_person_has_made_is_taken_over(applied: PretendedCloud) -> None:
    name = applied.state["watching"][CHANNEL]["name"]

    assert applied.run("apply", TO)[1].split()[0] == "1"

    assert applied.state["watching"][CHANNEL] == {"name": name, "address": "ops@example.com", "tells": []}
    assert "budgets" not in applied.state
    assert "billingbudgets.googleapis.com" not in applied.state["things"]["services"]


def test_who_may_not_manage_costs_is_told_so_and_half_a_budget_is_none(applied: PretendedCloud) -> None:
    code, said = applied.run("apply", "--billing-account=FFFFFF-FFFFFF-FFFFFF", AMOUNT)
    assert (code, "may not manage the costs" in said) == (1, True)

    code, said = applied.run("apply", AMOUNT, "--state", str(applied.folder / "another.json"))
    assert (code, "say both" in said) == (1, True)


def test_destroying_takes_both_away_and_forgets_neither_address_nor_account(
    told: PretendedCloud, tmp_path: Path
) -> None:
    assert told.run("destroy", "--yes", "prod", FAIL_ON="monitoring channels delete")[0] == 1
    assert told.run("destroy", "--yes", "prod")[0] == 0

    assert told.state["watching"] == {}
    assert list(budgets(told)) == ["Dailies another-project"]
    assert "--display-name=Dailies operators" in told.run("plan", "--left")[1]
