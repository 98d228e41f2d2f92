"""Who an operator is, for the audit trail."""

import pytest
from werkzeug.datastructures import Headers

from shared.http.operator import UNKNOWN, actor_of
from tests.fakes.tokens import unsigned


def a_token(email: object = "oscar@example.com") -> str:
    """As IAM passes it on: the signature is taken off."""
    return f"Bearer {unsigned(email=email)}SIGNATURE_REMOVED"


def test_the_name_is_the_e_mail_in_the_token_that_iam_verified() -> None:
    assert actor_of(Headers({"Authorization": a_token()})) == "oscar@example.com"


def test_a_token_that_iam_did_not_look_at_names_nobody() -> None:
    headers = Headers(
        {
            "X-Serverless-Authorization": a_token("real@example.com"),
            "Authorization": a_token("fake@example.com"),
        }
    )

    assert actor_of(headers) == "real@example.com"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Bearer a.é.c"},
        {"Authorization": "Bearer a.W10.c"},
        {"Authorization": a_token(None)},
        {"Authorization": a_token(5)},
        {"Authorization": a_token("not an e-mail")},
        {"Authorization": a_token("a@b/../c")},
        {"Authorization": a_token("a" * 300 + "@example.com")},
        {"X-Goog-Authenticated-User-Email": "accounts.google.com:evil@example.com"},
    ],
)
def test_without_one_it_is_just_an_operator(headers: dict[str, str]) -> None:
    assert actor_of(Headers(headers)) == UNKNOWN
