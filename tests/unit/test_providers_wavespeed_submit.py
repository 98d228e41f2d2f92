"""What each answer to a submit at WaveSpeed means to us."""

from typing import Any

import httpx
import pytest

from shared.errors import (
    HighDemand,
    NotOurDay,
    PermanentError,
    SubmitUnknown,
    Throttled,
    TransientError,
)
from tests.generation import Recording, a_generation, a_wavespeed, submit_once
from tests.wavespeed_recordings import SECRET_WORDS, a_prediction, answer, refusal


def submit(*answers: Any, **request: Any) -> tuple[Any, Recording]:
    return submit_once(a_wavespeed, a_generation(**request), *answers)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("t"),
        httpx.WriteTimeout("t"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.RemoteProtocolError("Server disconnected"),
        httpx.DecodingError("bad gzip"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_f49_a_submit_without_an_answer_is_unknown_and_was_sent_once(error: Exception) -> None:
    outcome, _ = submit(error)
    assert isinstance(outcome, SubmitUnknown)
    assert not outcome.refused


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ConnectError("no such host"), httpx.ConnectTimeout("t")]
)
def test_f50_a_submit_that_never_left_may_be_sent_again(error: Exception) -> None:
    outcome, _ = submit(error)
    assert type(outcome) is TransientError
    assert outcome.code == "provider_unavailable"
    assert outcome.counts


@pytest.mark.parametrize(("header", "wait_s"), [({"Retry-After": "65"}, 65.0), ({}, None)])
def test_f51_too_fast_is_throttled_for_as_long_as_they_say(header: dict[str, str], wait_s: float) -> None:
    outcome, _ = submit(refusal(429, "Too many requests, top up for more", **header))
    assert isinstance(outcome, Throttled)
    assert outcome.retry_after_s == wait_s
    assert not outcome.counts


@pytest.mark.parametrize("status", [500, 501, 502, 503, 520, 599])
def test_f52_a_server_error_is_unknown_but_refused(status: int) -> None:
    outcome, _ = submit(refusal(status, "Internal error, please retry later."))
    assert isinstance(outcome, SubmitUnknown)
    assert outcome.refused


@pytest.mark.parametrize("status", [408, 504])
def test_f52_the_timeout_of_a_gateway_is_nobodys_refusal(status: int) -> None:
    outcome, _ = submit(refusal(status, "upstream timed out"))
    assert isinstance(outcome, SubmitUnknown)
    assert not outcome.refused


def test_high_demand_is_told_from_other_server_errors() -> None:
    outcome, _ = submit(refusal(503, "The service is experiencing high demand.", **{"Retry-After": "7"}))
    assert isinstance(outcome, HighDemand)
    assert outcome.retry_after_s == 7


@pytest.mark.parametrize(
    "message", [f"NSFW content {SECRET_WORDS}", "violates our content policy", "flagged by moderation"]
)
@pytest.mark.parametrize("status", [400, 422])
def test_f53_a_policy_refusal_is_final_and_says_so_in_our_words(message: str, status: int) -> None:
    outcome, _ = submit(refusal(status, message))
    assert isinstance(outcome, PermanentError)
    assert outcome.code == "policy"
    assert outcome.next_step.startswith("Change the words and try again")
    assert message not in outcome.message + outcome.next_step


@pytest.mark.parametrize(
    "reply",
    [
        refusal(401, "Invalid API key"),
        refusal(402, "Payment required"),
        refusal(403, "Forbidden"),
        refusal(400, "Insufficient funds"),
        refusal(400, "Your balance is too low"),
        refusal(400, "Not enough credits"),
        refusal(400, "Please top up your account"),
        refusal(200, "Insufficient balance", code=402),
        refusal(200, "forbidden", code=403),
        refusal(200, "Insufficient balance", code=1001),
    ],
    ids=lambda reply: f"{reply.status_code} {reply.json()['message']}",
)
def test_f54_our_key_or_balance_is_nobodys_failure(reply: httpx.Response) -> None:
    outcome, _ = submit(reply)
    assert isinstance(outcome, NotOurDay)
    assert not outcome.counts


def test_f54_the_customers_own_words_cannot_make_it_our_day() -> None:
    prompt = "insufficient balance, please top up"
    outcome, _ = submit(refusal(400, f'Bad value: "{prompt}"'), prompt=prompt)
    assert isinstance(outcome, PermanentError)
    assert outcome.code == "provider_rejected"


def test_f54_a_prompt_of_one_letter_does_not_hide_what_they_say() -> None:
    outcome, _ = submit(refusal(400, "Insufficient balance"), prompt="a")
    assert isinstance(outcome, NotOurDay)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, html="<html>Bad gateway</html>"),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"[" * 200_000),
        httpx.Response(200, json=[1]),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
        answer(None),
        answer({}),
        answer([]),
        answer(a_prediction(id=None)),
        answer(a_prediction(id="")),
        answer(a_prediction(id=17)),
        answer(a_prediction(id="../../account")),
        answer(a_prediction(id="x" * 500)),
        httpx.Response(200, content=b"x" * (17 * 1024 * 1024)),
    ],
)
def test_f55_a_success_without_a_usable_id_is_unknown(reply: httpx.Response) -> None:
    outcome, _ = submit(reply)
    assert isinstance(outcome, SubmitUnknown)
    assert not outcome.refused


def test_f55_a_refusal_in_a_body_with_an_id_attaches_nothing() -> None:
    reply = httpx.Response(200, json={"code": 500, "message": "", "data": a_prediction()})
    outcome, _ = submit(reply)
    assert isinstance(outcome, SubmitUnknown)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "provider_rejected"),
        (404, "model_unavailable"),
        (413, "provider_rejected"),
        (415, "provider_rejected"),
        (422, "provider_rejected"),
        (409, "provider_rejected"),
    ],
)
def test_another_refusal_is_final(status: int, code: str) -> None:
    outcome, _ = submit(refusal(status, f"{SECRET_WORDS}: property 'x' is unsupported"))
    assert isinstance(outcome, PermanentError)
    assert outcome.code == code
    assert SECRET_WORDS not in outcome.message + outcome.next_step
