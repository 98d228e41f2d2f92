"""Runbooks: one page each, in one form, with words that the code and the deployment know."""

import re
from pathlib import Path

import pytest

from infra.local.function_table import read_table
from shared.log import KEYS
from tests.monitoring.definitions import ROOT, alerts, metrics
from tests.monitoring.said_by_code import said_by_code

FOLDER = ROOT / "infra/runbooks"
PAGES = sorted(set(FOLDER.glob("*.md")) - {FOLDER / "README.md"})
PARTS = ["Check", "Decide", "Act", "Verify", "Afterwards"]
LINES_MAX = 60
TABLE = read_table(ROOT / "infra/functions.toml")
OPERATORS = {f.name.replace("_", "-") for f in TABLE.functions if f.trigger == "operator"}


def text(page: Path) -> str:
    return page.read_text("utf-8")


def test_there_are_eleven() -> None:
    assert len(PAGES) == 11


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_is_seen_then_goes_its_way(page: Path) -> None:
    parts = re.findall(r"^## (.+)$", text(page), re.MULTILINE)

    assert "**You see**" in text(page)
    assert parts == [part for part in PARTS if part in parts]
    assert {"Decide", "Act", "Verify", "Afterwards"} <= set(parts)
    assert len(text(page).splitlines()) <= LINES_MAX


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_event_and_field_that_a_page_names_is_said_by_the_code(page: Path) -> None:
    events = set(re.findall(r"`([a-z]+\.[a-z]+)`", text(page))) | set(
        re.findall(r'jsonPayload\.event="([^"]+)"', text(page))
    )
    fields = set(re.findall(r"jsonPayload\.([a-z_]+)", text(page)))

    assert events - {"run.invoker", "cloudtasks.enqueuer"} <= set(said_by_code())
    assert fields - {"event"} <= KEYS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_function_queue_topic_and_secret_that_a_page_names_is_there(page: Path) -> None:
    functions = set(re.findall(r"functions call (\S+)", text(page)))
    named_queues = set(re.findall(r"--queue=(\S+)|queues (?:pause|resume|update|describe) (\S+)", text(page)))
    named_topics = set(re.findall(r"topics publish (\S+)", text(page)))
    services = set(re.findall(r"run services update(?:-traffic)? (\S+)", text(page)))
    secrets = {name for function in TABLE.functions for name in function.secrets}

    assert functions <= OPERATORS
    assert {name for pair in named_queues for name in pair if name} <= {row.name for row in TABLE.queues}
    assert named_topics <= {row.name for row in TABLE.topics}
    assert services <= {function.name.replace("_", "-") for function in TABLE.functions}
    assert set(re.findall(r"secrets versions (?:add|list) (\S+)", text(page))) <= secrets


def test_the_index_names_every_alert_and_every_page() -> None:
    index = text(FOLDER / "README.md")

    assert {f"{page.name}" for page in PAGES} == set(re.findall(r"\]\(([a-z-]+\.md)\)", index))
    for page in PAGES:
        answered = [a for a in alerts().values() if f"/{page.name}" in a["documentation"]["content"]]
        for alert in answered:
            title = alert["displayName"].removeprefix("Dailies: ")
            assert title in index, title


def test_the_page_of_what_is_watched_names_every_metric_and_alert() -> None:
    page = text(ROOT / "infra/monitoring/README.md")

    assert {*metrics(), *alerts()} <= set(re.findall(r"`([a-z_]+)`", page))
