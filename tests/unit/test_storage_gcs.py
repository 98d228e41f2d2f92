"""What the adapter does without a network: signing through IAM, and turning Google's errors into ours."""

import base64
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.api_core import exceptions as google_errors
from google.auth import exceptions as auth_errors
from google.auth.credentials import AnonymousCredentials, Credentials, Scoped
from google.cloud import storage
from google.cloud.storage import exceptions as storage_errors

from shared.errors import NotOurDay, PermanentError, PreconditionFailed, TransientError
from shared.model.video import StoredObject
from shared.storage.gcs import CloudStorage
from shared.storage.gcs_errors import our_errors
from shared.storage.iam_signer import IAM_SCOPE, SIGN_TIMEOUT_S, IamSigner

EMAIL = "worker@demo.iam.gserviceaccount.com"
FILM = StoredObject(name="videos/a b.mp4", generation=7, size_bytes=1, content_type="video/mp4")


class MetadataCredentials(Credentials, Scoped):
    """Like those of a running service: the e-mail address and the token come with a refresh."""

    requires_scopes = False

    def __init__(self) -> None:
        super().__init__()
        self.service_account_email = "default"
        self.refreshes = 0
        self.asked_for: list[str] = []

    def with_scopes(self, scopes: list[str], default_scopes: object = None) -> "MetadataCredentials":
        self.asked_for = scopes
        return self

    def refresh(self, request: object) -> None:
        self.refreshes += 1
        self.token = f"token-{self.refreshes}"
        self.service_account_email = EMAIL


class Iam:
    """Google's signBlob, as the transport that the signer is handed."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.calls: list[dict] = []

    def __call__(self, **call) -> SimpleNamespace:
        self.calls.append(call)
        status = self.statuses.pop(0) if self.statuses else 200
        signed = base64.b64encode(b"signature").decode()
        return SimpleNamespace(status=status, data=json.dumps({"signedBlob": signed}).encode())


def a_storage(iam: Iam, credentials: MetadataCredentials) -> CloudStorage:
    client = storage.Client(project="demo", credentials=AnonymousCredentials())
    return CloudStorage(client, "films", IamSigner(credentials, iam))


def test_without_a_key_iam_signs_as_our_own_account() -> None:
    iam, credentials = Iam(), MetadataCredentials()
    link = urlsplit(a_storage(iam, credentials).link(FILM))

    words = parse_qs(link.query)
    assert (link.scheme, link.netloc, link.path) == (
        "https",
        "storage.googleapis.com",
        "/films/videos/a%20b.mp4",
    )
    assert words["X-Goog-Signature"] == [b"signature".hex()]
    assert words["X-Goog-Credential"][0].startswith(f"{EMAIL}/")
    assert words["generation"] == ["7"]
    (call,) = iam.calls
    assert call["url"].endswith(f"/serviceAccounts/{EMAIL}:signBlob")
    assert call["headers"]["authorization"] == "Bearer token-1"
    assert call["timeout"] == SIGN_TIMEOUT_S
    assert credentials.asked_for == [IAM_SCOPE], "a storage client's own may not sign"
    assert base64.b64decode(json.loads(call["body"])["payload"]).startswith(b"GOOG4-RSA-SHA256\n")


def test_a_stale_token_is_refreshed_before_signing() -> None:
    iam, credentials = Iam(), MetadataCredentials()
    store = a_storage(iam, credentials)
    store.link(FILM)
    store.link(FILM)
    credentials.expiry = (datetime.now(UTC) - timedelta(hours=1)).replace(tzinfo=None)
    store.link(FILM)

    assert [call["headers"]["authorization"][-1] for call in iam.calls] == ["1", "1", "2"]


def test_f96_iam_that_refuses_is_an_error_that_may_pass() -> None:
    with pytest.raises(TransientError):
        a_storage(Iam(403), MetadataCredentials()).link(FILM)


def test_f97_a_link_lives_an_hour_unless_told_otherwise() -> None:
    store = a_storage(Iam(), MetadataCredentials())

    assert parse_qs(urlsplit(store.link(FILM)).query)["X-Goog-Expires"] == ["3600"]
    assert parse_qs(urlsplit(store.link(FILM, ttl_s=60)).query)["X-Goog-Expires"] == ["60"]


def test_an_upload_link_signs_every_header_it_asks_for() -> None:
    link, headers = a_storage(Iam(), MetadataCredentials()).upload_link(
        "uploads/a/raw", content_type="image/png", size_max_bytes=9, ttl_s=60
    )

    assert headers == {
        "Content-Type": "image/png",
        "x-goog-content-length-range": "1,9",
        "x-goog-if-generation-match": "0",
    }
    signed = parse_qs(urlsplit(link).query)["X-Goog-SignedHeaders"][0].split(";")
    assert set(signed) == {"host", *(name.lower() for name in headers)}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (google_errors.PreconditionFailed("x"), PreconditionFailed),
        (google_errors.NotFound("x"), PermanentError),
        (google_errors.BadRequest("x"), PermanentError),
        (google_errors.Forbidden("x"), NotOurDay),
        (google_errors.Unauthorized("x"), NotOurDay),
        (google_errors.TooManyRequests("x"), TransientError),
        (google_errors.ServiceUnavailable("x"), TransientError),
        (google_errors.InternalServerError("x"), TransientError),
        (google_errors.RetryError("x", cause=None), TransientError),
        (requests.ConnectionError("x"), TransientError),
        (requests.ReadTimeout("x"), TransientError),
        (requests.exceptions.ChunkedEncodingError("x"), TransientError),
        (auth_errors.TransportError("x"), TransientError),
        (auth_errors.RefreshError("x"), TransientError),
        (storage_errors.DataCorruption(None, "x"), TransientError),
        (storage_errors.InvalidResponse(None, "x"), TransientError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_no_error_of_googles_leaves(theirs: Exception, ours: type[Exception]) -> None:
    with pytest.raises(ours), our_errors():
        raise theirs


def test_an_error_of_the_disk_is_not_taken_for_one_of_storage() -> None:
    with pytest.raises(OSError, match="full"), our_errors():
        raise OSError(28, "disk full")
