"""Examples of the machine on the real database; `make test-model` tries more of them."""

import pytest

from tests.integration.model.api import Seen, run_model

EXAMPLES = 25
STEPS = 30


@pytest.mark.emulator
@pytest.mark.timeout(900)  # a failing example is made smaller for minutes
def test_whatever_everybody_does_the_api_agrees_with_the_model_of_the_books() -> None:
    seen = Seen()

    run_model(examples=EXAMPLES, steps=STEPS, start=0, seen=seen)

    assert seen.ends["generate draft"], "no example ever made a video"
    for kind in ("extend", "upscale", "upscale by us"):
        ends = ("draft", "published", "draft and deleted", "published and deleted")
        assert any(seen.ends[f"{kind} {end}"] for end in ends), f"no example ever made an {kind}"
