"""What a deployment does for App Check: the key in the studio's page, and the APIs it needs."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.deployment import firebase, ground
from infra.deployment.run import StepFailed
from tests.planned import PLACE, ROOT

KEY = "6Lcdefghijklmnopqrstuvwxyz-0123456789_AB"
WITH_KEY = replace(PLACE, site_key=KEY)
META = '<meta name="app-check-key" content="{}" />'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a built studio."""
    (tmp_path / "web/dist").mkdir(parents=True)
    (tmp_path / "firebase.json").write_text("{}")
    (tmp_path / firebase.PAGE).write_text(f"<head>{META.format('')}</head>")
    return tmp_path


def test_the_studio_that_is_built_has_a_place_for_the_key_and_no_key() -> None:
    assert (ROOT / "web/index.html").read_text("utf-8").count(META.format("")) == 1


def test_a_page_is_told_the_key_of_its_environment_whichever_it_was_told_before(root: Path) -> None:
    told = firebase.page(WITH_KEY, root)
    assert told == f"<head>{META.format(KEY)}</head>"

    (root / firebase.PAGE).write_text(told)
    assert firebase.page(WITH_KEY, root) == told
    assert firebase.page(PLACE, root) == f"<head>{META.format('')}</head>"


def test_another_key_is_another_studio_and_the_same_one_is_not(root: Path) -> None:
    without, with_key = firebase.hosting(PLACE, root).digest, firebase.hosting(WITH_KEY, root).digest
    assert without != with_key

    (root / firebase.PAGE).write_text(firebase.page(WITH_KEY, root))
    assert firebase.hosting(WITH_KEY, root).digest == with_key
    assert firebase.hosting(PLACE, root).digest == without


def test_a_page_without_a_place_for_the_key_is_not_deployed(root: Path) -> None:
    (root / firebase.PAGE).write_text("<head></head>")

    assert firebase.page(PLACE, root) == "<head></head>"
    with pytest.raises(StepFailed, match="make studio"):
        firebase.hosting(WITH_KEY, root)


def test_what_app_check_needs_is_switched_on_where_there_is_a_key() -> None:
    needed = {"firebaseappcheck.googleapis.com", "recaptchaenterprise.googleapis.com"}

    assert needed <= set(ground.apis(WITH_KEY).create)
    assert not needed & set(ground.apis(PLACE).create)
