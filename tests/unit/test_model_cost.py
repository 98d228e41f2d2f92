"""What a job costs us: which orders count, which work, where the prices come from; no customer sees it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.catalog.compute import load_compute_prices
from shared.errors import PermanentError, StepError, TransientError
from shared.http.schemas.history import DETAILS
from shared.model import lifecycle
from shared.model.cost import BILLED_STEP_MS, Compute, Cost, UnitCost, billed_ms, cost_of
from shared.model.creation import Creation
from shared.model.job import Job, JobState
from shared.model.memo import Intended, Memo, Submitted, Unsubmitted
from shared.model.outcome import Failed, JobError
from shared.model.prediction import Prediction, PredictionState
from shared.store import documents
from tests.factories import an_order
from tests.fakes.clock import START
from tests.fakes.fake_provider import running, succeeded
from tests.house import House

FUNCTIONS = tomllib.loads((Path(__file__).parents[2] / "infra/functions.toml").read_text("utf-8"))
UNIT = UnitCost(
    order_micro_usd=500_000,
    compute=Compute(run_nano_usd=400, second_nano_usd=26_500),
    gib_month_micro_usd=20_000,
)
AT_PROVIDER = (Intended(at=START), Submitted(prediction_id="p", at=START))


def failure(code: str) -> Failed:
    return Failed(JobError(code=code, message="m", next_step="n"))


def job_with(memo: Memo) -> Job:
    job = Job.pending(an_order(unit_cost=UNIT), at=START, deadline_s=900)
    return job.model_copy(update={"memo": memo, "attempt": 2, "active_ms": 300})


def failed(error: StepError) -> Prediction:
    return Prediction("p", PredictionState.FAILED, error=error)


def test_fractions_are_rounded_up_and_money_is_whole_millionths() -> None:
    assert cost_of(UNIT, orders=1, runs=1, active_ms=100) == Cost(
        provider_micro_usd=500_000, compute_micro_usd=4
    )
    assert cost_of(UNIT, orders=0, runs=0, active_ms=0).micro_usd == 0
    assert cost_of(UNIT, orders=0, runs=0, active_ms=0, stored_bytes=2**30 + 1).micro_usd == 20_001
    assert [billed_ms(s) for s in (-1, 0, 0.0001, 0.1, 0.101, 2)] == [0, 0, BILLED_STEP_MS, 100, 200, 2000]


@pytest.mark.parametrize("memo", AT_PROVIDER, ids=["intended", "submitted"])
@pytest.mark.parametrize(
    ("code", "paid"),
    [
        ("policy", False),
        ("provider_failed", False),
        ("provider_busy", False),
        ("deadline_passed", True),
        ("attempts_lost", True),
        ("prediction_gone", True),
        ("result_mismatch", True),
        ("source_changed", True),
    ],
)
def test_a_failed_job_that_was_at_a_provider_costs_its_order_unless_the_provider_made_nothing(
    memo: Memo, code: str, paid: bool
) -> None:
    ended = lifecycle.settled(job_with(memo), failure(code), at=START)

    assert ended.cost is not None
    assert ended.cost.provider_micro_usd == (500_000 if paid else 0)
    assert ended.cost.compute_micro_usd == 9  # 0.8 for two runs, 7.95 for 0.3 s


def test_a_job_that_never_was_at_a_provider_costs_our_work_alone() -> None:
    ended = lifecycle.settled(job_with(Unsubmitted()), failure("deadline_passed"), at=START)
    canceled = lifecycle.canceled(job_with(Unsubmitted()), at=START)

    assert ended.cost == canceled.cost == Cost(compute_micro_usd=9)


def test_each_attempt_that_ends_is_measured_and_the_settled_job_says_what_it_cost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    house = House()
    house.attempts_take_s = 0.25
    house.provider.polls = [running(), succeeded()]
    job = house.order("generate", "k", **GENERATE)
    house.deliver_all()

    ended = house.job(job.id)
    assert (ended.attempt, ended.active_ms) == (3, 900)
    video = house.store.get(documents.video(f"{job.id}-1"))
    assert video is not None
    stored_bytes = sum(file.size_bytes for file in video.files)
    assert ended.cost == Cost(
        provider_micro_usd=500_000,
        compute_micro_usd=26,  # 1.2 and 23.85, rounded up
        storage_micro_usd=-(-stored_bytes * 20_000 // 2**30),
    )
    said = [line for line in capsys.readouterr().out.splitlines() if '"job.settled"' in line]
    assert len(said) == 1
    assert '"provider_micro_usd": 500000' in said[0]
    assert f'"storage_micro_usd": {ended.cost.storage_micro_usd}' in said[0]
    assert ended.cost.storage_micro_usd > 0
    assert GENERATE["prompt"] not in said[0]


def test_an_attempt_that_lost_its_fence_counts_for_nothing() -> None:
    house = House()
    house.attempts_take_s = 0.25
    job = house.order("generate", "k", **GENERATE)
    house.provider.on_submit = lambda: house.jobs.redrive(job.id, reason="stuck", actor="ops")

    house.deliver()

    assert house.job(job.id).active_ms == 0


@pytest.mark.parametrize(
    ("polls", "state", "usd"),
    [
        ([failed(PermanentError("no", code="policy"))], JobState.FAILED, 0),
        ([failed(TransientError("no", code="provider_failed")), succeeded()], JobState.COMPLETED, 500_000),
    ],
    ids=["the provider made nothing", "the second order did"],
)
def test_an_order_that_came_to_nothing_is_not_counted(polls: list[Any], state: JobState, usd: int) -> None:
    house = House()
    house.provider.polls = polls
    job = house.order("generate", "k", **GENERATE)
    house.deliver_all()

    ended = house.job(job.id)
    assert ended.state is state
    assert ended.cost is not None
    assert ended.cost.provider_micro_usd == usd


def test_a_job_of_each_type_is_priced_in_dollars_by_the_catalogue() -> None:
    house = House(available=1000)
    source = house.make()

    longer = house.order("extend", "e", source_job_id=source.id, prompt="on", resolution="720p")
    sharper = house.order("upscale", "u", source_job_id=source.id, target_resolution="4k")

    assert longer.unit_cost.order_micro_usd == 500_000  # 5 s at 0.10
    assert sharper.unit_cost.order_micro_usd == 100_000  # 5 s at 0.02
    assert longer.unit_cost.compute == load_compute_prices().of("provider_steps")
    assert longer.order.unit_cost == longer.unit_cost, "the same request again is the same order"


def test_every_function_that_works_on_jobs_has_a_price_and_the_memory_it_is_deployed_with() -> None:
    prices = load_compute_prices().functions
    deployed = {
        name: function["memory"]
        for name, function in FUNCTIONS["functions"].items()
        if function["trigger"] == "pubsub"
    }

    assert {name: f"{has.memory_gib:g}Gi" for name, has in prices.items()} == deployed
    assert load_compute_prices().of("provider_steps") == Compute(run_nano_usd=400, second_nano_usd=26_500)


def test_no_customer_is_shown_what_a_job_cost_us() -> None:
    assert not {"cost", "unit_cost", "active_ms"} & set(Creation.model_fields)
    assert not [name for name in DETAILS if "usd" in name or name in {"cost", "active_ms"}]


GENERATE = {
    "model": "wan-2.5",
    "prompt": "a lighthouse in a storm",
    "duration_s": 5,
    "resolution": "720p",
    "aspect_ratio": "16:9",
}
