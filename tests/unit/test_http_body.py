"""Reading JSON: whatever the bytes, the answer is an object or words."""

import json
import tracemalloc
from io import BytesIO, RawIOBase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from shared.errors import InvalidRequest
from shared.http.body import DEPTH_MAX, INTEGER_MAX, drop_rest, parse, read_bytes

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(-INTEGER_MAX, INTEGER_MAX) | st.floats(allow_nan=False, allow_infinity=False).filter(
    bool
)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(texts, values, max_size=4))
def test_what_is_well_formed_comes_back_as_it_was(value: dict[str, Any]) -> None:
    try:
        assert parse(json.dumps(value).encode()) == value
    except InvalidRequest as error:
        assert "deeper" in error.detail  # noqa: PT017 - the one reason there may be


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=200) | st.text('{}[]":,0123456789eE+-.nulltrfasN\\u \x00', max_size=60).map(str.encode)
)
def test_any_bytes_are_an_object_or_words(raw: bytes) -> None:
    try:
        assert isinstance(parse(raw), dict)
    except InvalidRequest as error:
        assert error.detail.endswith((".", "}."))  # noqa: PT017 - whatever is refused is refused in a sentence


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": Infinity}', "Infinity is not"),
        ('{"a": -Infinity}', "-Infinity is not"),
        ('{"a": 1e400}', "too large"),
        ('{"a": -1e400}', "too large"),
        ('{"a": -0}', "minus zero"),
        ('{"a": -0.0}', "minus zero"),
        ('{"a": -0e5}', "minus zero"),
        ('{"a": 9007199254740992}', "kept exactly"),
        ('{"a": -9007199254740992}', "kept exactly"),
        ('{"a": %s}' % ("9" * 5000), "kept exactly"),
        ('{"a": 1, "a": 1}', "appears twice"),
        ('{"b": {"a": 1, "\\u0061": 1}}', "appears twice"),
        ('{"a": "\\u0000"}', "NUL"),
        ('{"\\u0000": 1}', "NUL"),
        ('{"a": ["\\ud800"]}', "surrogate"),
        ('{"\\udfff": 1}', "surrogate"),
        ("[1]", "not a JSON object"),
        ('{"a": 1', "not JSON at line 1"),
        ("", "not JSON at line 1"),
    ],
)
def test_what_readers_of_json_disagree_about_is_refused_by_its_name(raw: str, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words):
        parse(raw.encode())


def test_what_lies_just_inside_the_limits_passes() -> None:
    assert parse(b'{"a": 9007199254740991, "b": -1.5e300, "c": 0.0, "d": "\\ud83d\\ude00"}') == {
        "a": INTEGER_MAX,
        "b": -1.5e300,
        "c": 0.0,
        "d": "😀",
    }


def test_nesting_has_a_limit_and_what_is_under_it_passes() -> None:
    fits = DEPTH_MAX - 1

    assert parse(b'{"a":' + b"[" * fits + b"]" * fits + b"}")
    with pytest.raises(InvalidRequest, match="Flatten"):
        parse(b'{"a":' + b"[" * (fits + 1) + b"1" + b"]" * (fits + 1) + b"}")


class Zeros(RawIOBase):
    """A body of `left` zeros that nobody holds."""

    def __init__(self, left: int) -> None:
        self.left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = bytes(count)
        self.left -= count
        return count


def a_request(stream: Any, *, length: int) -> Request:
    environ = EnvironBuilder("/", method="POST").get_environ()
    return Request({**environ, "wsgi.input": stream, "CONTENT_LENGTH": str(length)})


def test_what_is_left_of_a_body_is_read_and_not_kept() -> None:
    size_bytes = 30_000_000
    zeros = Zeros(size_bytes)
    request = a_request(zeros, length=size_bytes)

    tracemalloc.start()
    drop_rest(request)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert zeros.left == 0
    assert peak_bytes < 1_000_000
    assert request.get_data() == b""


def test_a_body_that_breaks_off_is_refused_even_if_it_makes_sense() -> None:
    with pytest.raises(InvalidRequest, match="broke off"):
        read_bytes(a_request(BytesIO(b'{"a": 1}'), length=9))
    assert read_bytes(a_request(BytesIO(b'{"a": 1}'), length=8)) == b'{"a": 1}'


def test_a_body_that_breaks_off_troubles_nobody_afterwards() -> None:
    request = a_request(BytesIO(b"short"), length=100)

    drop_rest(request)

    assert request.get_data() == b""
