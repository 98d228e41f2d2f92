"""The XML API: V4 signed URLs made by the real client, and everything that is wrong with others."""

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
from tests.cloud_storage_process import BUCKET, RunningServer, running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("signed")) as running:
        running.bucket().blob("movie.mp4").upload_from_string(b"movie", content_type="video/mp4")
        yield running


def code_of(answer: httpx.Response) -> str:
    assert answer.headers["Content-Type"].startswith("application/xml")
    return answer.text.partition("<Code>")[2].partition("</Code>")[0]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, code_of(answer)


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
        assert code_of(answer) == "AccessDenied"
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
    signers = read_signer(server.directory / "signer.json")

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


@pytest.mark.parametrize(
    "name", ["a b+c.txt", "ü/é 🎬", "100%", "a?b#c&d=e", "~tilde'(1)!*", "a//b"]
)
def test_any_name_can_be_signed(server, name):
    put = httpx.put(server.sign(name, method="PUT"), content=name.encode())

    assert put.status_code == 200, put.text
    assert httpx.get(server.sign(name)).content == name.encode()
    assert server.bucket().blob(name).exists()


def test_a_signed_put_stores_headers_as_attributes(server):
    headers = {
        "Content-Type": "image/png",
        "x-goog-meta-job": "42",
        "x-goog-content-length-range": "1,10",
    }
    url = server.sign("put.png", method="PUT", headers=headers, content_type="image/png")

    answer = httpx.put(url, content=b"png", headers=headers)

    assert answer.status_code == 200
    blob = server.bucket().get_blob("put.png")
    assert (blob.content_type, blob.metadata) == ("image/png", {"job": "42"})
    assert answer.headers["X-Goog-Generation"] == str(blob.generation)
    assert answer.headers["ETag"]
    got = httpx.get(server.sign("put.png"))
    assert got.headers["X-Goog-Meta-Job"] == "42"


def test_a_signed_content_type_must_be_the_one_sent(server):
    url = server.sign("typed", method="PUT", content_type="image/png")

    other = httpx.put(url, content=b"x", headers={"Content-Type": "text/html"})
    missing = httpx.put(url, content=b"x")

    assert refusal(other) == (403, "SignatureDoesNotMatch")
    assert refusal(missing) == (400, "MalformedSecurityHeader")
    assert not server.bucket().blob("typed").exists()


def test_an_instruction_that_was_not_signed_is_refused(server):
    headers = {"x-goog-meta-owner": "me"}

    answer = httpx.put(server.sign("unsigned-header", method="PUT"), content=b"x", headers=headers)

    assert refusal(answer) == (403, "SignatureDoesNotMatch")


def length_range_put(server: RunningServer, content, limits: str) -> httpx.Response:
    headers = {"x-goog-content-length-range": limits}
    url = server.sign("ranged", method="PUT", headers=headers)
    return httpx.put(url, content=content, headers=headers)


def test_a_length_range_limits_the_body_also_when_its_length_is_not_announced(server):
    assert refusal(length_range_put(server, b"x" * 11, "5,10")) == (400, "EntityTooLarge")
    assert refusal(length_range_put(server, iter([b"x" * 11]), "5,10")) == (400, "EntityTooLarge")
    assert refusal(length_range_put(server, b"x" * 4, "5,10")) == (400, "EntityTooSmall")
    assert refusal(length_range_put(server, b"x", "five")) == (400, "InvalidArgument")
    assert not server.bucket().blob("ranged").exists()
    assert length_range_put(server, iter([b"x" * 10]), "5,10").status_code == 200


def test_a_wrong_content_md5_is_a_bad_digest(server):
    headers = {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}

    answer = httpx.put(server.sign("digest", method="PUT"), content=b"x", headers=headers)

    assert refusal(answer) == (400, "BadDigest")


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


def test_a_signed_delete_deletes(server):
    server.bucket().blob("doomed").upload_from_string(b"x")

    assert httpx.delete(server.sign("doomed", method="DELETE")).status_code == 204
    assert not server.bucket().blob("doomed").exists()
    assert refusal(httpx.get(server.sign("doomed"))) == (404, "NoSuchKey")


def test_a_signed_post_starts_a_resumable_upload(server):
    headers = {"x-goog-resumable": "start", "Content-Type": "video/mp4"}
    url = server.sign("resumed", method="RESUMABLE", content_type="video/mp4")
    unit = 256 << 10

    started = httpx.post(url, headers=headers)
    session = started.headers["Location"]
    first = httpx.put(
        session, content=b"a" * unit, headers={"Content-Range": f"bytes 0-{unit - 1}/{unit + 1}"}
    )
    asked = httpx.put(session, headers={"Content-Range": "bytes */*"})
    last = httpx.put(
        session, content=b"b", headers={"Content-Range": f"bytes {unit}-{unit}/{unit + 1}"}
    )

    assert started.status_code == 201
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{unit - 1}")
    assert asked.status_code == 308
    assert (last.status_code, last.content) == (200, b"")
    blob = server.bucket().get_blob("resumed")
    assert (blob.size, blob.content_type) == (unit + 1, "video/mp4")
    assert httpx.delete(session + "x").status_code == 404


def test_a_resumable_upload_keeps_the_signed_limits(server):
    headers = {"x-goog-content-length-range": "0,10", "x-goog-if-generation-match": "0"}
    url = server.sign("limited", method="RESUMABLE", headers=dict(headers))
    headers["x-goog-resumable"] = "start"

    session = httpx.post(url, headers=headers).headers["Location"]

    assert refusal(httpx.put(session, content=b"x" * 11)) == (400, "EntityTooLarge")
    assert httpx.put(session, content=b"x" * 10).status_code == 200
    assert httpx.post(url, headers=headers).status_code == 412


def test_a_signer_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "signer.json"
    for content in ("", "[]", "{}", json.dumps({"client_email": "a", "private_key": "b"})):
        path.write_text(content)
        with pytest.raises(ValueError, match="service account"):
            read_signer(path)
