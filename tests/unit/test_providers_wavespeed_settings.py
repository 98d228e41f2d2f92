"""WaveSpeed's variables."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.providers.wavespeed import SETTINGS
from tests.generation import a_wavespeed


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": ""},
        {"api_key": "two words"},
        {"api_key": "line\n"},
        {"api_key": "schlüssel"},
        {"base_url": "api.wavespeed.ai"},
        {"timeout_s": 0},
        {"timeout_s": "soon"},
        {"result_hosts": " , "},
    ],
)
def test_a_wrong_setting_is_refused_and_never_shown(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        a_wavespeed(**wrong)
    assert "schlüssel" not in str(refused.value)


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "API_KEY": "k",
        "BASE_URL": "http://127.0.0.1:1",
        "WEBHOOK_SECRET": "whsec_a",
        "WEBHOOK_SECRET_PREVIOUS": "",
        "RESULT_HOSTS": "127.0.0.1:1, CDN.example",
    }.items():
        monkeypatch.setenv(f"WAVESPEED_{name}", value)
    settings = SETTINGS()
    assert settings.result_hosts == {"127.0.0.1:1", "cdn.example"}
    assert [s.get_secret_value() for s in settings.webhook_secrets] == ["whsec_a"]
