"""Errors become problems: one status each, words for people, nothing of ours."""

import json

import pytest
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from shared import errors
from shared.errors import InsufficientCredits, MethodNotAllowed, NotAuthenticated, RateLimited, Unavailable
from shared.http import problem
from shared.log import traced

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def leaves(error: type) -> set[type]:
    return (
        set().union(*(leaves(sub) for sub in error.__subclasses__())) if error.__subclasses__() else {error}
    )


def test_every_request_error_has_a_status() -> None:
    assert leaves(errors.RequestError) == set(problem.STATUS)


def test_a_problem_says_what_happened_in_six_fields_and_its_own_attributes() -> None:
    with traced(TRACE, project="demo"):
        response = problem.response_of(InsufficientCredits(needed=10, available=4))

    assert response.status_code == 402
    assert response.content_type == "application/problem+json"
    assert json.loads(response.data) == {
        "type": "urn:dailies:problem:insufficient-credits",
        "title": "The account has too few credits.",
        "status": 402,
        "detail": "This costs 10 credits and 4 are available. Add 6 credits, or choose something cheaper.",
        "code": "insufficient_credits",
        "needed": 10,
        "available": 4,
        "short": 6,
        "trace_id": TRACE,
    }


def test_an_attribute_never_replaces_a_field_of_the_problem() -> None:
    body = problem.body_of(errors.JobNotCancelable("no", status=200, code="x", state="failed"))

    assert (body["status"], body["code"], body["state"]) == (409, "job_not_cancelable", "failed")


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RateLimited("slow down", retry_after_s=10), "10"),
        (RateLimited("slow down", retry_after_s=0.2), "1"),
        (RateLimited("slow down"), "10"),
        (Unavailable("busy"), "2"),
        (errors.TransientError("no answer", retry_after_s=30), "30"),
        (errors.HighDemand("busy"), "2"),
    ],
)
def test_what_passes_says_when_to_come_back(error: Exception, seconds: str) -> None:
    response = problem.response_of(error)

    assert response.status_code in (429, 503)
    assert response.headers["Retry-After"] == seconds


def test_headers_that_the_status_calls_for_are_there() -> None:
    assert problem.response_of(NotAuthenticated("x")).headers["WWW-Authenticate"].startswith("Bearer")
    assert problem.response_of(MethodNotAllowed("x", allow=["GET", "HEAD"])).headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("canary"),
        KeyError("canary"),
        errors.InvariantBroken("canary"),
        errors.PermanentError("canary"),
        errors.FenceLost("canary"),
        errors.RequestError("canary"),
        errors.PreconditionFailed("canary"),
    ],
)
def test_what_nobody_foresaw_is_a_bare_500_and_logged(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    response = problem.response_of(error)

    said = capsys.readouterr().out
    assert response.status_code == 500
    assert json.loads(response.data)["code"] == "internal"
    assert "canary" not in response.get_data(as_text=True) + said
    assert json.loads(said)["error_class"] == type(error).__name__


def test_the_words_of_a_service_we_rely_on_stay_inside() -> None:
    assert "canary" not in problem.response_of(errors.TransientError("canary")).get_data(as_text=True)


def test_what_the_framework_could_not_read_is_the_callers_to_mend() -> None:
    assert problem.response_of(ClientDisconnected()).status_code == 400
    assert problem.response_of(RequestEntityTooLarge()).status_code == 413
