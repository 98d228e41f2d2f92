"""F16: what a body may not be. Always a 4xx in words, before any money is read, and never a 500."""

import json

import pytest

from tests.fakes.edge import AN_INPUT, AN_ORDER, Edge

GOOD = json.dumps(AN_ORDER).encode()


def an_order(**changes: object) -> bytes:
    return json.dumps({**AN_ORDER, **changes}).encode()


def an_input(text: str) -> bytes:
    """An order whose input has `text`, raw, as one more field."""
    assert GOOD.count(b'"duration_s": 8') == 1
    return GOOD.replace(b'"duration_s": 8', b'"duration_s": 8, ' + text.encode())


def a_prompt(raw: bytes) -> bytes:
    """An order whose prompt is these raw bytes between the quotes."""
    return GOOD.replace(b"a lighthouse in a storm", raw)


NONSENSE: dict[str, bytes] = {
    "empty": b"",
    "spaces": b"   ",
    "a word": b"hello",
    "null": b"null",
    "true": b"true",
    "a number": b"1",
    "a string": b'"x"',
    "a list": b"[]",
    "a list of orders": b"[" + GOOD + b"]",
    "an empty object": b"{}",
    "cut off": GOOD[:-1],
    "two objects": GOOD + GOOD,
    "trailing words": GOOD + b"x",
    "a trailing comma": GOOD[:-1] + b",}",
    "single quotes": GOOD.replace(b'"', b"'"),
    "a comment": b"/* hi */" + GOOD,
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "utf-16": GOOD.decode().encode("utf-16"),
    "utf-32": GOOD.decode().encode("utf-32"),
    "latin-1": a_prompt("café".encode("latin-1")),
    "a cut utf-8 sequence": a_prompt(b"\xe2\x82"),
    "an overlong utf-8 sequence": a_prompt(b"\xc0\xaf"),
    "a surrogate in utf-8": a_prompt(b"\xed\xa0\x80"),
    "NUL escaped": a_prompt(b"a\\u0000b"),
    "NUL raw": a_prompt(b"a\x00b"),
    "a raw newline": a_prompt(b"a\nb"),
    "a lone high surrogate": a_prompt(b"\\ud83d"),
    "a lone low surrogate": a_prompt(b"\\ude00"),
    "surrogates in the wrong order": a_prompt(b"\\ude00\\ud83d"),
    "a lone surrogate in a key": an_input('"\\ud800": 1'),
    "NUL in a key": an_input('"a\\u0000": 1'),
    "a bad escape": a_prompt(b"\\x41"),
    "NaN": an_input('"x": NaN'),
    "Infinity": an_input('"x": Infinity'),
    "-Infinity": an_input('"x": -Infinity'),
    "1e400": an_input('"x": 1e400'),
    "-1e400": an_input('"x": -1e400'),
    "minus zero": an_input('"x": -0'),
    "minus zero point zero": an_input('"x": -0.0'),
    "a number past 2^53": an_input('"x": 9007199254740993'),
    "a number of 400 digits": an_input('"x": ' + "9" * 400),
    "a number of 5000 digits": an_input('"x": ' + "9" * 5000),
    "a leading zero": an_input('"x": 05'),
    "a plus sign": an_input('"x": +5'),
    "a hex number": an_input('"x": 0x10'),
    "100 levels of lists": an_input('"x": ' + "[" * 100 + "]" * 100),
    "17 levels": an_input('"x": ' + "[" * 17 + "]" * 17),
    "30,000 levels of lists": b"[" * 30_000,
    "10,000 levels of objects": b'{"a":' * 10_000,
    "a list of 20,000": an_input('"x": [' + "1," * 20_000 + "1]"),
    "65 KB": a_prompt(b"x" * 65 * 1024),
    "1 MB": a_prompt(b"x" * 1024 * 1024),
    "a prompt of 10,000 characters": a_prompt(b"x" * 10_000),
    "an empty prompt": a_prompt(b""),
    "a prompt of spaces": a_prompt(b"   "),
    "a field twice": GOOD[:-1] + b', "job_type": "generate"}',
    "an inner field twice": an_input('"duration_s": 8'),
    "no job type": json.dumps({"input": AN_INPUT}).encode(),
    "no input": b'{"job_type": "generate"}',
    "input as text": an_order(input="x"),
    "input as list": an_order(input=[]),
    "input as null": an_order(input=None),
    "an empty input": an_order(input={}),
    "job type as number": an_order(job_type=1),
    "job type as null": an_order(job_type=None),
    "job type as list": an_order(job_type=["generate"]),
    "job type of 1,000 letters": an_order(job_type="g" * 1000),
    "an unknown job type": an_order(job_type="mine_bitcoin"),
    "a job type in capitals": an_order(job_type="GENERATE"),
    "a job type from a template": an_order(job_type="{{7*7}}"),
    "a price version as number": an_order(price_version=1),
    "an empty price version": an_order(price_version=""),
    "a duration as text": an_order(input={**AN_INPUT, "duration_s": "5"}),
    "a duration as float": an_order(input={**AN_INPUT, "duration_s": 5.5}),
    "a duration as boolean": an_order(input={**AN_INPUT, "duration_s": True}),
    "a prompt as number": an_order(input={**AN_INPUT, "prompt": 5}),
    "a prompt as object": an_order(input={**AN_INPUT, "prompt": {"$ne": None}}),
    "an image as url": an_order(input={**AN_INPUT, "image": "http://169.254.169.254/"}),
    "an image as path": an_order(input={**AN_INPUT, "image": {"upload_id": "../../etc/passwd"}}),
    "an unknown input": an_order(input={**AN_INPUT, "seed": 1}),
    "__proto__": an_order(__proto__={"admin": True}),
    **{
        f"mass assignment of {name}": an_order(**{name: value})
        for name, value in {
            "status": "completed",
            "state": "completed",
            "price": 0,
            "credits": 0,
            "account_id": "bob",
            "uid": "bob",
            "id": "a" * 26,
            "epoch": 9,
            "attempt": 9,
            "provider": "x",
            "released": 10,
            "memo": {},
            "deadline": "2030-01-01T00:00:00Z",
            "video_id": "x",
            "published_at": "2030-01-01T00:00:00Z",
        }.items()
    },
}


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_the_list_is_long_enough_and_its_base_is_good(edge: Edge) -> None:
    assert len(NONSENSE) >= 60
    assert (
        edge.ask("jobs", "POST", "/api/jobs", key="k", data=GOOD, content_type="application/json").status_code
        == 202
    )


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
def test_f16_a_nonsense_body_is_refused_in_words_and_touches_nothing(edge: Edge, body: bytes) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k", data=body, content_type="application/json")

    assert answer.status_code in (400, 413), answer.text
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert len(problem["detail"]) > 20
    assert problem["trace_id"]
    assert edge.store.documents == {}
    assert edge.store.reads == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/xml"},
        {"Content-Type": "application/json-patch+json"},
        {"Content-Type": ""},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "application/json", "Content-Encoding": "br"},
    ],
)
def test_f16_another_kind_of_body_is_refused_in_words(edge: Edge, headers: dict[str, str]) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k", data=GOOD, headers=headers)

    assert answer.status_code == 400
    assert "Content-" in answer.get_json()["detail"]


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_spelled_in_the_usual_ways(edge: Edge, media_type: str) -> None:
    assert (
        edge.ask("jobs", "POST", "/api/jobs", key="k", data=GOOD, content_type=media_type).status_code == 202
    )


