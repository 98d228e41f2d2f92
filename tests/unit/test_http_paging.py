"""Pages: cursors hold a position, opaque and checked."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.errors import InvalidRequest
from shared.http.paging import PageQuery, encoded, page_of

AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def raw(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("position", "kinds"),
    [((AT, "abc"), (datetime, str)), ((7, "000007"), (int, str)), ((AT, "grant:k~!"), (datetime, str))],
)
def test_a_position_comes_back_as_it_was(position: tuple[object, ...], kinds: tuple[type, ...]) -> None:
    assert PageQuery(cursor=encoded(position)).after(*kinds) == position


def test_a_cursor_is_safe_in_an_address() -> None:
    assert encoded((AT, "a/b+c=?&")).replace("-", "").replace("_", "").isalnum()


def test_without_a_cursor_a_list_begins_at_its_start() -> None:
    assert PageQuery().after(datetime, str) is None
    assert PageQuery().limit == 24


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "é",
        "\x00",
        "A" * 999,
        raw(None),
        raw(1),
        raw([]),
        raw({}),
        raw("ab"),
        raw([1, 2]),
        raw([{"at": "2026-11-20T12:00:00"}, "a"]),
        raw([{"at": "yesterday"}, "a"]),
        raw([{"at": 5}, "a"]),
        raw([{}, "a"]),
        raw([{"at": "2026-11-20T12:00:00Z"}]),
        raw([{"at": "2026-11-20T12:00:00Z"}, 5]),
        raw([{"at": "2026-11-20T12:00:00Z"}, ""]),
        raw([{"at": "2026-11-20T12:00:00Z"}, "a\u0000"]),
        raw([{"at": "2026-11-20T12:00:00Z"}, "\ud800"]),
        raw([{"at": "2026-11-20T12:00:00Z"}, "a", "b"]),
        *(raw([{"at": "2026-11-20T12:00:00Z"}, bad]) for bad in (".", "..", "/", "a/b", "a/b/c", "__x__")),
        raw([{"at": "0001-01-01T00:00:00+14:00"}, "a"]),
        raw(["2026-11-20T12:00:00Z", "a"]),
        raw([True, "a"]),
        raw([[[[]]], "a"]),
        encoded((7, "a")),
    ],
)
def test_a_cursor_that_is_not_ours_is_400_and_says_what_to_do(cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="Start again"):
        PageQuery(cursor=cursor).after(datetime, str)


@pytest.mark.parametrize("value", [True, 1.0, "1", None, 2**60])
def test_a_number_in_a_cursor_is_a_whole_one(value: object) -> None:
    with pytest.raises(InvalidRequest):
        PageQuery(cursor=raw([value, "a"])).after(int, str)


def test_a_time_is_the_same_in_every_zone() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5)))

    assert PageQuery(cursor=encoded((there, "a"))).after(datetime, str) == (AT, "a")


def test_next_is_there_only_if_there_is_more_and_keeps_the_filters() -> None:
    query = PageQuery(limit=2)

    page, following = page_of([1, 2, 3], query, path="/x", position=lambda n: (n, "a"))
    last = page_of([1, 2], query, path="/x", position=lambda n: (n, "a"))

    assert list(page) == [1, 2]
    assert following == f"/x?limit=2&cursor={encoded((2, 'a'))}"
    assert last == ([1, 2], None)
