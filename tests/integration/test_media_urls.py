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
import sys
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

HOSTS = ["cdn.example.com", "other.example.com:8443", "*.clips.example.net", "http://127.0.0.1:9001"]
"""One host, one on a port of its own, a domain, and one of ours, as the local cloud has."""

QUICK = Patience(connect_s=2, read_s=2, total_s=4)

OUTSIDE = [
    # Addresses in every spelling; none is in the list.
    *("https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0/", "https://0.0.0.0/"),
    *("https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/"),
    *("https://0177.0.0.1/", "https://00000177.0.0.1/", "https://127.0.0.1./", "https://169.254.169.254/"),
    *("https://2852039166/", "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://8.8.8.8/"),
    *("https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.0.1/", "https://100.64.0.1/"),
    *("https://192.0.2.1/", "https://198.51.100.1/", "https://203.0.113.1/", "https://198.18.0.1/"),
    *("https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/", "https://192.88.99.1/"),
    *("https://[::]/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/"),
    *("https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::169.254.169.254]/"),
    *("https://[2002:7f00:1::]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[fe80::1]/"),
    *("https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[fc00::1]/", "https://[ff02::1]/"),
    *("https://[fec0::1]/", "https://[2001:db8::1]/", "https://[2606:4700::1111]/", "https://[::1"),
    *("https://::1/", "https://[v1.x]/", "https://[]/", "https://[127.0.0.1]/"),
    # The same with other digits, dots and letters.
    *("https://①②⑦.⓪.⓪.①/", "https://１２７.0.0.1/", "https://127。0。0。1/", "https://127．0．0．1/"),
    *(
        "https://١٢٧.0.0.1/",
        "https://ｃdn.example.com/",
        "https://cdn。example。com/",
        "https://сdn.example.com/",
    ),
    *("https://cdn.exa\u00admple.com/", "https://cdn.example.com\u200b/", "https://ⓒdn.example.com/"),
    *("https://cdn.example.c℀m/", "https://xn--dn-wlc.example.com/"),
    # Names of the inside.
    *(
        "https://localhost/",
        "https://LOCALHOST./",
        "https://localhost.localdomain/",
        "https://ip6-localhost/",
    ),
    *("https://a.localhost/", "https://metadata.google.internal/", "https://metadata.google.internal./"),
    *("https://metadata/", "https://kubernetes.default.svc/", "https://instance-data/"),
    *("https://127.0.0.1.nip.io/", "https://localtest.me/"),
    # Names beside the list.
    *("https://example.com/", "https://cdn.example.com.evil.example/", "https://evilcdn.example.com/"),
    *("https://clips.example.net/", "https://.clips.example.net/", "https://evilclips.example.net/"),
    *("https://a.clips.example.net.evil.example/", "https://a..clips.example.net/"),
    *("https://cdn.example.com../", "https://cdn.example.com%2e/", "https://cdn%2eexample%2ecom/"),
    *("https://cdn.example.com%00.evil.example/", "https://evil.example%2f.clips.example.net/"),
    *("https://evil.example%23.clips.example.net/", "https://a b.clips.example.net/"),
    *("https://%31%32%37.0.0.1/", "https://%6cocalhost/", f"https://{'a' * 64}.clips.example.net/"),
    *(f"https://{'a.' * 200}clips.example.net/", f"https://cdn.example.com/{'a' * 10_000}"),
    # Somebody before the host.
    *(
        "https://cdn.example.com@evil.example/",
        "https://user:secret@cdn.example.com/",
        "https://@cdn.example.com/",
    ),
    *(
        "https://:@cdn.example.com/",
        "https://cdn.example.com:443@evil.example/",
        "https://a@b@cdn.example.com/",
    ),
    *("https://evil.example\\@cdn.example.com/", "https://cdn.example.com\\@evil.example/"),
    *("https://evil.example#@cdn.example.com/", "https://evil.example?@cdn.example.com/"),
    *("https://evil.example;@cdn.example.com/", "https:\\\\cdn.example.com\\a", "https:/\\cdn.example.com/"),
    # Ports.
    *("https://cdn.example.com:80/", "https://cdn.example.com:8443/", "https://cdn.example.com:0/"),
    *("https://cdn.example.com:22/", "https://cdn.example.com:65536/", "https://cdn.example.com:-443/"),
    *("https://cdn.example.com:443:443/", "https://cdn.example.com:4 43/", "https://cdn.example.com:٤٤٣/"),
    *("https://other.example.com/", "https://other.example.com:443/", "http://127.0.0.1:9002/"),
    *("http://127.0.0.1/", "https://127.0.0.1:9001/", "http://127.1:9001/", "http://2130706433:9001/"),
    *("http://0x7f000001:9001/", "http://[::ffff:127.0.0.1]:9001/", "http://user@127.0.0.1:9001/"),
    *("http://localhost:9001/", "http://127.0.0.1:9001@evil.example/"),
    # Schemes.
    *(
        "http://cdn.example.com/",
        "http://cdn.example.com:443/",
        "ftp://cdn.example.com/",
        "ws://cdn.example.com/",
    ),
    *("gopher://cdn.example.com:443/_GET", "file:///etc/passwd", "file://cdn.example.com/etc/passwd"),
    *("data:video/mp4;base64,AAAA", "javascript:alert(1)", "dict://cdn.example.com:443/", "blob:https://x/1"),
    *("ldap://cdn.example.com/", "jar:https://cdn.example.com!/a", "gs://media/a", "s3://media/a"),
    *("concat:https://cdn.example.com/a|file:///etc/passwd", "view-source:https://cdn.example.com/"),
    *("https+insecure://cdn.example.com/", "url:https://cdn.example.com/", "//cdn.example.com/"),
    *("cdn.example.com/", "cdn.example.com:443/", "https:cdn.example.com/", "https:/cdn.example.com/"),
    # Nothing, or hardly anything.
    *("", "/", "a.mp4", "https:", "https://", "https:///", "https:///cdn.example.com/", "http://", "?", "#"),
    # What parsers drop, cut at, or take for a space.
    *("https://cdn.exam\tple.com/", "https://cdn.example.com\n/", "ht\ntps://cdn.example.com/"),
    *(
        "https://cdn.example.com/\r\nHost: evil.example",
        "https://cdn.example.com/a\0b",
        "\0https://cdn.example.com/",
    ),
    *("https://cdn.example.com\x7f/", "https://cdn.example.com\u2028/", "https://cdn.example.com /"),
    *(
        "https://cdn.example.com/\u202egpj.mp4",
        "https://cdn.example.com/\ufeff",
        "https://cdn.example.com/\ud800",
    ),
]
INSIDE = [
    # Listed by mistake: the operator's list may be wrong, the address is still looked at.
    *("https://cdn.example.com/a.mp4", "https://CDN.example.com./a.mp4", "https://other.example.com:8443/a"),
    *(
        "https://d1.clips.example.net/a",
        "https://x127.0.0.1.clips.example.net/a",
        "https://cdn.example.com:443",
    ),
    *("https://cdn.example.com/%2e%2e/etc/passwd", "https://cdn.example.com/a#@evil.example"),
    *("https://cdn.example.com/a?b=https://evil.example/", "https://cdn.example.com?a"),
]
PRIVATE = [
    *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.168.1.1", "0.0.0.0", "255.255.255.255"),
    *("::1", "::ffff:127.0.0.1", "fe80::1%eth0", "fc00::1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
    *("::127.0.0.1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "ff02::1", "fd20:ce::254"),
]
LITERALS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0",
    "169.254.169.254",
    "10.0.0.1",
]


class Network:
    """What this process asks of the network. It may ask; it is never connected further than to ourselves."""

    def __init__(self) -> None:
        self.watching = False
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        """Take down an event of the interpreter's audit; refuse every connection to elsewhere."""
        if not self.watching:
            return
        if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            self.resolved.append(str(args[0]))
        elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            address = args[1]
            assert isinstance(address, tuple), f"{event} to {address}"
            self.connected.append((str(address[0]), int(address[1])))
            if address[0] != "127.0.0.1":
                raise ConnectionRefusedError("no test calls anybody outside")


_NETWORK = Network()
sys.addaudithook(_NETWORK.hear)  # it cannot be taken away again, only told to be silent


@pytest.fixture
def network() -> Iterator[Network]:
    _NETWORK.connected, _NETWORK.resolved = [], []
    _NETWORK.watching = True
    yield _NETWORK
    _NETWORK.watching = False


class Resolver:
    """Stands for the DNS: the answers in turn, the last one for ever. An address is read as what it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)
        monkeypatch.setattr(socket, "getaddrinfo", self._answer)

    def _answer(self, host: str, port: int, *_more: object, **_options: object) -> list[tuple[object, ...]]:
        if host[0].isdigit() or ":" in host:
            found = [host]
        else:
            self.asked.append(host)
            found = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        kind = socket.SOCK_STREAM
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, kind, 6, "", (one, port)) for one in found
        ]


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
