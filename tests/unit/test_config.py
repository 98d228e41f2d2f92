"""What stops a revision before it gets traffic."""

import pytest
from pydantic import ValidationError

from shared import wiring
from shared.config import EmulatorInProduction, Settings, refuse_emulators_in_production
from shared.wiring import adapters

GOOD = {"google_cloud_project": "p", "bucket": "b", "public_url": "https://dailies.example"}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*Settings.model_fields, "k_service", "wavespeed_api_key", "vertex_project"):
        monkeypatch.delenv(name.upper(), raising=False)
    adapters.settings.cache_clear()


@pytest.mark.parametrize(
    "name",
    [
        "FIREBASE_AUTH_EMULATOR_HOST",
        "FIRESTORE_EMULATOR_HOST",
        "PUBSUB_EMULATOR_HOST",
        "STORAGE_EMULATOR_HOST",
        "CLOUD_TASKS_EMULATOR_HOST",
        "ANYTHING_EMULATOR_HOST",
    ],
)
def test_f133_an_emulator_variable_in_the_cloud_stops_the_start(name: str) -> None:
    with pytest.raises(EmulatorInProduction, match=name):
        refuse_emulators_in_production({"K_SERVICE": "jobs", name: "127.0.0.1:1"})
    with pytest.raises(EmulatorInProduction):
        wiring.check_settings({"K_SERVICE": "jobs", name: "127.0.0.1:1"})
    refuse_emulators_in_production({name: "127.0.0.1:1"})
    refuse_emulators_in_production({"K_SERVICE": "jobs", name: ""})


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_f132_a_missing_setting_stops_the_start(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        Settings(**{name: value for name, value in GOOD.items() if name != missing})


@pytest.mark.parametrize(
    "wrong",
    [
        {"public_url": "dailies.example"},
        {"public_url": "https://dailies.example/"},
        {"buy_url": "shop.example"},
        {"buy_url": "//shop.example"},
        {"buy_url": "javascript:alert(1)"},
        {"signup_credits": -1},
        {"signup_credits": 1.5},
        {"active_jobs_max": 0},
        {"orders_per_minute": 0},
        {"requests_per_minute": 0},
        {"address_requests_per_minute": -1},
        {"forwarded_hops": 0},
        {"job_deadline_s": 0},
        {"lease_s": -1},
        {"pace": 0},
        {"videos_url": "videos.example"},
        {"videos_url": "https://videos.example/"},
    ],
)
def test_a_setting_that_could_not_serve_a_customer_stops_the_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**{**GOOD, **wrong})


def test_origins_are_a_list_of_exact_ones() -> None:
    settings = Settings(**GOOD, allowed_origins="https://a.example, https://b.example,")

    assert settings.allowed_origins == ("https://a.example", "https://b.example")


def test_a_vendors_group_is_checked_when_any_of_its_variables_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("WAVESPEED_BASE_URL", "https://api.example")

    wiring.check_settings({})
    with pytest.raises(ValidationError, match="api_key"):
        wiring.check_settings({"WAVESPEED_BASE_URL": "https://api.example"})


def test_downloads_come_from_the_functions_own_address_if_it_is_known() -> None:
    assert Settings(**GOOD).downloads_origin == GOOD["public_url"]
    assert Settings(**GOOD, videos_url="https://v.example").downloads_origin == "https://v.example"


def test_only_cloud_run_limits_what_an_answer_may_announce(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(**GOOD).declared_max_bytes is None
    monkeypatch.setenv("K_SERVICE", "videos")
    assert Settings(**GOOD).declared_max_bytes == 32 * 1024 * 1024
