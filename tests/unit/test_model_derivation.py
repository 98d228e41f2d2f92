"""What is sold of extending and upscaling: what is offered is accepted, the neighbours are refused."""

from datetime import date
from itertools import product

import pytest

from shared.catalog import load_catalog
from shared.catalog.reader import read_catalog
from shared.errors import InvalidRequest
from shared.model.derivation import Extension, Upscaler
from shared.model.resolution import SHORT_SIDES_PX
from shared.model.source import Source
from shared.model.video import StoredObject
from shared.providers import PROVIDERS
from tests.factories import a_probe
from tests.unit.test_catalog import GOOD

CATALOG = load_catalog()
TODAY = date(2026, 11, 20)
SIZES = {
    "480p": (832, 480),
    "720p": (1280, 720),
    "1080p": (1920, 1080),
    "1440p": (2560, 1440),
    "4k": (3840, 2160),
}
MORE = """
[[extensions]]
id = "e"
title = "E"
vendor_model = "acme/e"
adds_s = 5
source_max_s = 10.0
usd_per_s = { "480p" = 0.05 }
rows = [{ resolution = "480p", credits = 5, expected_s = 45 }]
[[upscalers]]
id = "u"
title = "U"
vendor_model = "acme/u"
targets = ["4k"]
credits_min = 5
takes_per_s = 8.0
source_max_s = 600.0
usd_per_s = { "4k" = 0.02 }
"""


def a_source(width: int = 1280, height: int = 720, duration_s: float = 5) -> Source:
    film = StoredObject(name="film.mp4", generation=1, size_bytes=9, content_type="video/mp4")
    return Source(video_id="v", film=film, probe=a_probe(width=width, height=height, duration_s=duration_s))


@pytest.mark.parametrize("extension", CATALOG.every_extension, ids=lambda one: one.id)
def test_an_extension_is_made_in_what_it_offers_and_costs_five_or_ten(extension: Extension) -> None:
    for resolution in (*SHORT_SIDES_PX, "360p", ""):
        if resolution in extension.prices:
            quote = extension.quote(a_source(), resolution=resolution)
            assert quote.credits == {"480p": 5, "720p": 10}[resolution]
        else:
            with pytest.raises(InvalidRequest) as refused:
                extension.quote(a_source(), resolution=resolution)
            assert refused.value.attributes["allowed"] == list(extension.prices)
    too_long = a_source(duration_s=extension.source_max_s + 0.1)
    with pytest.raises(InvalidRequest, match="at most"):
        extension.quote(too_long, resolution=next(iter(extension.prices)))


@pytest.mark.parametrize("upscaler", CATALOG.every_upscaler, ids=lambda one: one.id)
@pytest.mark.parametrize("standing", [False, True], ids=["lying", "standing"])
def test_an_upscale_is_made_to_what_is_above_the_source_and_to_nothing_else(
    upscaler: Upscaler, standing: bool
) -> None:
    for (name, size), target in product(SIZES.items(), (*SHORT_SIDES_PX, "8k")):
        source = a_source(*(reversed(size) if standing else size))
        is_gain = target in upscaler.targets and SHORT_SIDES_PX[target] > SHORT_SIDES_PX[name]
        if is_gain:
            assert upscaler.quote(source, target=target, source_credits=7).credits == 7
            assert upscaler.quote(source, target=target, source_credits=3).credits == 5
        else:
            with pytest.raises(InvalidRequest) as refused:
                upscaler.quote(source, target=target, source_credits=7)
            assert target not in refused.value.attributes["allowed"]


def test_a_size_that_a_provider_rounded_down_is_the_class_it_was_sold_as() -> None:
    with pytest.raises(InvalidRequest):
        CATALOG.upscaler(None, TODAY).quote(a_source(1248, 704), target="720p", source_credits=5)


def test_every_one_is_made_by_a_provider_that_knows_it_by_its_video() -> None:
    for one in (*CATALOG.every_extension, *CATALOG.every_upscaler):
        assert one.provider in PROVIDERS
        assert set(CATALOG.vendor_models(one.provider)[one.id]) == {"video"}


def test_the_price_version_follows_their_prices_and_nothing_else() -> None:
    def version(text: str) -> str:
        return read_catalog({"a.toml": GOOD + text}).version

    before = version(MORE)
    assert version(MORE.replace("credits = 5,", "credits = 6,")) != before
    assert version(MORE.replace("credits_min = 5", "credits_min = 6")) != before
    assert version("") != before
    assert version(MORE.replace('"E"', '"Else"')) == before


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('targets = ["4k"]', 'targets = ["5k"]'),
        ('targets = ["4k"]', 'targets = ["4k", "1080p"]'),
        ('resolution = "480p"', 'resolution = "720p"'),
        ("credits = 5,", "credits = 0,"),
        ("credits_min = 5", "credits_min = 5.5"),
        ('id = "u"', 'id = "e"'),
        ("adds_s = 5", "adds_s = 5\nseconds = 5"),
    ],
)
def test_wrong_data_stops_the_start(right: str, wrong: str) -> None:
    assert right in MORE
    with pytest.raises(ValueError, match=r"a\.toml|catalogue"):
        read_catalog({"a.toml": GOOD + MORE.replace(right, wrong)})


def test_who_chooses_no_model_gets_one_that_fits() -> None:
    assert CATALOG.upscaler(None, TODAY).id == "wavespeed-upscaler"
    with pytest.raises(InvalidRequest, match="Choose"):
        CATALOG.upscaler("nobody", TODAY)
    with pytest.raises(InvalidRequest, match="Choose"):
        CATALOG.extension("nobody", TODAY)
