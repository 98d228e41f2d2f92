import pytest

from shared.model.target import Target, target_of

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
        "https://cdn.example.com:0/a",
        "https://cdn.example.com../a",
        "https://cdn.example.com%2e/a",
        "https://a..clips.example.net/a",
        "https://a b.clips.example.net/a",
        "https://a%2fb.clips.example.net/a",
        "https://a%00b.clips.example.net/a",
        "https://{a}.clips.example.net/a",
        'https://a"b.clips.example.net/a',
        "https://*.clips.example.net/a",
        f"https://{'a' * 64}.clips.example.net/a",
        f"https://{'a.' * 200}clips.example.net/a",
        f"https://cdn.example.com/{'a' * 10_000}",
        "https://127.0.0.1:9001/a",
        "http://127.0.0.1:9002/a",
        "http://127.1:9001/a",
        "http://2130706433:9001/a",
        "http://0x7f000001:9001/a",
        "http://[::ffff:127.0.0.1]:9001/a",
        "https://ｃdn.example.com/a",
        "file:///etc/passwd",
        "file://cdn.example.com:443/etc/passwd",
        "gopher://cdn.example.com:443/_x",
        "gs://bucket/a",
        "javascript:alert(1)",
        "https:///a",
        "https://[::1",
    ],
)
def test_f83_anything_else_is_refused(url: str) -> None:
    assert target_of(url, HOSTS) is None
