import pytest

from shared.wiring.studio import studio


def test_our_own_work_needs_no_key_of_a_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAVESPEED_API_KEY", raising=False)

    assert studio().fetch
