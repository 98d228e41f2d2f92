from pathlib import Path

import pytest

from infra.local.function import Function
from infra.local.function_table import FunctionTable, read_table

ROOT = Path(__file__).resolve().parents[2]


def a_function(name: str = "jobs", **changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "name": name,
        "trigger": "http",
        "routes": ["/api/jobs"],
        "runtime": "python311",
        "memory": "512Mi",
        "cpu": 1,
        "timeout_s": 60,
        "concurrency": 8,
        "min_instances": 0,
        "max_instances": 1,
        "ingress": "all",
        "service_account": "api",
        "labels": {"app": "dailies", "service": "jobs", "component": "api"},
    }
    return row | changes


def a_table(*functions: dict[str, object]) -> FunctionTable:
    bucket = {"raw_upload_days": 1, "cors": {"methods": ["GET"], "headers": [], "max_age_s": 60}}
    return FunctionTable.model_validate(
        {"functions": functions, "queues": (), "topics": (), "bucket": bucket}
    )


def test_the_table_of_this_project_can_be_read() -> None:
    table = read_table(ROOT / "infra" / "functions.toml")

    jobs = next(row for row in table.functions if row.name == "jobs")
    assert jobs.timeout_s == 90
    assert jobs.runtime == "python311"
    assert jobs.labels["app"] == "dailies"
    assert jobs.labels["service"] == "jobs"
    assert [queue.name for queue in table.queues] == ["wavespeed", "vertex", "ffmpeg"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/jobs", "jobs"),
        ("/api/jobs/x/chain", "jobs"),
        ("/api/jobs/special", "special"),
        ("/api/jobs/special/x", "special"),
        ("/api/jobs/specials", "jobs"),
    ],
)
def test_the_longest_prefix_serves(path: str, name: str) -> None:
    table = a_table(a_function(), a_function("special", routes=["/api/jobs/special"]))

    function = table.serving(path)

    assert function is not None
    assert function.name == name


@pytest.mark.parametrize("path", ["/api/jobsx", "/api", "/", "/api/job", "/API/JOBS"])
def test_a_prefix_ends_where_a_segment_ends(path: str) -> None:
    assert a_table(a_function()).serving(path) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"routes": []},
        {"trigger": "pubsub"},
        {"trigger": "pubsub", "routes": [], "topic": "nowhere"},
        {"schedule": "* * * * *"},
        {"trigger": "operator"},
        {"trigger": "cron"},
        {"memory_mb": 512},
        {"timeout_s": 0},
        {"timeout_s": 3601},
        {"memory": "512"},
        {"memory": "5Gi"},
        {"memory": "64Gi", "cpu": 8},
        {"cpu": 3},
        {"concurrency": 2000},
        {"min_instances": 2},
        {"min_instances": -1},
        {"ingress": "internal"},
        {"ingress": "none"},
        {"retry": True},
        {"secrets": ["a value = x"]},
        {"labels": {"app": "dailies"}},
        {"labels": {"app": "Dailies!", "service": "jobs", "component": "api"}},
        {"runtime": None},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"jobs|functions\.0\.\w+"):
        a_table(a_function(**changes))


@pytest.mark.parametrize("changes", [{"retry": False}, {"timeout_s": 541}, {"ingress": "all"}])
def test_an_event_comes_again_from_inside_and_in_time(changes: dict[str, object]) -> None:
    row = {"trigger": "pubsub", "routes": [], "topic": "steps", "ingress": "internal", "retry": True}

    assert Function.model_validate(a_function(**row)).signature == "cloudevent"
    with pytest.raises(ValueError, match="jobs: "):
        Function.model_validate(a_function(**(row | changes)))


def test_a_key_that_nobody_reads_stops_with_words(tmp_path: Path) -> None:
    table = (ROOT / "infra" / "functions.toml").read_text()
    wrong = tmp_path / "functions.toml"

    for added, said in [
        ("[function.jobs]", r"nobody reads \[function\]"),
        ("[functions.jobs.limits]", "limits"),
    ]:
        wrong.write_text(f"{table}\n{added}\ncpus = 2\n")
        with pytest.raises(ValueError, match=said):
            read_table(wrong)


def test_only_a_topic_makes_events() -> None:
    table = read_table(ROOT / "infra" / "functions.toml")

    events = {row.name for row in table.functions if row.signature == "cloudevent"}

    assert events == {"media_steps", "provider_steps"}
