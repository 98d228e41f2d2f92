"""Reading parts of an object while the network does what networks do: nothing is lost or doubled."""

import re
import socket
from collections.abc import Iterator

import pytest
import requests

from shared.errors import NotOurDay, PermanentError, TransientError
from shared.model.video import StoredObject
from shared.storage import gcs_reading
from shared.storage.gcs_reading import TRIES_MAX, address_of, stream
from tests.fakes.scripted_server import Script, an_answer, serving

CONTENT = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gcs_reading, "WAIT_S", 0.0)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False
        yield made


def asked(request: str) -> tuple[int, int]:
    found = re.search(r"Range: bytes=(\d+)-(\d+)", request)
    assert found is not None
    return int(found[1]), int(found[2]) + 1


def part(request: str, *, sent: int | None = None) -> bytes:
    """The right answer to a request; `sent` bytes of it come."""
    start, stop = asked(request)
    wanted = CONTENT[start:stop]
    return an_answer(wanted[:sent], status="206 Partial Content", length=len(wanted), Connection="close")


def read(session: requests.Session, script: Script, start: int = 0, stop: int = len(CONTENT)) -> bytes:
    with serving(script) as server:
        address = address_of(server.host, "media", FILM)
        return b"".join(stream(session, address, start, stop, timeout=(1, 1)))


FILM = StoredObject(name="users/a b/ü.mp4", generation=7, size_bytes=len(CONTENT), content_type="video/mp4")


def test_the_address_names_one_generation_of_one_object() -> None:
    assert address_of("https://storage.example", "media", FILM) == (
        "https://storage.example/download/storage/v1/b/media/o/users%2Fa%20b%2F%C3%BC.mp4?alt=media&generation=7"
    )


def test_what_breaks_off_is_taken_up_where_it_broke(session: requests.Session) -> None:
    parts: list[tuple[int, int]] = []

    def script(peer: socket.socket, request: str) -> None:
        parts.append(asked(request))
        peer.sendall(part(request, sent=1000))

    assert read(session, script, 5, 4000) == CONTENT[5:4000]
    assert parts == [(5, 4000), (1005, 4000), (2005, 4000), (3005, 4000)]


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Slow", "408 Late"])
def test_an_answer_that_may_pass_is_asked_for_again(session: requests.Session, status: str) -> None:
    seen: list[str] = []

    def script(peer: socket.socket, request: str) -> None:
        seen.append(request)
        peer.sendall(an_answer(b"", status=status) if len(seen) < TRIES_MAX else part(request))

    assert read(session, script) == CONTENT


@pytest.mark.parametrize(
    "answer",
    [
        an_answer(b"", status="503 Busy"),
        an_answer(b"", status="206 Partial Content", length=99),
        an_answer(b"", status="206 Partial Content"),
        an_answer(CONTENT, status="200 OK"),
        b"",
        b"nonsense\r\n\r\n",
    ],
    ids=["busy", "breaks off at once", "says nothing", "ignores the range", "hangs up", "no HTTP"],
)
def test_what_goes_on_failing_is_an_error_after_a_few_tries(session: requests.Session, answer: bytes) -> None:
    seen: list[str] = []

    def script(peer: socket.socket, request: str) -> None:
        seen.append(request)
        peer.sendall(answer)

    with pytest.raises(TransientError):
        read(session, script)
    assert len(seen) == TRIES_MAX


def test_an_answer_that_stalls_is_left_and_asked_for_again(session: requests.Session) -> None:
    seen: list[str] = []

    def script(peer: socket.socket, request: str) -> None:
        seen.append(request)
        if len(seen) > 1:
            peer.sendall(part(request))
            return
        peer.sendall(part(request, sent=500))
        peer.recv(1)  # until the reader hangs up

    assert read(session, script) == CONTENT
    assert [asked(request) for request in seen] == [(0, len(CONTENT))] * 2


@pytest.mark.parametrize(
    ("status", "error"), [("404 Gone", PermanentError), ("403 No", NotOurDay), ("400 What", PermanentError)]
)
def test_what_cannot_pass_is_not_asked_for_again(
    session: requests.Session, status: str, error: type[Exception]
) -> None:
    seen: list[str] = []

    def script(peer: socket.socket, request: str) -> None:
        seen.append(request)
        peer.sendall(an_answer(b"", status=status))

    with pytest.raises(error):
        read(session, script)
    assert len(seen) == 1 or error is NotOurDay


def test_an_answer_that_says_too_much_is_cut_at_what_was_asked_for(session: requests.Session) -> None:
    def script(peer: socket.socket, request: str) -> None:
        peer.sendall(an_answer(CONTENT, status="206 Partial Content"))

    assert read(session, script, 0, 10) == CONTENT[:10]
