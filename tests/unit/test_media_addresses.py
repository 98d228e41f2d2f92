import pytest

from shared.media.addresses import Target, addresses_of, is_public, target_of
from shared.media.errors import ResultRefused

HOSTS = ["cdn.example.com", "other.example.com:8443", "*.clips.example.net", "http://127.0.0.1:9001"]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://cdn.example.com/a.mp4?x=1", Target("https", "cdn.example.com", 443, "/a.mp4?x=1", False)),
        ("https://CDN.example.com:443", Target("https", "cdn.example.com", 443, "/", False)),
        ("https://cdn.example.com./a", Target("https", "cdn.example.com", 443, "/a", False)),
        ("https://other.example.com:8443/a", Target("https", "other.example.com", 8443, "/a", False)),
        ("https://d1.clips.example.net/a", Target("https", "d1.clips.example.net", 443, "/a", False)),
        ("http://127.0.0.1:9001/a", Target("http", "127.0.0.1", 9001, "/a", True)),
    ],
)
def test_a_listed_host_is_a_target(url: str, target: Target) -> None:
    assert target_of(url, HOSTS) == target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cdn.example.com/a",
        "http://cdn.example.com/a",
        "https://cdn.example.com:8443/a",
        "https://other.example.com/a",
        "https://cdn.example.com.evil.example/a",
        "https://evilcdn.example.com/a",
        "https://clips.example.net/a",
        "https://evilclips.example.net/a",
        "https://.clips.example.net/a",
        "https://user@cdn.example.com/a",
        "https://cdn.example.com@evil.example/a",
        "https://evil.example\\@cdn.example.com/a",
        "https://cdn.example.com:99999/a",
        "https://cdn.example.com:x/a",
        "https://127.0.0.1:9001/a",
        "http://127.0.0.1:9002/a",
        "http://127.1:9001/a",
        "http://2130706433:9001/a",
        "http://0x7f000001:9001/a",
        "http://[::ffff:127.0.0.1]:9001/a",
        "https://ｃdn.example.com/a",
        "file:///etc/passwd",
        "gs://bucket/a",
        "javascript:alert(1)",
        "https:///a",
        "https://[::1",
    ],
)
def test_f83_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ResultRefused):
        target_of(url, HOSTS)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_f83_no_disguise_makes_an_inner_address_public(address: str) -> None:
    assert not is_public(address)


def test_f83_one_inner_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_options: answers)

    with pytest.raises(ResultRefused):
        addresses_of("rebinding.example", 443, internal=False)
    assert addresses_of("rebinding.example", 443, internal=True) == ["8.8.8.8", "10.0.0.1"]
