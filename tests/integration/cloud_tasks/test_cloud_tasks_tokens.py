"""The tokens that reach a worker, checked with Google's own verifier."""

from typing import Any

import pytest
import requests
from google.auth.transport.requests import Request
from google.cloud.tasks_v2 import CloudTasksClient
from google.oauth2 import id_token

from tests.fakes.cloud_tasks_orders import a_queue, create
from tests.fakes.cloud_tasks_process import CloudTasksProcess
from tests.fakes.worker import Worker


def test_an_oidc_token_is_minted_at_dispatch_and_googles_verifier_accepts_it(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    url = worker.url("/steps?x=1")
    token = {"service_account_email": "worker@dailies.iam.gserviceaccount.com"}
    create(client, a_queue(client), url, request={"oidc_token": token})

    bearer = worker.next().headers["Authorization"].removeprefix("Bearer ")
    claims = _verified(server, bearer, audience=url)
    assert claims["email"] == token["service_account_email"]
    assert claims["email_verified"] is True
    assert claims["exp"] - claims["iat"] == 3600


def test_an_oidc_token_is_for_the_audience_that_was_asked_and_no_other(
    server: CloudTasksProcess, client: CloudTasksClient, worker: Worker
) -> None:
    token = {"service_account_email": "a@b.c", "audience": "https://api.example"}
    create(client, a_queue(client), worker.url(), request={"oidc_token": token})

    bearer = worker.next().headers["Authorization"].removeprefix("Bearer ")
    assert _verified(server, bearer, audience="https://api.example")["aud"] == "https://api.example"
    with pytest.raises(ValueError, match="audience"):
        _verified(server, bearer, audience=worker.url())


def _verified(server: CloudTasksProcess, token: str, *, audience: str) -> dict[str, Any]:
    with requests.Session() as session:
        return id_token.verify_token(
            token, Request(session), audience=audience, certs_url=f"{server.rest_url}/certs"
        )


def test_an_oauth_token_is_an_opaque_bearer(client: CloudTasksClient, worker: Worker) -> None:
    token = {"service_account_email": "a@b.c"}
    create(client, a_queue(client), worker.url(), request={"oauth_token": token})

    assert worker.next().headers["Authorization"].startswith("Bearer ya29.")
