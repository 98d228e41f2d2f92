"""Downloads from a real server that stalls, trickles, lies and bombs. Redirects: `test_media_redirects`."""

import gzip
import socket
import time
from pathlib import Path

import pytest

from shared.errors import PermanentError, TransientError
from shared.media.errors import DownloadFailed, LinkExpired, ResultRefused, ResultTruncated, ResultUnusable
from shared.media.fetch import FetchedFile, Patience, fetch
from tests.fakes.scripted_server import FILM, Script, an_answer, answering, serving

MAX_BYTES = 1_000_000
QUICK = Patience(connect_s=2, read_s=0.3, total_s=1.0, bytes_per_s_min=50_000, grace_s=0.4)
CALM = Patience(connect_s=5, read_s=20, total_s=60)


def fetched(script: Script, tmp_path: Path, patience: Patience = CALM) -> FetchedFile:
    with serving(script) as server:
        return fetch(
            f"{server.host}/film.mp4?token=1",
            tmp_path / "film",
            hosts=[server.host],
            size_max_bytes=MAX_BYTES,
            patience=patience,
        )


def test_a_whole_film_arrives_unchanged(tmp_path: Path) -> None:
    film = fetched(answering(an_answer()), tmp_path)

    assert film == FetchedFile(path=tmp_path / "film", size_bytes=len(FILM), container="mp4")
    assert film.path.read_bytes() == FILM


def test_a_film_without_a_length_arrives_too(tmp_path: Path) -> None:
    assert fetched(answering(an_answer(length=None)), tmp_path).size_bytes == len(FILM)


def test_the_request_says_no_more_than_it_must(tmp_path: Path) -> None:
    with serving(answering(an_answer())) as server:
        fetch(
            f"{server.host}/a%20b/ü?x=1&y=%2F#part",
            tmp_path / "f",
            hosts=[server.host],
            size_max_bytes=MAX_BYTES,
        )

    lines = server.requests[0].split("\r\n")
    assert lines[0] == "GET /a%20b/%C3%BC?x=1&y=%2F HTTP/1.1"
    assert sorted(line.split(":")[0].lower() for line in lines[1:-2]) == [
        "accept",
        "accept-encoding",
        "connection",
        "host",
    ]
    assert "Accept-Encoding: identity" in lines


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_f74_a_link_that_is_no_longer_served_asks_for_a_fresh_one(tmp_path: Path, status: str) -> None:
    with pytest.raises(LinkExpired) as error:
        fetched(answering(an_answer(b"gone", status=status)), tmp_path)
    assert error.value.code == "result_link_expired"


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Slow", "408 Late"])
def test_a_server_in_trouble_is_tried_again(tmp_path: Path, status: str) -> None:
    with pytest.raises(DownloadFailed):
        fetched(answering(an_answer(b"", status=status)), tmp_path)


def test_f75_a_server_that_never_answers_is_left(tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed):
        fetched(lambda peer, _: _wait(peer), tmp_path, QUICK)


def test_f75_a_server_that_stalls_in_the_middle_is_left(tmp_path: Path) -> None:
    def script(peer: socket.socket, _: str) -> None:
        peer.sendall(an_answer()[:3000])
        _wait(peer)

    with pytest.raises(DownloadFailed):
        fetched(script, tmp_path, QUICK)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_f75_a_byte_now_and_then_is_too_slow(tmp_path: Path, part: str) -> None:
    def script(peer: socket.socket, _: str) -> None:
        content = an_answer()
        start = 0 if part == "headers" else content.index(b"\r\n\r\n") + 4
        peer.sendall(content[:start])
        for byte in content[start:]:
            peer.sendall(bytes([byte]))
            time.sleep(0.05)

    started = time.monotonic()
    with pytest.raises(DownloadFailed):
        fetched(script, tmp_path, QUICK)
    assert time.monotonic() - started < QUICK.total_s + 5


def test_f75_a_refused_connection_is_tried_again(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        host = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(DownloadFailed):
        fetch(f"{host}/film", tmp_path / "film", hosts=[host], size_max_bytes=MAX_BYTES, patience=QUICK)


@pytest.mark.parametrize("length", [-1, None])
def test_f76_zero_bytes_are_tried_again(tmp_path: Path, length: int | None) -> None:
    with pytest.raises(ResultTruncated):
        fetched(answering(an_answer(b"", length=length)), tmp_path)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!doctype html><title>Sign in</title>" * 100, "text/html"),
        (b'{"error": "expired"}', "application/json"),
        (b"<html>short", "video/mp4"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "video/mp4"),
    ],
)
def test_f77_a_page_with_status_200_is_no_video(tmp_path: Path, body: bytes, kind: str) -> None:
    with pytest.raises(ResultUnusable) as error:
        fetched(answering(an_answer(body, Content_Type=kind)), tmp_path)
    assert isinstance(error.value, PermanentError)


