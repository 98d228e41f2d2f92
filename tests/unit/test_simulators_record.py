import json
from pathlib import Path

import pytest

from infra.local.simulators.damage import damaged
from infra.local.simulators.directives import parse_directives
from infra.local.simulators.record import prompt_and_seed, prompt_hash

FTYP = b"\x00\x00\x00\x10ftypisom\x00\x00\x02\x00"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"prompt": "a fox", "seed": 3}, ("a fox", 3)),
        ({"instances": [{"prompt": "a fox"}], "parameters": {"seed": 4}}, ("a fox", 4)),
        ({"instances": [7], "parameters": 7}, (None, None)),
        ([1], (None, None)),
    ],
)
def test_prompt_and_seed_are_found_in_both_wire_formats(body: object, found: object) -> None:
    assert prompt_and_seed(json.dumps(body).encode()) == found


def test_a_body_that_is_no_json_has_neither() -> None:
    assert prompt_and_seed(b"\xff{") == (None, None)


def test_a_prompt_is_known_by_its_hash_even_with_half_a_character() -> None:
    assert prompt_hash("a fox") != prompt_hash("a fox [lost]")
    assert len(prompt_hash("\ud800")) == 64


def test_films_are_spoiled_as_asked(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(FTYP + bytes(1000))
    spoiled = {name: damaged(film, parse_directives(f"[{name}]")) for name in ("html", "corrupt")}
    half = damaged(film, parse_directives("[truncated]"))

    assert damaged(film, parse_directives("whole")) is None
    assert spoiled["html"] is not None
    assert spoiled["html"].content_type.startswith("text/html")
    assert spoiled["corrupt"] is not None
    assert len(spoiled["corrupt"].content) == 1016
    assert spoiled["corrupt"].content.startswith(FTYP)
    assert spoiled["corrupt"].content != film.read_bytes()
    assert half is not None
    assert len(half.content) == 508
