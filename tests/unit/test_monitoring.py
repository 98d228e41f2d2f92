"""What is monitored: Google knows every field, the code says every line, and each alert has its page."""

import re
from typing import Any

import pytest
from google.cloud.logging_v2.types import LogMetric
from google.cloud.monitoring_dashboard_v1 import Dashboard
from google.cloud.monitoring_v3 import AlertPolicy
from google.protobuf.json_format import ParseDict, ParseError

from infra.local.function_table import read_table
from tests.monitoring.definitions import ROOT, USER, alerts, asked_of, dashboard, metrics
from tests.monitoring.log_filter import Entry, entry_of, extracted, parsed
from tests.monitoring.stories import STORIES, told

ABSENCE_MIN_S = 120
LABELS_MAX = 10
"""A user-defined metric has at most so many labels."""
LOGS_LOOKED_BACK_MAX_H = 25
"""Alerts in PromQL on metrics of logs look back no further: Google refuses "longer than 1d1h"."""
DAY_S = 24 * 3600


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return [entry_of(line) for story in STORIES for line in told(story)]


def check(kind: Any, document: Any) -> None:
    """Hold a document against the format of Google's API: every field known, every word of an enum, too."""
    ParseDict(document, kind.pb(kind()))


def test_google_knows_every_field_of_every_file() -> None:
    for metric in metrics().values():
        check(LogMetric, metric)
    for alert in alerts().values():
        check(AlertPolicy, alert)
    check(Dashboard, dashboard())


