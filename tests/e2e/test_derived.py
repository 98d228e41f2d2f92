"""A finished video goes on, and becomes sharper: ordered, made, measured, paid for."""

import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from shared.media.probe import probe
from shared.model.video import Probe
from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person


def finished(person: Person, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    job = person.follow(answer.json()["id"])
    assert job["status"] == "draft", job["error"]
    return job


def downloaded(cloud: Cloud, job: dict[str, Any], folder: Path) -> Probe:
    path = folder / f"{job['id']}.mp4"
    path.write_bytes(cloud.http.get(job["video"]["url"]).content)
    return probe(path)


@pytest.mark.parametrize(
    ("model", "directive", "lasts_s"),
    [("wan-2.5", "", 10), ("wan-2.5", "[whole]", 10), ("veo-3.1-fast", "", 11)],
    ids=["new part", "whole", "vertex"],
)
def test_a_video_goes_on(cloud: Cloud, tmp_path: Path, model: str, directive: str, lasts_s: float) -> None:
    person, prompt = Person.new(cloud), f"{directive} the storm ends {uuid.uuid4().hex}"
    source = person.make("a lighthouse in a storm", model=model)
    before, _ = person.balance()

    longer = finished(
        person, person.derive("extend", source_job_id=source["id"], prompt=prompt, resolution="720p")
    )

    assert (longer["price"], longer["source_job_id"]) == (10, source["id"])
    measured = downloaded(cloud, longer, tmp_path)
    assert measured.duration_s == pytest.approx(lasts_s, abs=0.5)
    assert min(measured.width, measured.height) == 720
    assert measured.has_audio
    assert person.balance() == (before - 10, 0)
    assert person.final_kinds(longer["id"]) == ["hold", "capture"]


def test_a_video_becomes_sharper_and_again(cloud: Cloud, tmp_path: Path) -> None:
    person = Person.new(cloud)
    source = person.make("a lighthouse in a storm")

    sharper = finished(person, person.derive("upscale", source_job_id=source["id"], target_resolution="720p"))
    sharpest = finished(
        person, person.derive("upscale", source_job_id=sharper["id"], target_resolution="1080p")
    )
    too_little = person.derive("upscale", source_job_id=sharpest["id"], target_resolution="720p")

    assert downloaded(cloud, sharper, tmp_path).height == 720
    assert downloaded(cloud, sharpest, tmp_path).height == 1080
    assert (sharper["price"], sharpest["price"]) == (5, 5)
    assert too_little.status_code == 400
    assert "720p is not above it" in too_little.json()["detail"]
    chain = person.get(f"/api/jobs/{source['id']}/chain")
    assert (chain["count"], chain["receipt"]["captured"]) == (3, 4 + 5 + 5)
    assert chain["chain"][0]["children"][0]["children"][0]["id"] == sharpest["id"]
    assert person.balance() == (100 - 4 - 5 - 5, 0)


def test_a_video_is_upscaled_here_and_goes_on_from_there(cloud: Cloud, tmp_path: Path) -> None:
    person = Person.new(cloud)
    source = person.make("a lighthouse in a storm")
    wanted = {"source_job_id": source["id"], "target_resolution": "1080p", "engine": "ffmpeg"}
    check = person.get(f"/api/credits/check?job_type=upscale&quality=fast&{urlencode(wanted)}")

    larger = finished(person, person.derive("upscale", quality="fast", **wanted))

    measured = downloaded(cloud, larger, tmp_path)
    assert (measured.width, measured.height) == (1872, 1080)
    assert (measured.codec, measured.has_audio) == ("h264", True)
    assert measured.fps == source["video"]["fps"]
    assert measured.duration_s == pytest.approx(source["video"]["duration_s"], abs=1 / measured.fps)
    assert (check["price"], larger["price"]) == (2, 2)
    assert larger["receipt"] == {"held": 2, "captured": 2, "released": 0}
    stages = [stage for _, stage, _ in person.seen[larger["id"]]]
    assert [stage for stage in ("making", "ready") if stage in stages] == ["making", "ready"]
    again = person.derive("upscale", **{**wanted, "source_job_id": larger["id"]})
    assert again.status_code == 400
    assert again.json()["allowed"] == ["1440p", "4k"]
    assert person.balance() == (100 - 4 - 2, 0)