def test_f77_a_film_with_a_wrong_type_is_a_film(tmp_path: Path) -> None:
    assert fetched(answering(an_answer(Content_Type="text/plain")), tmp_path).container == "mp4"


def test_f78_a_truncated_download_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(ResultTruncated) as error:
        fetched(answering(an_answer(length=len(FILM) + 1)), tmp_path)
    assert isinstance(error.value, TransientError)


def test_f78_a_truncated_chunked_download_is_tried_again(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(ResultTruncated):
        fetched(answering(head + b"4e20\r\n" + FILM[:2000]), tmp_path)


def test_f79_a_film_that_says_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ResultUnusable, match="1 MB"):
        fetched(answering(an_answer(length=MAX_BYTES + 1)), tmp_path)
    assert not (tmp_path / "film").exists()


def test_f79_an_endless_film_is_cut_off_at_the_cap(tmp_path: Path) -> None:
    def script(peer: socket.socket, _: str) -> None:
        peer.sendall(an_answer(length=None))
        for _n in range(10_000):
            peer.sendall(bytes(65_536))

    with pytest.raises(ResultUnusable, match="1 MB"):
        fetched(script, tmp_path, Patience())
    assert (tmp_path / "film").stat().st_size <= MAX_BYTES


def test_f79_bytes_beyond_the_promised_length_are_not_read(tmp_path: Path) -> None:
    film = fetched(answering(an_answer(length=len(FILM) - 100)), tmp_path)

    assert film.size_bytes == len(FILM) - 100  # the probe finds what is missing


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "br", "deflate, gzip"])
def test_f80_a_compressed_bomb_is_refused_unopened(tmp_path: Path, encoding: str) -> None:
    bomb = gzip.compress(FILM + bytes(50_000_000))

    with pytest.raises(ResultUnusable, match="compressed"):
        fetched(answering(an_answer(bomb, Content_Encoding=encoding)), tmp_path)
    assert not (tmp_path / "film").exists()


@pytest.mark.parametrize(
    "lies",
    [
        "Content-Length: -1",
        "Content-Length: 1e3",
        "Content-Length: 0x10",
        "Content-Length: 99999999999999999999999999",
        "Content-Length: 10\r\nContent-Length: 20",
        "Content-Length: 10, 20",
        "Content-Length:",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Content-Length: 5\r\n Content-Length: 6",
        "X: " + "x" * 200_000,
        "Content-Encoding: identity\r\nContent-Encoding: gzip",
    ],
    ids=lambda lies: lies[:40],
)
def test_f79_an_answer_whose_headers_lie_ends_as_an_error_of_ours(tmp_path: Path, lies: str) -> None:
    content = b"HTTP/1.1 200 OK\r\n" + lies.encode() + b"\r\nConnection: close\r\n\r\n" + b"<not a film>" * 50

    with pytest.raises((TransientError, PermanentError)) as error:
        fetched(answering(content), tmp_path)
    assert error.value.message.endswith(".")


def test_f79_a_server_that_promises_without_end_is_left(tmp_path: Path) -> None:
    def script(peer: socket.socket, _: str) -> None:
        while True:
            peer.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 100)

    started = time.monotonic()
    with pytest.raises(DownloadFailed):
        fetched(script, tmp_path, QUICK)
    assert time.monotonic() - started < QUICK.total_s + 5


def test_f83_a_listed_name_that_leads_inside_is_refused_before_connecting(tmp_path: Path) -> None:
    with serving(answering(an_answer())) as server:
        with pytest.raises(ResultRefused, match="private network"):
            fetch(
                f"https://localhost:{server.port}/film",
                tmp_path / "film",
                hosts=[f"localhost:{server.port}"],
                size_max_bytes=MAX_BYTES,
            )
        assert server.requests == []


def test_garbage_instead_of_http_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(TransientError):
        fetched(answering(b"SSH-2.0-OpenSSH_9.0\r\n"), tmp_path)


def _wait(peer: socket.socket) -> None:
    peer.recv(1)  # until the client leaves
