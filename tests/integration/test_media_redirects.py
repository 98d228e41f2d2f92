"""Where a redirect may lead: within the list of hosts, three times, and with nothing of what came before."""

import socket
from pathlib import Path

import pytest

from shared.media.errors import ResultRefused
from shared.media.fetch import fetch
from tests.fakes.scripted_server import FILM, an_answer, answering, serving

MAX_BYTES = 1_000_000


def test_a_redirect_within_the_list_is_followed(tmp_path: Path) -> None:
    def script(peer: socket.socket, request: str) -> None:
        moved = an_answer(b"", status="302 Found", Location="/there.mp4")
        peer.sendall(an_answer() if "there.mp4" in request else moved)

    with serving(script) as server:
        film = fetch(f"{server.host}/a", tmp_path / "film", hosts=[server.host], size_max_bytes=MAX_BYTES)
    assert film.size_bytes == len(FILM)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_f83_nothing_of_one_answer_goes_to_the_next_place(tmp_path: Path, status: str) -> None:
    def script(peer: socket.socket, request: str) -> None:
        sent = {"Location": "there.mp4?b=2", "Set_Cookie": "session=1; Path=/", "WWW_Authenticate": "Basic"}
        peer.sendall(an_answer() if "there.mp4" in request else an_answer(b"", status=status, **sent))

    with serving(script) as server:
        fetch(f"{server.host}/a/film.mp4", tmp_path / "f", hosts=[server.host], size_max_bytes=MAX_BYTES)
        first, second = (request.split("\r\n") for request in server.requests)

    assert second[0] == "GET /a/there.mp4?b=2 HTTP/1.1"
    assert second[1:] == first[1:], "the same few headers, and no cookie, referrer, sign-in or flavour"
    assert not any("metadata-flavor" in line.lower() for line in first)


def test_a_redirect_without_end_is_left_after_three(tmp_path: Path) -> None:
    with serving(answering(an_answer(b"", status="302 Found", Location="/again"))) as server:
        with pytest.raises(ResultRefused):
            fetch(f"{server.host}/a", tmp_path / "film", hosts=[server.host], size_max_bytes=MAX_BYTES)
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/computeMetadata/v1/",
        "http://metadata.google.internal/",
        "http://127.0.0.1:1/",
        "https://evil.example/film.mp4",
        "//evil.example/film.mp4",
        "file:///etc/passwd",
        "ftp://127.0.0.1/film",
        "gopher://127.0.0.1:70/_x",
        "http://[::1]/",
        "http://2130706433/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://metadata.google.internal./computeMetadata/v1/",
        "https://metadata.google.internal/",
        "HTTP://169.254.169.254/",
        "\\\\evil.example\\film.mp4",
        "/\\evil.example/film.mp4",
        "data:video/mp4;base64,AAAA",
        "gs://media/film.mp4",
        "javascript:alert(1)",
        "http://:80/",
        "https://[",
    ],
)
def test_f83_a_redirect_out_of_the_list_is_refused(tmp_path: Path, place: str) -> None:
    with serving(answering(an_answer(b"", status="302 Found", Location=place))) as server:
        with pytest.raises(ResultRefused):
            fetch(f"{server.host}/a", tmp_path / "film", hosts=[server.host], size_max_bytes=MAX_BYTES)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "place",
    [
        "http://user@{}/film",
        "http://user:word@{}/film",
        "http://@{}/film",
        "https://{}/film",
        "http://{}0/film",
    ],
)
def test_f83_a_redirect_to_the_same_host_in_another_guise_is_refused(tmp_path: Path, place: str) -> None:
    def script(peer: socket.socket, request: str) -> None:
        host = request.partition("Host: ")[2].partition("\r\n")[0]
        peer.sendall(an_answer(b"", status="302 Found", Location=place.format(host)))

    with serving(script) as server:
        with pytest.raises(ResultRefused):
            fetch(f"{server.host}/a", tmp_path / "film", hosts=[server.host], size_max_bytes=MAX_BYTES)
        assert len(server.requests) == 1
