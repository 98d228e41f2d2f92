"""Reading JSON: whatever the bytes, the answer is an object or words."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import InvalidRequest
from shared.http.body import DEPTH_MAX, INTEGER_MAX, parse

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


def test_nesting_has_a_limit_and_what_is_under_it_passes() -> None:
    fits = DEPTH_MAX - 1

    assert parse(b'{"a":' + b"[" * fits + b"]" * fits + b"}")
    with pytest.raises(InvalidRequest, match="Flatten"):
        parse(b'{"a":' + b"[" * (fits + 1) + b"1" + b"]" * (fits + 1) + b"}")