@pytest.mark.parametrize("prompt", ["😀 a storm", "عاصفة", "a\tb\r\nc", "\\u0041", "x" * 2000, "𝔘𝔫𝔦"])
def test_any_whole_text_is_a_prompt(edge: Edge, prompt: str) -> None:
    assert edge.order(input={**AN_INPUT, "prompt": prompt})["status"] == "pending"


def test_every_fault_of_a_body_is_listed_with_its_field(edge: Edge) -> None:
    answer = edge.ask("jobs", "POST", "/api/jobs", key="k", json={"input": [], "color": "red"})

    fields = {error["field"] for error in answer.get_json()["errors"]}
    assert fields == {"job_type", "input", "color"}
    assert "red" not in answer.text


def test_a_body_where_none_is_taken_is_refused(edge: Edge) -> None:
    job_id = edge.order()["id"]

    answer = edge.ask("jobs", "POST", f"/api/jobs/{job_id}/cancel", json={"refund": 1000})

    assert answer.status_code == 400
    assert edge.job(job_id).state == "pending"


def test_what_a_customer_sent_never_comes_back_in_a_problem(edge: Edge) -> None:
    canary = "canary-4711"
    bodies = [
        an_order(input={**AN_INPUT, "prompt": [canary]}),
        an_order(price_version={"v": canary}),
        an_order(job_type=canary),
    ]

    for body in bodies:
        answer = edge.ask("jobs", "POST", "/api/jobs", key="k", data=body, content_type="application/json")
        assert canary not in answer.text
