"""The table of log events is the code's, each event really happens, and a job's lines are of one trace."""

import re
from collections import Counter

import pytest

from shared.log import KEYS, TRACE_KEY, traced
from shared.model.job import Job
from shared.services import news
from tests.factories import an_order
from tests.fakes.clock import START
from tests.house import DEADLINE_S, House
from tests.monitoring.said_by_code import ROOT, said_by_code
from tests.monitoring.stories import STORIES, TRACE, Line, told

ROW = re.compile(r"^\| `([a-z_.]+)` \| ([a-z, ]+) \| [^|]+ \| ([^|]*)\|$", re.MULTILINE)
TABLE = {
    event: (severities.split(", "), says)
    for event, severities, says in ROW.findall((ROOT / "infra/monitoring/EVENTS.md").read_text("utf-8"))
}
ABOUT_A_JOB = {"job_id", "job_type", "provider", "state", "stage", "attempt", "epoch", TRACE_KEY}
WITHOUT_A_JOB = {"message.failed", "document.unreadable"}
"""They name a job that they cannot read."""


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return [line for story in STORIES for line in told(story)]


def test_the_table_names_every_event_of_the_code_and_no_other() -> None:
    assert set(TABLE) == set(said_by_code())
    assert list(TABLE) == sorted(TABLE)


def test_every_event_happens_as_loudly_as_the_table_says(lines: list[Line]) -> None:
    heard: dict[str, set[str]] = {}
    for line in lines:
        heard.setdefault(line["event"], set()).add(line["severity"].lower())

    assert heard == {event: set(severities) for event, (severities, _) in TABLE.items()}


def test_a_line_says_what_the_table_says_and_nothing_is_dropped(lines: list[Line]) -> None:
    for event, (_, says) in TABLE.items():
        wanted = set(re.findall(r"`([a-z_]+)`", says))
        said = {key for line in lines if line["event"] == event for key in line}
        assert wanted <= said, event
        assert wanted <= KEYS, event
    assert not [line for line in lines if "dropped" in line]


def test_a_line_about_a_job_has_all_that_finds_it(lines: list[Line]) -> None:
    about = [line for line in lines if "job_id" in line and line["event"] not in WITHOUT_A_JOB]

    assert about
    assert not [(line["event"], ABOUT_A_JOB - set(line)) for line in about if not set(line) >= ABOUT_A_JOB]


def test_whoever_speaks_of_a_job_speaks_in_the_trace_of_its_order() -> None:
    house = House()

    def story() -> None:
        job = house.jobs.create(an_order())
        with traced("b" * 32, project="my-project", function="provider_steps"):
            house.deliver()
            house.clock.pass_s(5)
        with traced("c" * 32, project="my-project", function="callbacks"):
            house.callbacks.wavespeed({}, b"prediction-1", job.id)
        with traced("d" * 32, project="my-project", function="sweep"):
            house.clock.pass_s(200)
            house.sweep.run()
        with traced("e" * 32, project="my-project", function="retry_job"):
            house.jobs.redrive(job.id, reason="a test", actor="oscar")

    spoken = [line for line in told(story) if "job_id" in line]

    assert {line["function"] for line in spoken} >= {"provider_steps", "callbacks", "sweep", "retry_job"}
    assert {line[TRACE_KEY] for line in spoken} == {f"projects/my-project/traces/{TRACE}"}


def test_a_job_of_an_earlier_release_is_told_of_in_the_trace_of_whoever_speaks() -> None:
    job = Job.pending(an_order(), at=START, deadline_s=DEADLINE_S)

    (line,) = told(lambda: news.tell("step.claimed", job))

    assert line[TRACE_KEY].endswith(TRACE)


@pytest.mark.parametrize("seed", range(3))
def test_a_commit_whose_reply_is_lost_is_told_of_once(seed: int) -> None:
    def story(house: House) -> Counter[str]:
        def all_of_it() -> None:
            job = house.make()
            house.drafts.publish("alice", job.id)
            house.drafts.publish("alice", job.id)
            house.drafts.unpublish("alice", job.id)
            house.jobs.delete("alice", job.id)
            house.jobs.cancel("alice", house.jobs.create(an_order("k2")).id)
            house.jobs.cancel("alice", an_order("k2").job_id)
            for _ in range(2):
                house.credits.grant("alice", amount=5, key="k", reason="sorry", actor="oscar")
                house.clock.pass_s(1)

        return Counter(line["event"] for line in told(all_of_it))

    unreliable = House(lose_replies=0.5)
    unreliable.store._random.seed(seed)

    assert story(unreliable) == story(House())
