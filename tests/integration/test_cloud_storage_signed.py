"""V4 signed URLs made by the real client, and everything that is wrong with others."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx
import pytest
from google.oauth2 import service_account

from infra.local.cloud_storage.call import Call
from infra.local.cloud_storage.errors import StorageError
from infra.local.cloud_storage.signature import verify
from infra.local.cloud_storage.signer import make_signer, read_signer
from tests.cloud_storage_process import BUCKET, PROJECT, refusal, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("signed")) as running:
        running.bucket().blob("movie.mp4").upload_from_string(b"movie", content_type="video/mp4")
        yield running


def changed(url: str, **parameters: str | None) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **parameters}
    kept = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(kept, quote_via=quote)).geturl()


def test_a_signed_get_serves_the_object_as_stored(server):
    answer = httpx.get(server.sign("movie.mp4"))

    assert (answer.status_code, answer.content) == (200, b"movie")
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Goog-Generation"].isdigit()
    assert "crc32c=" in answer.headers["X-Goog-Hash"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST"])
def test_without_a_signature_nothing_is_possible(server, method):
    answer = httpx.request(method, f"{server.url}/{BUCKET}/movie.mp4")

    assert answer.status_code == 403
    if method != "HEAD":
        assert refusal(answer) == (403, "AccessDenied")
    assert server.bucket().blob("movie.mp4").exists()


def test_a_token_is_no_signature(server):
    headers = {"Authorization": "Bearer owner"}

    assert httpx.get(f"{server.url}/{BUCKET}/movie.mp4", headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_a_signature_is_for_one_method(server, method):
    answer = httpx.request(method, server.sign("movie.mp4"))

    assert refusal(answer) == (403, "SignatureDoesNotMatch")


def test_a_signature_is_for_one_object(server):
    url = server.sign("movie.mp4").replace("movie.mp4", "other.mp4")

    assert refusal(httpx.get(url)) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "parameters",
    [
        {"X-Goog-Expires": "61"},
        {"response-content-type": "text/html"},
        {"generation": "1"},
        {"X-Goog-Signature": "00" * 256},
        {"X-Goog-SignedHeaders": "host;range"},
    ],
)
def test_a_changed_parameter_breaks_the_signature(server, parameters):
    answer = httpx.get(changed(server.sign("movie.mp4"), **parameters), headers={"Range": "x"})

    assert refusal(answer) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "parameters",
    [
        {"X-Goog-Expires": "604801"},
        {"X-Goog-Expires": "0"},
        {"X-Goog-Expires": "-1"},
        {"X-Goog-Expires": None},
        {"X-Goog-Date": "yesterday"},
        {"X-Goog-Date": None},
        {"X-Goog-Date": "((("},
        {"X-Goog-Algorithm": "GOOG4-HMAC-SHA256"},
        {"X-Goog-Credential": "somebody"},
        {"X-Goog-Signature": "not hex"},
        {"X-Goog-SignedHeaders": "host;x-goog-not-sent"},
    ],
)
def test_a_malformed_parameter_is_400(server, parameters):
    answer = httpx.get(changed(server.sign("movie.mp4"), **parameters))

    assert refusal(answer) == (400, "MalformedSecurityHeader")


def test_an_expired_url_says_so(server):
    url = server.sign("movie.mp4", expires_s=1)
    parts = urlsplit(url)
    past = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")
    day = past[:8]
    credential = dict(parse_qsl(parts.query))["X-Goog-Credential"].split("/")
    stale = changed(
        url,
        **{
            "X-Goog-Date": past,
            "X-Goog-Credential": "/".join([credential[0], day, *credential[2:]]),
        },
    )

    assert refusal(httpx.get(stale)) == (400, "ExpiredToken")


def test_a_valid_signature_dies_with_its_time(server):
    url = urlsplit(server.sign("movie.mp4", expires_s=60))
    call = Call("GET", url.path, url.query, httpx.Headers({"host": url.netloc}), server.url)
    signers = read_signer(server.directory / "signer.json", project=PROJECT)

    verify(call, signers, now=datetime.now(UTC))
    with pytest.raises(StorageError, match="ExpiredToken"):
        verify(call, signers, now=datetime.now(UTC) + timedelta(seconds=61))
    with pytest.raises(StorageError, match="RequestTimeTooSkewed"):
        verify(call, signers, now=datetime.now(UTC) - timedelta(minutes=16))


def test_an_unknown_signer_is_refused(server):
    stranger = service_account.Credentials.from_service_account_info(make_signer("other"))
    url = (
        server.bucket()
        .blob("movie.mp4")
        .generate_signed_url(
            version="v4", expiration=60, credentials=stranger, api_access_endpoint=server.url
        )
    )
    impostor = service_account.Credentials.from_service_account_info(
        {**make_signer("other"), "client_email": server.signer["client_email"]}
    )
    forged = (
        server.bucket()
        .blob("movie.mp4")
        .generate_signed_url(
            version="v4", expiration=60, credentials=impostor, api_access_endpoint=server.url
        )
    )

    assert refusal(httpx.get(url)) == (403, "SignatureDoesNotMatch")
    assert refusal(httpx.get(forged)) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("name", ["a b+c.txt", "ü/é 🎬", "100%", "a?b#c&d=e", "~tilde'(1)!*", "a//b"])
def test_any_name_can_be_signed(server, name):
    put = httpx.put(server.sign(name, method="PUT"), content=name.encode())

    assert put.status_code == 200, put.text
    assert httpx.get(server.sign(name)).content == name.encode()
    assert server.bucket().blob(name).exists()


def test_the_url_can_name_type_and_disposition_of_the_answer(server):
    url = server.sign(
        "movie.mp4",
        response_type="application/octet-stream",
        response_disposition='attachment; filename="a.mp4"',
    )

    answer = httpx.get(url)

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.mp4"'


def test_a_url_can_pin_a_generation(server):
    blob = server.bucket().blob("pinned")
    blob.upload_from_string(b"one")
    url = server.sign("pinned", query_parameters={"generation": str(blob.generation)})
    assert httpx.get(url).content == b"one"

    blob.upload_from_string(b"two")

    assert refusal(httpx.get(url)) == (404, "NoSuchKey")


def test_a_signer_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "signer.json"
    for content in ("", "[]", "{}", json.dumps({"client_email": "a", "private_key": "b"})):
        path.write_text(content)
        with pytest.raises(ValueError, match="service account"):
            read_signer(path, project=PROJECT)
    path.write_text(json.dumps(make_signer("other")))
    with pytest.raises(ValueError, match="not of project"):
        read_signer(path, project=PROJECT)
