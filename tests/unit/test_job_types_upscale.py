"""What an upscale costs, by a provider and by ourselves, and what is refused, with the reason."""

from typing import Any

import pytest

from shared.errors import InvalidRequest
from shared.model.job import Job
from shared.store import documents
from shared.store.base import Tx
from tests.factories import a_probe
from tests.house import House


def a_source(house: House, **probe: Any) -> Job:
    """Make a video, and let it have been measured to be something else."""
    job = house.make()
    assert job.video_id is not None
    place = documents.video(job.video_id)

    def body(tx: Tx) -> None:
        video = tx.get(place)
        assert video is not None
        tx.put(place, video.model_copy(update={"probe": a_probe(**probe)}))

    house.store.transact(body)
    return job


def ordered(house: House, source: Job, **wanted: Any) -> Job:
    asked = {"source_job_id": source.id, "target_resolution": "4k", "engine": "ffmpeg", **wanted}
    return house.order("upscale", "u", **asked)


@pytest.mark.parametrize(
    ("quality", "lasts_s", "price"),
    [
        ("fast", 0.5, 2),
        ("fast", 10, 2),
        ("fast", 10.08, 2),
        ("fast", 10.2, 4),
        ("balanced", 5, 3),
        ("balanced", 20, 6),
        ("high", 29, 15),
        ("high", 180, 90),
        (None, 5, 3),
    ],
)
def test_ours_costs_by_quality_for_each_started_ten_seconds(
    quality: str | None, lasts_s: float, price: int
) -> None:
    house = House()
    source = a_source(house, duration_s=lasts_s)

    job = ordered(house, source, **({"quality": quality} if quality else {}))

    assert (job.price, job.provider, job.model) == (price, "ffmpeg", "lanczos")


def test_long_work_has_a_later_deadline_than_short_work() -> None:
    house = House()

    job = ordered(house, a_source(house, duration_s=170), quality="high")

    assert job.expected_s > 300
    assert (job.deadline - job.created_at).total_seconds() == pytest.approx(6 * job.expected_s)


@pytest.mark.parametrize(
    ("probe", "wanted", "field", "words"),
    [
        ({}, {"target_resolution": "720p"}, "target_resolution", "1080p, 1440p or 4k"),
        ({"width": 3840, "height": 2160}, {}, "target_resolution", "nothing above it"),
        ({"width": 1920, "height": 804}, {"target_resolution": "1080p"}, "target_resolution", "not above it"),
        (
            {"width": 1920, "height": 1080},
            {"target_resolution": "1080p"},
            "target_resolution",
            "not above it",
        ),
        ({}, {"target_resolution": "8k"}, "target_resolution", "not made"),
        ({"duration_s": 200}, {}, "source_job_id", "at most 180 s"),
        ({}, {"model": "wavespeed-upscaler"}, "model", "Leave model out"),
        ({}, {"engine": "provider", "quality": "fast"}, "quality", '"engine": "ffmpeg"'),
        ({}, {"engine": "gpu"}, None, "provider"),
        ({}, {"quality": "best"}, None, "fast"),
        ({}, {"quality": "FAST"}, None, "fast"),
    ],
)
def test_what_cannot_be_made_is_refused_with_what_to_change(
    probe: dict[str, Any], wanted: dict[str, Any], field: str | None, words: str
) -> None:
    house = House()
    source = a_source(house, **probe)

    with pytest.raises(InvalidRequest) as refused:
        ordered(house, source, **wanted)

    assert words in refused.value.detail
    assert refused.value.attributes.get("field") == field
    assert house.balance() == (90, 0, 0)


def test_a_check_knows_our_prices_too() -> None:
    house = House()
    source = a_source(house, duration_s=25)
    asked = {
        "source_job_id": source.id,
        "target_resolution": "1440p",
        "engine": "ffmpeg",
        "quality": "balanced",
    }

    assert house.orders.price("alice", job_type="upscale", input=asked).credits == 9
