"""G8, S4: what a ZIP's files are called, and what its lists say; prompts are whatever people wrote."""

import csv
import io
import json
import re
from typing import Any

import pytest

from shared.model.job import Job
from shared.model.video import StoredObject, Video
from shared.services import manifest
from tests.factories import a_probe
from tests.house import House

PLAIN = re.compile(r"[0-9]{3} [A-Za-z0-9_][A-Za-z0-9 _-]*\.(mp4|mov|webm)")
NAMES: list[tuple[str, str]] = [
    ("a lighthouse in a storm", "a lighthouse in a storm"),
    ("A Lighthouse, in a storm!", "A Lighthouse in a storm"),
    ("Größe und Fluß", "Groe und Flu"),
    ("crème brûlée", "creme brulee"),
    ("灯台", "generate"),
    ("🎬 action", "action"),
    ("", "generate"),
    ("   ", "generate"),
    ("...", "generate"),
    (".", "generate"),
    ("..", "generate"),
    ("../../etc/passwd", "etc passwd"),
    ("..\\..\\windows\\system32", "windows system32"),
    ("/absolute", "absolute"),
    ("//server/share", "server share"),
    ("\\\\server\\share", "server share"),
    ("C:\\autoexec.bat", "C autoexec bat"),
    ("C:evil", "C evil"),
    ("file:///etc/passwd", "file etc passwd"),
    ("a\r\nSet-Cookie: x=1", "a Set-Cookie x 1"),
    ("a\x00b", "a b"),
    ("a\tb", "a b"),
    ("a\x1b[31mred", "a 31mred"),
    ("a\u2028b", "a b"),
    ("gpj.\u202e4pm", "gpj 4pm"),
    ("\u2066isolate\u2069", "isolate"),
    ("\u200bzero\u200dwidth", "zerowidth"),
    ("\ufeffbom", "bom"),
    ("CON", "CON"),
    ("con.mp4", "con mp4"),
    ("NUL", "NUL"),
    ("aux", "aux"),
    ("COM1", "COM1"),
    ("com¹", "com1"),
    ("LPT9.txt", "LPT9 txt"),
    ("CONIN$", "CONIN"),
    ("name.", "name"),
    ("name ", "name"),
    (" name", "name"),
    (".hidden", "hidden"),
    ("~", "generate"),
    ("~root", "root"),
    ("-rf", "rf"),
    ("--help", "help"),
    ("_", "generate"),
    ("a<b>c", "a b c"),
    ('a"b', "a b"),
    ("a|b", "a b"),
    ("a?b*c", "a b c"),
    ("a:b", "a b"),
    ("a::$DATA", "a DATA"),
    ("a;b", "a b"),
    ("a%2e%2e%2fb", "a 2e 2e 2fb"),
    ("a&b`c$(id)", "a b c id"),
    ("$HOME", "HOME"),
    ("a'b", "a b"),
    ("a\\", "a"),
    ("ａ／ｂ", "a b"),
    ("＜ｗｉｄｅ＞", "wide"),
    ("．．／ｅｔｃ", "etc"),
    ("e\u0301clair", "eclair"),
    ("the sea—a storm", "the sea a storm"),
    ("x" * 500, "x" * 60),
    ("word " * 100, ("word " * 12).strip()),
    ("\ud800half", "half"),
    ("a\u00adb", "ab"),
    ("=cmd|' /C calc'!A0", "cmd C calc A0"),
]


def a_pair(prompt: str, *, container: str = "mp4", **changes: Any) -> tuple[Video, Job]:
    """A finished video, ordered in these words."""
    house = House()
    job = house.make()
    film = StoredObject(name="film", generation=1, size_bytes=9, content_type="video/mp4", crc32=0xABC)
    video = Video(
        id=f"{job.id}-1",
        account_id="alice",
        job_id=job.id,
        attempt=1,
        source=film,
        poster=film,
        preview=film,
        probe=a_probe(container=container),
        created_at=house.clock(),
    )
    return video, job.model_copy(update={"input": {**job.input, "prompt": prompt}, **changes})


VIDEO, JOB = a_pair("")


@pytest.mark.parametrize(("prompt", "name"), NAMES)
def test_a_film_is_called_by_its_prompt_as_far_as_every_system_can_write_it(prompt: str, name: str) -> None:
    job = JOB.model_copy(update={"input": {"prompt": prompt}})

    made = manifest.file_name(7, VIDEO, job)

    assert made == f"007 {name}.mp4"
    assert PLAIN.fullmatch(made)
    assert len(made) <= 80


def test_the_list_of_names_is_long_enough_and_no_two_films_share_one() -> None:
    assert len(NAMES) >= 60
    made = [
        manifest.file_name(n, VIDEO, JOB.model_copy(update={"input": {"prompt": prompt}}))
        for n, prompt in enumerate(["same", "Same", "same", "灯台", "塔", ""] * 20, 1)
    ]
    assert len({name.lower() for name in made}) == 120


def test_a_film_keeps_its_own_ending() -> None:
    video, job = a_pair("a boat", container="webm")

    assert manifest.file_name(1, video, job) == "001 a boat.webm"


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example")',
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "\u00a0=1",
]


@pytest.mark.parametrize("prompt", FORMULAS)
def test_no_cell_is_a_formula(prompt: str) -> None:
    video, job = a_pair(prompt)
    table = manifest.as_csv([manifest.row_of("001 x.mp4", video, job)])

    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert row["prompt"] == f"'{prompt}"


@pytest.mark.parametrize(
    "prompt", ["plain", 'say "hi", twice;', "two\nlines", "灯台 🎬", "'quoted'", "a = b", "x" * 2000]
)
def test_both_lists_give_back_what_was_written(prompt: str) -> None:
    video, job = a_pair(prompt)
    rows = [manifest.row_of("001 x.mp4", video, job)]

    assert json.loads(manifest.as_json(rows))["videos"][0]["prompt"] == prompt
    (row,) = csv.DictReader(io.StringIO(manifest.as_csv(rows).decode("utf-8-sig"), newline=""))
    assert row["prompt"] == prompt


def test_a_row_says_all_there_is_to_say_and_the_same_row_gives_the_same_bytes() -> None:
    video, job = a_pair("a boat", source_job_id="the-source")
    row = manifest.row_of("001 a boat.mp4", video, job)

    assert row == {
        "file_name": "001 a boat.mp4",
        "id": f"{job.id}-1",
        "prompt": "a boat",
        "model": "wan-2.5",
        "job_type": "generate",
        "created_at": video.created_at.isoformat(),
        "width": 1280,
        "height": 720,
        "duration_s": 5,
        "credits": 10,
        "size_bytes": 9,
        "crc32": "00000abc",
        "job_id": job.id,
        "source_job_id": "the-source",
    }
    assert manifest.as_json([row]) == manifest.as_json([dict(row)])
    assert manifest.as_csv([row]).startswith("\ufeff".encode()), "spreadsheets see that it is UTF-8"
