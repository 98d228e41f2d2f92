"""Which address is counted: one that a proxy of ours has seen, never one that the caller made up."""

import pytest
from werkzeug.test import EnvironBuilder

from shared.http.address import address_of


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        (None, 1, "192.0.2.9"),
        ("198.51.100.7", 1, "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", 1, "198.51.100.7"),
        ("6.6.6.6,198.51.100.7,203.0.113.1", 2, "198.51.100.7"),
        ("198.51.100.7", 3, "198.51.100.7"),
        (" , ,198.51.100.7, ", 1, "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", 1, "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", 1, "198.51.100.7"),
        ("198.51.100.7:4711", 1, "unknown"),
        ("nonsense", 1, "unknown"),
        ("", 1, "192.0.2.9"),
    ],
)
def test_the_last_entries_are_ours(forwarded: str | None, hops: int, address: str) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    asked = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.9"}).get_request()

    assert address_of(asked, hops=hops) == address


def test_several_headers_are_one_list() -> None:
    builder = EnvironBuilder(environ_base={"REMOTE_ADDR": "192.0.2.9"})
    builder.headers.add("X-Forwarded-For", "6.6.6.6")
    builder.headers.add("X-Forwarded-For", "198.51.100.7")

    assert address_of(builder.get_request(), hops=1) == "198.51.100.7"
