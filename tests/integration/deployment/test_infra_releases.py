"""A release before a pretended cloud: no traffic until it answers, sent back when it fails or by hand."""

import pytest

from tests.pretended_cloud import PretendedCloud, serving

pytestmark = pytest.mark.timeout(900)


def test_a_release_that_is_gone_back_on_is_deployed_again(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    assert applied.run("apply")[0] == 0
    applied.change("main.py", '"""Each', '"""Every')

    assert applied.run("apply")[0] == 0

    assert serving(applied, "jobs") == ["jobs-00003-abc"]


def test_a_new_revision_that_does_not_answer_never_gets_traffic(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')

    code, said = applied.run("apply", FAIL_ON="infra.smoke drafts https://candidate---drafts")

    assert code == 1
    assert "it has no traffic yet" in said
    assert serving(applied, "jobs") == ["jobs-00001-abc"]
    assert serving(applied, "sweep") == ["sweep-00001-abc"]


def test_what_fails_before_people_sends_them_back_and_the_next_apply_releases_again(
    applied: PretendedCloud,
) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    applied.change("web/dist/index.html", "one", "two")

    code, said = applied.run("apply", FAIL_ON="infra.smoke all")

    assert code == 1
    assert "Back to what served before: jobs, drafts" in said
    assert serving(applied, "jobs") == ["jobs-00001-abc"]
    assert applied.state["channels"]["live"] == "one"
    assert applied.run("gate")[0] == 1  # an older revision serves, and the gate says so

    assert applied.run("apply")[0] == 0
    assert serving(applied, "jobs") == ["jobs-00003-abc"]
    assert applied.state["channels"]["live"] == "two"
    assert applied.run("gate")[0] == 0


def test_an_apply_that_was_killed_between_two_services_is_sent_back_whole(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    assert applied.run("apply", KILL_ON="update-traffic drafts")[0] == -9
    assert serving(applied, "jobs") == ["jobs-00002-abc"]

    assert applied.run("rollback", "--take-over")[0] == 0

    assert {serving(applied, name)[0] for name in ("jobs", "drafts")} == {
        "jobs-00001-abc",
        "drafts-00001-abc",
    }


def test_a_release_can_be_sent_back_by_hand(applied: PretendedCloud) -> None:
    applied.change("main.py", '"""Every', '"""Each')
    assert applied.run("apply")[0] == 0

    code, said = applied.run("rollback")

    assert (code, "the studio" in said) == (0, True)
    assert serving(applied, "media-steps") == ["media-steps-00001-abc"]
