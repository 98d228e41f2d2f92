"""The catalogue: what is offered is accepted, its neighbours are refused, wrong data stops the start."""

from datetime import date
from itertools import product

import pytest

from shared.catalog import load_catalog
from shared.catalog.reader import read_catalog
from shared.errors import InvalidRequest
from shared.model.offer import Offer, spoken
from shared.providers import PROVIDERS

TODAY = date(2026, 11, 20)
DURATIONS_S = range(1, 31)
RESOLUTIONS = ("360p", "480p", "720p", "1080p", "2k", "4k", "")
ASPECT_RATIOS = ("16:9", "9:16", "1:1", "4:3", "21:9", "")
GOOD = """
provider = "wavespeed"
[[models]]
id = "m"
title = "M"
default = true
takes = ["text"]
image_sets_shape = false
durations_s = [5, 8]
resolutions = ["720p"]
aspect_ratios = ["16:9"]
usd_per_s = { "720p" = 0.1 }
vendor.text = { model = "acme/m" }
rows = [
    { resolution = "720p", duration_s = 5, credits = 7, expected_s = 60 },
    { resolution = "720p", duration_s = 8, credits = 10, expected_s = 90 },
]
"""


def read(text: str, **others: str):
    return read_catalog({"a.toml": text, **others})


@pytest.mark.parametrize("offer", load_catalog().every_offer, ids=lambda offer: offer.id)
def test_every_combination_offered_is_accepted_and_every_neighbour_is_refused(offer: Offer) -> None:
    offered = {(c.duration_s, c.resolution, c.aspect_ratio): c for c in offer.combinations}
    for cell in product(DURATIONS_S, RESOLUTIONS, ASPECT_RATIOS):
        if cell in offered:
            for has_image in {"image" in offer.takes, "text" not in offer.takes}:
                quote = offer.quote(*cell, has_image=has_image)
                assert (quote.credits, quote.expected_s) == (offered[cell].credits, offered[cell].expected_s)
        else:
            with pytest.raises(InvalidRequest) as refused:
                offer.quote(*cell, has_image=False)
            assert refused.value.attributes["field"] in {"duration_s", "resolution", "aspect_ratio"}
            assert refused.value.attributes["allowed"]
    assert len(offered) == len(offer.combinations)


def test_a_refusal_names_the_field_and_only_what_would_then_be_accepted() -> None:
    offer = load_catalog().offer("veo-3.1", TODAY)
    with pytest.raises(InvalidRequest) as refused:
        offer.quote(6, "1080p", "16:9", has_image=False)
    assert refused.value.attributes == {"field": "duration_s", "allowed": [8]}
    assert str(refused.value) == "Veo 3.1 does not make 6 s in 1080p. Choose 8 s."


def test_the_demo_can_be_ordered_and_costs_what_the_rule_says() -> None:
    catalog = load_catalog()
    assert catalog.default_model == "wan-2.5"
    assert catalog.offer("wan-2.5", TODAY).quote(5, "720p", "16:9", has_image=False).credits == 7
    assert catalog.offer("veo-3.1-fast", TODAY).quote(8, "720p", "16:9", has_image=True).credits == 10
    assert catalog.offer("wan-2.2", TODAY).quote(8, "720p", "16:9", has_image=False).credits == 10
    assert catalog.offer("veo-3.1", TODAY).quote(8, "720p", "16:9", has_image=False).credits == 40


def test_more_seconds_and_more_pixels_never_cost_less() -> None:
    for offer in load_catalog().every_offer:
        order = list(RESOLUTIONS)
        for a, b in product(offer.combinations, repeat=2):
            if a.duration_s <= b.duration_s and order.index(a.resolution) <= order.index(b.resolution):
                assert a.credits <= b.credits, (offer.id, a, b)


def test_every_provider_of_an_offer_has_an_adapter() -> None:
    assert {offer.provider for offer in load_catalog().every_offer} == set(PROVIDERS)


