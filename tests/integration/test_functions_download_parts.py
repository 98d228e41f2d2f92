"""Parts of a ZIP, and the conditions a client may set: as RFC 9110 says, and always of the same bytes."""

import pytest

from tests.fakes.edge import Edge
from tests.integration.downloading import begun, fetch, finished


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_every_part_is_the_same_as_in_the_whole(edge: Edge) -> None:
    view = begun(edge, finished(edge, "a", "b"))
    whole, size = fetch(edge, view).data, view["size_bytes"]

    for start, stop in [
        (0, 1),
        (0, size),
        (1, size),
        (size - 1, size),
        *((n, n + 97) for n in range(0, size - 97, 31)),
    ]:
        part = fetch(edge, view, Range=f"bytes={start}-{stop - 1}", If_Range=view["etag"])
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert int(part.headers["Content-Length"]) == stop - start
        assert part.data == whole[start:stop]


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=3-99999999", 3, None)],
)
def test_parts_to_the_end(edge: Edge, asked: str, start: int, stop: int | None) -> None:
    view = begun(edge, finished(edge, "a"))

    part = fetch(edge, view, Range=asked)
    assert (part.status_code, part.data) == (206, fetch(edge, view).data[start:stop])


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,5-6"},
        {"Range": "bytes=9-1"},
        {"Range": "pages=1-2"},
        {"Range": "bytes"},
        {"Range": "bytes=a-b"},
        {"Range": "bytes=" + ",".join(["0-0"] * 1000)},
        {"Range": "bytes=5-", "If_Range": '"another"'},
        {"Range": "bytes=5-", "If_Range": 'W/"{etag}"'},
        {"Range": "bytes=5-", "If_Range": "Fri, 20 Nov 2026 12:00:00 GMT"},
        {"If_Range": '"another"'},
        {"If_Match": "*"},
        {"If_Match": '"x", "{etag}"'},
        {"If_None_Match": '"another"'},
    ],
)
def test_what_asks_for_no_part_of_these_bytes_gets_all_of_them(edge: Edge, headers: dict[str, str]) -> None:
    view = begun(edge, finished(edge, "a"))
    told = {name: value.replace("{etag}", view["etag"].strip('"')) for name, value in headers.items()}

    answer = fetch(edge, view, **told)
    assert (answer.status_code, len(answer.data)) == (200, view["size_bytes"])


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes={size}-{size}", "bytes=99999999999-"])
def test_a_part_beyond_the_end_is_a_416_that_says_how_long_it_is(edge: Edge, asked: str) -> None:
    view = begun(edge, finished(edge, "a"))
    answer = fetch(edge, view, Range=asked.replace("{size}", str(view["size_bytes"])))

    assert (answer.status_code, answer.get_json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{view['size_bytes']}"


@pytest.mark.parametrize("tag", ['"another"', "W/{etag}", "nonsense"])
def test_if_match_of_other_bytes_is_a_412(edge: Edge, tag: str) -> None:
    view = begun(edge, finished(edge, "a"))
    answer = fetch(edge, view, If_Match=tag.replace("{etag}", view["etag"]), Range="bytes=5-")

    assert (answer.status_code, answer.get_json()["code"]) == (412, "changed")


@pytest.mark.parametrize("tag", ["{etag}", "W/{etag}", "*", '"x", {etag}'])
def test_who_has_these_bytes_gets_a_304(edge: Edge, tag: str) -> None:
    view = begun(edge, finished(edge, "a"))
    answer = fetch(edge, view, If_None_Match=tag.replace("{etag}", view["etag"]))

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", view["etag"])
    assert edge.objects.read_bytes == 0


def test_a_download_goes_on_with_a_later_ticket_if_the_list_is_the_same(edge: Edge) -> None:
    ids = finished(edge, "a", "b", "c")
    first = begun(edge, ids)
    whole = fetch(edge, first).data
    half = len(whole) // 2

    again, other = begun(edge, ids), begun(edge, ids[:2])
    rest = fetch(edge, again, Range=f"bytes={half}-", If_Range=first["etag"])
    changed = fetch(edge, other, Range=f"bytes={half}-", If_Range=first["etag"])

    assert (rest.status_code, whole[:half] + rest.data) == (206, whole)
    assert (changed.status_code, len(changed.data)) == (200, other["size_bytes"])