@pytest.mark.parametrize("wrong", [{"filtre": "x"}, {"metricDescriptor": {"metricKind": "OFTEN"}}])
def test_a_field_or_a_word_that_google_does_not_know_is_found(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        check(LogMetric, wrong)


@pytest.mark.parametrize("name", metrics())
def test_the_code_says_what_a_metric_counts_and_every_label_and_value_of_it(
    name: str, entries: list[Entry]
) -> None:
    metric = metrics()[name]
    counts = parsed(metric["filter"])
    counted = [entry for entry in entries if counts(entry)]

    assert counted, "nothing ever makes it move"
    assert len(counted) < len(entries) / 2, "it counts everything"
    for label, extractor in metric.get("labelExtractors", {}).items():
        assert {extracted(entry, extractor) for entry in counted} - {None}, label
    if "valueExtractor" in metric:
        values = [extracted(entry, metric["valueExtractor"]) for entry in counted]
        assert all(isinstance(value, int | float) for value in values)


@pytest.mark.parametrize("name", metrics())
def test_a_metrics_parts_belong_together(name: str) -> None:
    metric = metrics()[name]
    described = metric["metricDescriptor"]
    labels = [label["key"] for label in described.get("labels", ())]

    assert set(labels) == set(metric.get("labelExtractors", {}))
    assert len(labels) <= LABELS_MAX
    assert not set(labels) & {"job_id", "account_hash", "trace", "message_id"}, "one series for each of them"
    assert (
        (described["valueType"] == "DISTRIBUTION")
        == ("valueExtractor" in metric)
        == ("bucketOptions" in metric)
    )
    if "bucketOptions" in metric:
        bounds = metric["bucketOptions"]["explicitBuckets"]["bounds"]
        assert bounds == sorted(set(bounds))


@pytest.mark.parametrize("name", [*alerts(), "dashboard"])
def test_what_is_asked_about_is_defined_and_each_label_has_such_a_value(
    name: str, entries: list[Entry]
) -> None:
    questions = asked_of(alerts().get(name, dashboard()))

    assert questions
    for asked in questions:
        if not asked.metric.startswith(USER):
            assert asked.metric.startswith(("pubsub.", "cloudtasks.", "run.")), asked.metric
            continue
        defined = metrics()[asked.metric.removeprefix(USER)]
        counted = [entry for entry in entries if parsed(defined["filter"])(entry)]
        for label, pattern in asked.labels:
            values = {str(extracted(entry, defined["labelExtractors"][label])) for entry in counted}
            assert any(re.fullmatch(pattern, value) for value in values), (asked.metric, label, values)


def test_every_metric_is_looked_at() -> None:
    looked_at = {
        asked.metric for document in [*alerts().values(), dashboard()] for asked in asked_of(document)
    }

    assert {USER + name for name in metrics()} <= looked_at


@pytest.mark.parametrize("name", alerts())
def test_an_alert_is_about_one_thing_and_names_the_page_that_answers_it(name: str) -> None:
    alert = alerts()[name]
    (condition,) = alert["conditions"]
    page = re.search(r"infra/runbooks/([a-z-]+)\.md$", alert["documentation"]["content"])

    assert page
    assert (ROOT / "infra/runbooks" / f"{page[1]}.md").exists()
    assert alert["displayName"] == f"Dailies: {condition['displayName']}"
    if "conditionAbsent" in condition:
        assert int(condition["conditionAbsent"]["duration"].removesuffix("s")) >= ABSENCE_MIN_S


def test_the_sweep_is_silent_after_three_of_its_intervals() -> None:
    sweep = next(f for f in read_table(ROOT / "infra/functions.toml").functions if f.name == "sweep")
    (condition,) = alerts()["sweep_silent"]["conditions"]

    assert sweep.schedule == "* * * * *"
    assert condition["conditionAbsent"]["duration"] == f"{3 * 60}s"


def test_the_proof_is_silent_when_a_night_is_over_and_google_would_look_back_that_far() -> None:
    proof = next(f for f in read_table(ROOT / "infra/functions.toml").functions if f.name == "reconcile")
    (condition,) = alerts()["proof_silent"]["conditions"]
    asked = condition["conditionPrometheusQueryLanguage"]
    (looked_back,) = re.findall(r"absent_over_time\(\S+?\[(\d+)h\]\)", asked["query"])
    ((seen_min, ago),) = re.findall(r"present_over_time\(\S+?\[(\d+)m\] offset (\d+)h\)", asked["query"])

    assert proof.schedule == "17 3 * * *"
    assert max(int(looked_back), int(ago) + int(seen_min) / 60) <= LOGS_LOOKED_BACK_MAX_H
    until_told_s = int(looked_back) * 3600 + int(asked["duration"].removesuffix("s"))
    assert DAY_S + proof.timeout_s < until_told_s <= 26 * 3600
    assert int(ago) * 3600 >= DAY_S, "a project that has had no night would be told of it"


def test_the_dead_letter_subscriptions_are_those_that_are_made() -> None:
    (condition,) = alerts()["dead_letters"]["conditions"]
    pattern = re.search(r'full_match\("([^"]+)"\)', condition["conditionThreshold"]["filter"])

    assert pattern
    for topic in read_table(ROOT / "infra/functions.toml").topics:
        assert re.fullmatch(pattern[1], topic.dead_letter)


def test_tiles_stand_beside_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for tile in dashboard()["mosaicLayout"]["tiles"]:
        left, top = tile.get("xPos", 0), tile.get("yPos", 0)
        own = {(x, y) for x in range(left, left + tile["width"]) for y in range(top, top + tile["height"])}
        assert not own & taken, tile["widget"]["title"]
        assert left + tile["width"] <= dashboard()["mosaicLayout"]["columns"]
        taken |= own


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('jsonPayload.event="a" AND jsonPayload.n>2', True),
        ('jsonPayload.event="a" AND jsonPayload.n>3', False),
        ('jsonPayload.event="b" AND jsonPayload.event="a" OR jsonPayload.event="b"', False),
        ('NOT jsonPayload.gone="x" AND severity="INFO"', True),
        ("jsonPayload.gone:*", False),
        ('jsonPayload.n="3"', False),
        ('(jsonPayload.event="b" OR jsonPayload.event="a") AND jsonPayload.n<=3', True),
    ],
)
def test_a_filter_means_what_it_means_to_cloud_logging(text: str, wanted: bool) -> None:
    assert parsed(text)(entry_of({"severity": "INFO", "event": "a", "n": 3})) is wanted