def test_an_unknown_model_and_a_retired_one_are_refused_in_different_words() -> None:
    catalog = read(
        GOOD
        + GOOD.replace('provider = "wavespeed"\n', "")
        .replace('id = "m"', 'id = "old"')
        .replace('title = "M"\ndefault = true', 'title = "Old"\nretires_on = 2026-11-20')
    )
    assert [offer.id for offer in catalog.offers(TODAY)] == ["m"]
    assert catalog.offer("old", date(2026, 11, 19)).title == "Old"
    with pytest.raises(
        InvalidRequest, match=r"Old was retired by its provider on 2026-11-20\. Choose m"
    ) as gone:
        catalog.offer("old", TODAY)
    with pytest.raises(InvalidRequest, match="no model with this id") as unknown:
        catalog.offer("new", TODAY)
    assert gone.value.attributes == unknown.value.attributes == {"field": "model", "allowed": ["m"]}
    assert set(catalog.vendor_models("wavespeed")) == {"m", "old"}


def test_an_image_is_refused_or_required_as_the_model_takes_it() -> None:
    text_only = read(GOOD).offer("m", TODAY)
    image_only = read(
        GOOD.replace('takes = ["text"]', 'takes = ["image"]').replace("vendor.text", "vendor.image")
    ).offer("m", TODAY)
    for offer, has_image in ((text_only, True), (image_only, False)):
        with pytest.raises(InvalidRequest) as refused:
            offer.quote(5, "720p", "16:9", has_image=has_image)
        assert refused.value.attributes["field"] == "image"
        assert offer.quote(5, "720p", "16:9", has_image=not has_image).credits == 7


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("credits = 7,", "credits = 7.0,", "a.toml: models m rows 720p 5 s credits: "),
        ("credits = 7,", "credits = true,", "credits"),
        ("credits = 7,", 'credits = "7",', "credits"),
        ("credits = 7,", "credits = 0,", "greater than 0, not 0"),
        ("credits = 7,", "credits = -7,", "greater than 0, not -7"),
        ("credits = 7,", "credits = 10001,", "less than or equal to 10000, not 10001"),
        ("credits = 7,", "credits = nan,", "credits"),
        ("credits = 7, ", "", "Field required"),
        ("expected_s = 60", "expected_s = 0", "expected_s"),
        ("durations_s = [5, 8]", "durations_s = [5, 8, 10]", "m: 720p 10 s has no row"),
        ("durations_s = [5, 8]", "durations_s = [5]", "m: 720p 8 s is not among"),
        ("duration_s = 8", "duration_s = 5", "m: 720p 8 s has no row"),
        ('usd_per_s = { "720p" = 0.1 }', "usd_per_s = {}", "m: usd_per_s must name exactly 720p"),
        ('"wavespeed"', '"acme"', "provider"),
        ('vendor.text = { model = "acme/m" }', "vendor = {}", "m: vendor must name exactly text"),
        ("default = true", "default = false", "exactly one model"),
        ("title", "titel", "titel"),
        ('id = "m"', "id = 5", "models 5 id"),
        ("takes = [", 'takes = ["smell", ', "models m takes 'smell'"),
        ("[[models]]", "[models]", "models"),
        ("vendor.text", "vendor.smell", "vendor"),
        ("rows = [", "rows = ", "a.toml"),
    ],
)
def test_f18_wrong_data_is_refused_and_its_place_is_named(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(ValueError, match=r"a\.toml|exactly one") as refused:
        read(GOOD.replace(old, new))
    assert said in str(refused.value)


def test_f18_a_row_or_a_model_that_is_there_twice_is_refused() -> None:
    row = '    { resolution = "720p", duration_s = 5, credits = 7, expected_s = 60 },\n'
    with pytest.raises(ValueError, match="m: 720p 5 s is there twice"):
        read(GOOD.replace(row, row * 2))
    with pytest.raises(ValueError, match="m is there twice"):
        read(GOOD, **{"b.toml": GOOD.replace("default = true", "")})


def test_the_price_version_changes_with_a_price_and_with_nothing_else() -> None:
    before = read(GOOD).version
    assert read(GOOD.replace("credits = 7,", "credits = 8,")).version != before
    assert read(GOOD.replace("expected_s = 60", "expected_s = 61")).version == before
    assert len(before) == 12


def test_what_the_vendor_calls_a_model_is_never_part_of_a_dump() -> None:
    for offer in load_catalog().every_offer:
        assert "vendor" not in offer.model_dump()
        assert "text-to-video" not in repr(offer)


def test_choices_are_said_as_a_person_says_them() -> None:
    assert spoken(["a"]) == "a"
    assert spoken(["a", "b", "c"]) == "a, b or c"
