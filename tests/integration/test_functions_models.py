"""What `GET /api/models` offers is what `POST /api/jobs` takes: each combination, and none of its neighbours.

Everything here is asked through the API and generated from what it serves. The catalogue is the real one, and
one that has what the real one happens not to have: a model that takes no image, one that takes nothing else,
one that has retired.
"""

from collections.abc import Iterator
from datetime import date
from itertools import count, product
from typing import Any

import pytest

from shared.catalog import Catalog, load_catalog
from shared.catalog.reader import read_catalog
from shared.model.resolution import SHORT_SIDES_PX
from tests.fakes.edge import Edge

ODD = """
provider = "wavespeed"
[[models]]
id = "words"
title = "Words"
default = true
takes = ["text"]
image_sets_shape = false
durations_s = [5, 8]
resolutions = ["720p", "1080p"]
aspect_ratios = ["16:9"]
usd_per_s = { "720p" = 0.1, "1080p" = 0.1 }
vendor.text = { model = "acme/words" }
rows = [
    { resolution = "720p", duration_s = 5, credits = 7, expected_s = 60 },
    { resolution = "1080p", duration_s = 8, credits = 10, expected_s = 90 },
]
without = [{ resolution = "720p", duration_s = 8 }, { resolution = "1080p", duration_s = 5 }]
[[models]]
id = "pictures"
title = "Pictures"
takes = ["image"]
image_sets_shape = true
durations_s = [4]
resolutions = ["480p"]
aspect_ratios = ["9:16", "1:1"]
usd_per_s = { "480p" = 0.1 }
vendor.image = { model = "acme/pictures" }
rows = [{ resolution = "480p", duration_s = 4, credits = 3, expected_s = 60 }]
[[models]]
id = "gone"
title = "Gone"
takes = ["text"]
image_sets_shape = false
durations_s = [5]
resolutions = ["720p"]
aspect_ratios = ["16:9"]
retires_on = 2020-02-02
usd_per_s = { "720p" = 0.1 }
vendor.text = { model = "acme/gone" }
rows = [{ resolution = "720p", duration_s = 5, credits = 7, expected_s = 60 }]
"""
CATALOGS = {"real": load_catalog(), "odd": read_catalog({"odd.toml": ODD})}
RESOLUTIONS = ("", "360p", *SHORT_SIDES_PX, "2k", "8k", "720P")
RATIOS = ("", "16:9", "9:16", "1:1", "4:3", "21:9", "16x9")
SIZES = {name: (side * 16 // 9, side) for name, side in SHORT_SIDES_PX.items()}
LENGTHS_S = (0.5, 5.0, 20.0, 30.0, 30.1, 60.0, 120.5, 600.5)

NUMBERS = count()

Cell = tuple[int, str, str, bool]
"""Seconds, resolution, aspect ratio, with an image."""


@pytest.fixture(params=CATALOGS.values(), ids=CATALOGS.keys())
def edge(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Edge:
    catalog: Catalog = request.param
    return Edge(monkeypatch, catalog=catalog)


def served(edge: Edge) -> dict[str, Any]:
    answer = edge.ask("credits", "GET", "/api/models", who=None)
    assert answer.status_code == 200
    return dict(answer.get_json())


def asked(edge: Edge, job_type: str, wanted: dict[str, Any]) -> Any:
    """Ask what an order would cost, as the form does just before it orders."""
    body = {"job_type": job_type, "input": wanted}
    return edge.ask("jobs", "POST", "/api/jobs?validate_only=true", key="k", json=body)


def assert_refused(answer: Any, wanted: dict[str, Any], *fields: str) -> None:
    """A clear refusal names the field, and nothing that was just asked for among what is allowed."""
    said = answer.get_json()
    assert answer.status_code == 400, (wanted, said)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert said["field"] in fields, (wanted, said)
    assert said["detail"].endswith(".")
    assert wanted.get(said["field"]) not in said.get("allowed", ()), (wanted, said)


def an_image(edge: Edge) -> dict[str, str]:
    body = {"content_type": "image/png", "size_bytes": 5}
    upload = edge.ask("videos", "POST", "/api/uploads", json=body).get_json()
    edge.objects.receive(upload["url"], b"12345", upload["headers"])
    return {"upload_id": upload["id"]}


def offered_by(model: dict[str, Any]) -> dict[Cell, dict[str, Any]]:
    return {
        (one["duration_s"], one["resolution"], one["aspect_ratio"], take == "image"): one
        for one, take in product(model["combinations"], model["takes"])
    }


def neighbours(cell: Cell, durations_s: set[int]) -> Iterator[Cell]:
    """What differs from a cell in one thing alone."""
    duration_s, resolution, ratio, has_image = cell
    for other in {*durations_s, duration_s - 1, duration_s + 1, 0, -duration_s}:
        yield other, resolution, ratio, has_image
    for name in RESOLUTIONS:
        yield duration_s, name, ratio, has_image
    for name in RATIOS:
        yield duration_s, resolution, name, has_image
    yield duration_s, resolution, ratio, not has_image


def test_every_combination_served_is_taken_at_its_price_and_every_neighbour_is_refused(edge: Edge) -> None:
    models, image = served(edge)["models"], an_image(edge)
    durations_s = {one["duration_s"] for model in models for one in model["combinations"]}
    taken = refused = 0
    for model in models:
        offered = offered_by(model)
        for cell in {*offered, *(n for one in offered for n in neighbours(one, durations_s))}:
            duration_s, resolution, ratio, has_image = cell
            wanted = {
                "model": model["id"],
                "prompt": "a lighthouse",
                "duration_s": duration_s,
                "resolution": resolution,
                "aspect_ratio": ratio,
                "image": image if has_image else None,
            }
            answer = asked(edge, "generate", wanted)
            if cell not in offered:
                assert_refused(answer, wanted, "duration_s", "resolution", "aspect_ratio", "image")
                refused += 1
                continue
            said = answer.get_json()
            assert answer.status_code == 200, (wanted, said)
            expected = (offered[cell]["credits"], offered[cell]["expected_s"])
            assert (said["price"], said["expected_s"]) == expected
            taken += 1
    assert taken == sum(len(model["combinations"]) * len(model["takes"]) for model in models) >= 4
    assert refused >= 10 * taken


def test_a_model_that_is_not_served_is_refused_and_those_that_are_named(edge: Edge) -> None:
    there = [model["id"] for model in served(edge)["models"]]
    every = {offer.id for offer in edge.catalog.every_offer}
    retired = {
        one.id for one in edge.catalog.every_offer if one.retires_on and one.retires_on < date(2026, 1, 1)
    }
    assert not retired & set(there)
    for name in {*every, "nobody", "", there[0].upper(), f" {there[0]}"} - set(there):
        wanted = {"model": name, "prompt": "x", "duration_s": 5, "resolution": "720p"}
        answer = asked(edge, "generate", wanted)

        assert_refused(answer, wanted, "model")
        assert answer.get_json()["allowed"] == there


def a_source(edge: Edge, **measures: Any) -> str:
    """Return a finished job whose film has these measures."""
    key = f"source-{next(NUMBERS)}"
    edge.credits.grant("alice", amount=10, key=key, reason="a source", actor="test")
    job_id = str(edge.order(key=key)["id"])
    edge.finish(job_id, **measures)
    return job_id


def test_every_extension_served_is_taken_at_its_price_and_every_neighbour_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edge = Edge(monkeypatch)
    sources = {
        (lasts_s, fps): a_source(edge, duration_s=lasts_s, fps=fps)
        for lasts_s, fps in product(LENGTHS_S[:-1], (24.0, 23.976))
    }
    sources |= {(5.0, fps): a_source(edge, duration_s=5.0, fps=fps) for fps in (16.0, 25.0, 30.0)}
    taken = 0
    for one, ((lasts_s, fps), source), resolution in product(
        served(edge)["extensions"], sources.items(), RESOLUTIONS
    ):
        wanted = {"source_job_id": source, "prompt": "on", "resolution": resolution, "model": one["id"]}
        answer = asked(edge, "extend", wanted)
        fits = one["source_min_s"] <= lasts_s <= one["source_max_s"]
        fits = fits and (one["source_fps"] is None or abs(one["source_fps"] - fps) < 0.1)
        if not fits or resolution not in one["prices"]:
            assert_refused(answer, wanted, "source_job_id" if not fits else "resolution")
            continue
        said, price = answer.get_json(), one["prices"][resolution]
        assert (answer.status_code, said["price"]) == (200, price["credits"]), (wanted, said)
        assert said["expected_s"] == price["expected_s"]
        taken += 1
    assert taken >= 20


def test_every_target_served_is_taken_of_what_is_below_it_and_of_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edge = Edge(monkeypatch)
    taken = 0
    sources = {(name, 5.0): a_source(edge, width=w, height=h) for name, (w, h) in SIZES.items()}
    sources |= {("720p", lasts_s): a_source(edge, duration_s=lasts_s) for lasts_s in LENGTHS_S}
    for one, ((name, lasts_s), source), target in product(
        served(edge)["upscalers"], sources.items(), RESOLUTIONS
    ):
        wanted = {"source_job_id": source, "target_resolution": target, "model": one["id"]}
        answer = asked(edge, "upscale", wanted)
        fits = one["source_min_s"] <= lasts_s <= one["source_max_s"]
        is_gain = target in one["targets"] and SHORT_SIDES_PX[target] > SHORT_SIDES_PX[name]
        if not fits or not is_gain:
            assert_refused(answer, wanted, "source_job_id" if not fits else "target_resolution")
            continue
        said, cost = answer.get_json(), edge.job(source).price
        assert (answer.status_code, said["price"]) == (200, max(one["credits_min"], cost)), (wanted, said)
        taken += 1
    assert taken >= 20


def test_the_check_of_credits_says_what_the_order_would_cost(edge: Edge) -> None:
    for model in served(edge)["models"]:
        for (duration_s, resolution, ratio, has_image), one in offered_by(model).items():
            if has_image:
                continue  # the check knows no upload, and an image costs nothing
            query = {"model": model["id"], "duration_s": duration_s, "resolution": resolution}
            answer = edge.ask(
                "credits",
                "GET",
                "/api/credits/check",
                query_string={"job_type": "generate", **query, "aspect_ratio": ratio},
            )
            assert answer.get_json()["price"] == one["credits"]


def test_what_a_model_costs_us_is_not_served(edge: Edge) -> None:
    text = edge.ask("credits", "GET", "/api/models", who=None).get_data(as_text=True)

    assert not [word for word in ("usd", "vendor", "micro") if word in text]
