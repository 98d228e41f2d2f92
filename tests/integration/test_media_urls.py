"""Every address and name from outside that is ever used, and what a hostile one comes to (F83, API7).

Used, and therefore here:
- a result's address, from a provider's answer to a poll (`WaveSpeed.fetch`, `.find`): held against the list
  of result hosts when it is read, and again, with each redirect, when it is fetched; public addresses only;
- a redirect's `Location`, from whoever serves the result: the same list again, three at most;
- `gs://` names in Vertex' answer to a poll: `tests/unit/test_services_collector.py`;
- Vertex' operation name and WaveSpeed's prediction id, which become paths of their APIs: held against
  patterns (`test_providers_vertex_fetch`, `test_providers_wavespeed_fetch`);
- a webhook's prediction id: looked up among ours, never called (`test_providers_wavespeed_webhook`).

Never used: any address that a customer sends. An image comes as the id of an upload; providers fetch it by
a link that we sign. A customer names no webhook. Where providers are called is a setting of ours.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import NotOurDay, PermanentError
from shared.media import fetch as fetching
from shared.media.errors import DownloadFailed, ResultRefused
from shared.media.fetch import Patience, fetch
from shared.providers.wavespeed_prediction import prediction
from tests.fakes.scripted_server import an_answer, serving
from tests.integration.addresses import HOSTS, INSIDE, LITERALS, OUTSIDE, PRIVATE
from tests.integration.network import Network, Resolver, watched

QUICK = Patience(connect_s=2, read_s=2, total_s=4)


@pytest.fixture
def network() -> Iterator[Network]:
    with watched() as seen:
        yield seen


def fetched(url: str, folder: Path, hosts: list[str]) -> None:
    fetch(url, folder / "film", hosts=hosts, size_max_bytes=1_000_000, patience=QUICK)


@pytest.mark.parametrize("url", OUTSIDE, ids=lambda url: ascii(url)[:60])
def test_f83_what_is_not_listed_is_neither_looked_up_nor_called(
    url: str, network: Network, tmp_path: Path
) -> None:
    with pytest.raises(ResultRefused) as error:
        fetched(url, tmp_path, HOSTS)
    assert (network.resolved, network.connected) == ([], [])
    assert error.value.code == "result_address_refused"
    assert isinstance(error.value, PermanentError)
    assert not (tmp_path / "film").exists()


@pytest.mark.parametrize("url", OUTSIDE, ids=lambda url: ascii(url)[:60])
def test_f83_what_is_not_listed_is_no_file_in_a_providers_answer(url: str, network: Network) -> None:
    answer = {"id": "prediction-1", "status": "completed", "outputs": [url]}
    if url.strip():
        with pytest.raises(NotOurDay) as error:
            prediction(answer, hosts=HOSTS)
        assert error.value.code == "result_host"
    else:
        assert prediction(answer, hosts=HOSTS).files == ()
    assert (network.resolved, network.connected) == ([], [])


@pytest.mark.parametrize("url", INSIDE)
def test_what_is_listed_is_called_at_the_address_that_was_looked_up(
    url: str, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(monkeypatch, ["8.8.8.8"])

    with pytest.raises(DownloadFailed):  # the network of this test refuses
        fetched(url, tmp_path, HOSTS)
    assert network.connected == [("8.8.8.8", 8443 if ":8443" in url else 443)]
    assert len(resolver.asked) == 1
    assert prediction({"id": "prediction-1", "status": "completed", "outputs": [url]}, hosts=HOSTS).files == (
        url,
    )


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("beside", [[], ["8.8.8.8"], ["2606:4700::1111", "1.1.1.1"]], ids=len)
def test_f83_a_listed_name_with_an_inner_address_is_not_called(
    address: str, beside: list[str], network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in ([address, *beside], [*beside, address]):
        Resolver(monkeypatch, answer)
        with pytest.raises(ResultRefused, match="private network"):
            fetched("https://cdn.example.com/a.mp4", tmp_path, HOSTS)
    assert network.connected == []


@pytest.mark.parametrize("literal", LITERALS)
def test_f83_an_inner_address_that_an_operator_listed_is_not_called(
    literal: str, network: Network, tmp_path: Path
) -> None:
    with pytest.raises(ResultRefused, match="private network"):
        fetched(f"https://{literal}/a.mp4", tmp_path, [literal])
    assert network.connected == []
    assert set(network.resolved) == {literal}, "a number is read, nobody is asked for it"


def test_f83_a_name_that_is_public_first_and_private_then_is_called_where_it_was_public(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])

    with pytest.raises(DownloadFailed):
        fetched("https://cdn.example.com/a.mp4", tmp_path, HOSTS)
    assert (resolver.asked, network.connected) == (["cdn.example.com"], [("8.8.8.8", 443)])
    with pytest.raises(ResultRefused):
        fetched("https://cdn.example.com/a.mp4", tmp_path, HOSTS)
    assert network.connected == [("8.8.8.8", 443)]


def test_f83_after_a_redirect_the_name_is_looked_at_anew(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = an_answer(b"", status="302 Found", Location="https://cdn.example.com/a.mp4")
    with serving(lambda peer, _: peer.sendall(moved)) as server:
        resolver = Resolver(monkeypatch, ["10.0.0.1"])
        with pytest.raises(ResultRefused, match="private network"):
            fetched(f"{server.host}/a.mp4", tmp_path, [*HOSTS, server.host])
        assert network.connected == [("127.0.0.1", server.port)]
        assert resolver.asked == ["cdn.example.com"]


def test_tls_names_the_host_to_the_pinned_address_and_checks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def listen() -> None:
            peer, _ = listener.accept()
            with peer:
                heard.append(peer.recv(4096))

        listening = threading.Thread(target=listen)
        listening.start()
        connect, here = socket.create_connection, listener.getsockname()
        pinned: list[tuple[str, int]] = []

        def to_ourselves(address: tuple[str, int], *more: object, **options: object) -> socket.socket:
            pinned.append(address)
            return connect(here, *more, **options)

        Resolver(monkeypatch, ["8.8.8.8"])
        monkeypatch.setattr(socket, "create_connection", to_ourselves)
        with pytest.raises(DownloadFailed):
            fetched("https://cdn.example.com/a.mp4", tmp_path, HOSTS)
        listening.join()

    assert pinned == [("8.8.8.8", 443)]
    assert b"cdn.example.com" in heard[0]
    assert b"8.8.8.8" not in heard[0]
    tls = fetching._tls()
    assert (tls.check_hostname, tls.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_the_lists_are_long() -> None:
    assert len({*OUTSIDE, *INSIDE}) >= 80
