"""What every provider's adapter keeps, shown on the provider's running simulator."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from shared.catalog import load_catalog
from shared.errors import (
    HighDemand,
    NotOurDay,
    PermanentError,
    StepError,
    SubmitUnknown,
    Throttled,
    TransientError,
)
from shared.model.prediction import PredictionState
from shared.providers import PROVIDERS
from tests.provider_stand import Stand, a_stand

MP4 = b"ftyp"


@pytest.fixture(scope="module", params=list(PROVIDERS))
def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with a_stand(request.param, tmp_path_factory.mktemp(request.param)) as running:
        yield running


def refusal_of(stand: Stand, prompt: str) -> StepError:
    """Return the error of one submit, which reached the simulator once."""
    request = stand.a_request(prompt)
    with pytest.raises(StepError) as raised:
        stand.adapter.submit(request)
    assert len(stand.submits_of(request)) == 1
    assert prompt not in raised.value.message + raised.value.next_step
    return raised.value


def test_one_submit_makes_one_video(stand: Stand) -> None:
    request = stand.a_request("a lighthouse in a storm")
    adapter = stand.adapter
    prediction_id = adapter.submit(request)

    done = stand.until(lambda: adapter.fetch(prediction_id), "succeeded")

    assert done.id == prediction_id
    (file,) = done.files
    assert stand.bytes_of(file)[4:8] == MP4
    assert len(stand.submits_of(request)) == 1


def test_an_image_becomes_a_video(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("it comes alive", **stand.image))
    done = stand.until(lambda: adapter.fetch(prediction_id), "succeeded")
    assert stand.bytes_of(done.files[0])[4:8] == MP4


@pytest.mark.parametrize("with_image", [False, True], ids=["text", "image"])
def test_every_combination_of_the_catalogue_is_accepted(stand: Stand, with_image: bool) -> None:
    adapter = stand.adapter
    for offer in load_catalog().every_offer:
        if offer.provider != stand.name:
            continue
        for cell in offer.combinations:
            shape = cell.model_dump(include={"duration_s", "resolution", "aspect_ratio"})
            image = stand.image if with_image else {}
            assert adapter.submit(stand.a_request("[hang] a boat", model=offer.id, **shape, **image))


def test_f49_a_submit_whose_answer_is_lost_is_found_and_never_repeated(stand: Stand) -> None:
    request, since = stand.a_request("a boat [lost]"), datetime.now(UTC)
    adapter = stand.adapter
    with pytest.raises(SubmitUnknown) as lost:
        adapter.submit(request)
    assert not lost.value.refused

    found = stand.until(lambda: adapter.find(request, since=since), "succeeded")

    assert stand.bytes_of(found.files[0])[4:8] == MP4
    assert adapter.fetch(found.id) == found
    assert len(stand.submits_of(request)) == 1


def test_what_was_never_ordered_is_not_found(stand: Stand) -> None:
    assert stand.adapter.find(stand.a_request("never ordered"), since=datetime.now(UTC)) is None


def test_f50_a_provider_that_cannot_be_reached_got_nothing(stand: Stand) -> None:
    with pytest.raises(TransientError) as raised:
        stand.adapter_of(base_url="http://127.0.0.1:1").submit(stand.a_request("a boat"))
    assert type(raised.value) is TransientError


def test_f51_too_fast_is_throttled_and_the_next_submit_is_accepted(stand: Stand) -> None:
    adapter, request = stand.adapter, stand.a_request("a boat [429:1] [hang]")
    with pytest.raises(Throttled) as raised:
        adapter.submit(request)
    assert raised.value.retry_after_s == 1
    assert adapter.submit(request)


def test_f52_a_server_error_created_nothing_and_the_adapter_says_how_sure_it_is(stand: Stand) -> None:
    adapter, request = stand.adapter, stand.a_request("a boat [fail:transient:2] [hang]")
    since = datetime.now(UTC)
    for _ in range(2):
        with pytest.raises(TransientError) as raised:
            adapter.submit(request)
        error = raised.value
        assert isinstance(error, HighDemand) or (isinstance(error, SubmitUnknown) and error.refused)
    assert adapter.find(request, since=since) is None
    assert adapter.submit(request)


def test_f53_a_prompt_refused_at_submit_is_final(stand: Stand) -> None:
    error = refusal_of(stand, "a boat [fail:policy:submit]")
    assert isinstance(error, PermanentError)
    assert error.code == "policy"


def test_f53_a_prompt_refused_later_is_final(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [fail:policy] [slow:0.1]"))
    failed = stand.until(lambda: adapter.fetch(prediction_id), "failed")
    assert isinstance(failed.error, PermanentError)
    assert failed.error.code == "policy"
    assert failed.error.next_step.startswith("Change the words and try again")


def test_an_input_that_they_refuse_is_final(stand: Stand) -> None:
    error = refusal_of(stand, "a boat [fail:input]")
    assert isinstance(error, PermanentError)
    assert error.code == "provider_rejected"


@pytest.mark.parametrize("directive", ["auth", "broke"])
def test_f54_our_key_and_our_balance_are_nobodys_failure_however_they_say_it(
    stand: Stand, directive: str
) -> None:
    for _ in range(3):
        assert isinstance(refusal_of(stand, f"the same boat [{directive}]"), NotOurDay)


def test_f54_a_wrong_key_is_nobodys_failure(stand: Stand) -> None:
    with pytest.raises(NotOurDay):
        stand.adapter_of(api_key=SecretStr("wrong")).submit(stand.a_request("a boat"))


def test_f55_a_page_instead_of_an_answer_is_unknown(stand: Stand) -> None:
    error = refusal_of(stand, "a boat [html:submit] [hang]")
    assert isinstance(error, SubmitUnknown)
    assert not error.refused


def test_a_provider_that_is_full_is_busy_at_submit_or_later(stand: Stand) -> None:
    adapter, request = stand.adapter, stand.a_request("a boat [busy:1] [slow:0.1]")
    try:
        prediction_id = adapter.submit(request)
    except HighDemand:
        return
    assert isinstance(stand.until(lambda: adapter.fetch(prediction_id), "failed").error, HighDemand)


def test_f60_a_prediction_that_hangs_is_running_for_ever(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [hang]"))
    for _ in range(3):
        assert adapter.fetch(prediction_id).state is PredictionState.RUNNING


def test_f69_nonsense_is_running_and_its_progress_is_sane(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [weird] [hang]"))
    for _ in range(8):
        seen = adapter.fetch(prediction_id)
        assert seen.state is PredictionState.RUNNING
        assert seen.progress is None or 0 <= seen.progress <= 99


def test_f70_a_success_with_nothing_in_it_is_a_failure(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [empty]"))
    failed = stand.until(lambda: adapter.fetch(prediction_id), "failed")
    assert isinstance(failed.error, PermanentError)
    assert failed.error.code in {"filtered", "policy"}


def test_f71_a_flap_is_told_as_it_is(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [flap]"))
    assert type(stand.until(lambda: adapter.fetch(prediction_id), "failed").error) is TransientError
    assert adapter.fetch(prediction_id).state is PredictionState.SUCCEEDED


def test_f72_a_prediction_that_they_have_forgotten_is_none(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [gone] [hang]"))
    assert adapter.fetch(prediction_id) is None


def test_polls_that_fail_are_transient_and_pass(stand: Stand) -> None:
    adapter = stand.adapter
    prediction_id = adapter.submit(stand.a_request("a boat [pollfail:2] [hang]"))
    kinds = []
    for _ in range(2):
        with pytest.raises(TransientError) as raised:
            adapter.fetch(prediction_id)
        kinds.append(type(raised.value))
    assert kinds == [TransientError, Throttled]
    assert adapter.fetch(prediction_id).state is PredictionState.RUNNING
