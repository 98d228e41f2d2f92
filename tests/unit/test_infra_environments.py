"""Every function and every environment is given the settings it needs, and no other."""

import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from infra.deployment.environments import SettingRefused, read_settings, read_site_key, read_watch
from infra.deployment.plan import ROOT
from infra.deployment.services import variables
from infra.deployment.watch import Watch
from shared.config import Settings, refuse_emulators_in_production
from shared.providers.vertex_settings import VertexSettings
from shared.providers.wavespeed_settings import WaveSpeedSettings
from tests.planned import PLACE, TABLE, deployed

ENVIRONMENTS = ROOT / "infra/environments.toml"
KEY = "6Lcdefghijklmnopqrstuvwxyz-0123456789_AB"


@pytest.mark.parametrize("function", TABLE.functions, ids=lambda f: f.name)
def test_every_function_is_given_the_settings_it_needs(function, monkeypatch: pytest.MonkeyPatch) -> None:
    given = variables(PLACE, function)
    environment = given | dict.fromkeys(function.secrets, "a-value")
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Settings().publisher_email == PLACE.account("publisher")
    refuse_emulators_in_production(environment | {"K_SERVICE": function.name})
    if function.name in {"provider_steps", "callbacks"}:
        assert WaveSpeedSettings().webhook_secret
    if function.name == "provider_steps":
        assert VertexSettings().project == PLACE.project


@pytest.mark.parametrize("env", ["prod", "staging", "another"])
def test_an_environment_is_told_its_settings(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings(ENVIRONMENTS, env)
    given = variables(replace(PLACE, settings=settings), TABLE.functions[0])
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert settings.items() <= given.items()
    assert (Settings().app_check, Settings().signup_credits) == ("off", 100 if env == "staging" else 0)
    assert (
        all(f"|{name}={value}" in " ".join(deployed("jobs")) for name, value in settings.items())
        or env != "prod"
    )


@pytest.mark.parametrize("env", tomllib.loads(ENVIRONMENTS.read_text("utf-8")))
def test_no_environment_locks_its_own_studio_out(env: str) -> None:
    settings = read_settings(ENVIRONMENTS, env)

    assert settings.get("APP_CHECK") != "enforce" or read_site_key(ENVIRONMENTS, env)


def test_the_key_is_told_to_the_studio_alone(tmp_path: Path) -> None:
    path = tmp_path / "environments.toml"
    path.write_text(
        f'[all]\nAPP_CHECK = "off"\n[prod]\nAPP_CHECK = "enforce"\nAPP_CHECK_SITE_KEY = "{KEY}"\n'
    )

    assert read_settings(path, "prod") == {"APP_CHECK": "enforce"}
    assert (read_site_key(path, "prod"), read_site_key(path, "staging")) == (KEY, "")


@pytest.mark.parametrize("key", ["", f'{KEY}\\"><script>', "6L"])
def test_enforcing_without_a_key_is_refused_and_so_is_what_is_none(tmp_path: Path, key: str) -> None:
    path = tmp_path / "environments.toml"
    path.write_text(f'[staging]\nAPP_CHECK = "enforce"\nAPP_CHECK_SITE_KEY = "{key}"\n')

    with pytest.raises(
        SettingRefused, match="is no key of reCAPTCHA" if key else "lock the studio of staging out"
    ):
        read_settings(path, "staging")


def test_who_is_told_is_no_setting_of_a_function_and_is_in_no_public_file(tmp_path: Path) -> None:
    file = tmp_path / "environments.toml"
    file.write_text('[prod]\nSIGNUP_CREDITS = "1"\n[prod.watch]\nalerts_to = "ops@example.com"\n')

    assert read_settings(file, "prod") == {"SIGNUP_CREDITS": "1"}
    assert read_watch(file, "prod") == Watch(alerts_to="ops@example.com")
    assert read_watch(file, "staging") == Watch()
    for env in tomllib.loads((ROOT / "infra/environments.toml").read_text()):
        assert read_watch(ROOT / "infra/environments.toml", env) == Watch()


def test_what_is_said_goes_before_what_was_said() -> None:
    was = Watch(alerts_to="day@example.com", billing_account="012345-6789AB-CDEF01", budget="100")

    assert Watch(budget="250EUR").over(was) == Watch(**(was.model_dump() | {"budget": "250EUR"}))
    assert Watch().over(was) == was
    assert (Watch(budget="1").half, was.half, Watch().half) == (True, False, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"alerts_to": "nobody"},
        {"alerts_to": "a@b.org,c@d.org"},
        {"billing_account": "my account"},
        {"budget": "100.75"},  # gcloud would take it for 100
        {"budget": "0"},
        {"phone": "112"},
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Watch.model_validate(wrong)


@pytest.mark.parametrize(
    "line",
    ['APP_CHEK = "off"', 'PUBLIC_URL = "x"', 'AUTH_EMULATOR_HOST = "x"', "LEASE_S = 5", 'BUY_URL = "/a|b"'],
)
def test_a_setting_that_nobody_reads_stops_with_words(tmp_path: Path, line: str) -> None:
    (tmp_path / "environments.toml").write_text(f"[all]\n{line}\n")

    with pytest.raises(ValueError, match=line.split(maxsplit=1)[0]):
        read_settings(tmp_path / "environments.toml", "prod")
