"""Logs: one JSON line, known keys, and nothing a customer or a key could be read from."""

import io
import json
import sys
import threading
from collections.abc import Iterator

import pytest

from shared.errors import HighDemand
from shared.log import TEXT_MAX, WITHHELD, current_trace_id, failure, log, trace_id_of, traced

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
Out = pytest.CaptureFixture[str]


def said(capsys: Out) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_is_what_cloud_logging_reads(capsys: Out) -> None:
    with traced(TRACE, project="demo", function="jobs"):
        log.warning("step.fenced", job_id="j1", attempt=2)

    assert said(capsys) == [
        {
            "severity": "WARNING",
            "event": "step.fenced",
            "message": "step.fenced job_id=j1 attempt=2",
            "job_id": "j1",
            "attempt": 2,
            "function": "jobs",
            "logging.googleapis.com/trace": f"projects/demo/traces/{TRACE}",
        }
    ]


def test_f131_a_log_that_cannot_be_written_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    closed = io.StringIO()
    closed.close()
    for broken in (Full(), closed):
        monkeypatch.setattr(sys, "stdout", broken)
        log.error("x")


@pytest.mark.parametrize("method", ["info", "warning", "error", "critical"])
def test_the_severity_is_the_methods(capsys: Out, method: str) -> None:
    getattr(log, method)("x")

    assert said(capsys)[0]["severity"] == method.upper()


def test_what_is_not_on_the_list_is_left_out_and_named(capsys: Out) -> None:
    log.info("job.made", job_id="j1", prompt="canary", authorization="canary", body={"x": "canary"})

    (line,) = said(capsys)
    assert "canary" not in str(line)
    assert line["dropped"] == ["authorization", "body", "prompt"]


@pytest.mark.parametrize(
    "value",
    [
        "https://storage.googleapis.com/b/o?X-Goog-Signature=00",
        "gs://bucket/users/alice/x.mp4",
        "alice@example.com",
        "Bearer abc",
        "eyJhbGciOiJub25lIn0.e30.",
        "whsec_abc",
    ],
)
def test_a_value_that_looks_like_a_secret_is_withheld(capsys: Out, value: str) -> None:
    log.info("x", operation=value, stack=[value])

    (line,) = said(capsys)
    assert (line["operation"], line["stack"]) == (WITHHELD, [WITHHELD])


def test_long_values_are_cut_and_none_is_left_out(capsys: Out) -> None:
    log.info("x", operation="y" * 5000, job_id=None)

    (line,) = said(capsys)
    assert len(str(line["operation"])) == TEXT_MAX
    assert "job_id" not in line


def test_a_failure_is_told_by_class_and_place_never_by_its_words() -> None:
    def break_() -> None:
        raise HighDemand("canary https://x?token=canary")

    try:
        break_()
    except HighDemand as error:
        told = failure(error)

    assert (told["error_class"], told["error_code"]) == ("HighDemand", "provider_busy")
    assert str(told["stack"][-1]).endswith("break_")
    assert "canary" not in str(told)


@pytest.mark.parametrize(
    ("traceparent", "cloud"),
    [(f"00-{TRACE}-00f067aa0ba902b7-01", ""), ("", f"{TRACE}/123;o=1"), ("", TRACE.upper()), ("junk", TRACE)],
)
def test_the_trace_comes_from_either_header(traceparent: str, cloud: str) -> None:
    assert trace_id_of(traceparent, cloud) == TRACE


@pytest.mark.parametrize("header", ["", "junk", "00-xyz-1-01", f"00-{TRACE}", "\n", f"{TRACE}0"])
def test_without_a_trace_there_is_a_new_one(header: str) -> None:
    new = trace_id_of(header, header)

    assert len(new) == 32
    assert new not in (TRACE, trace_id_of(header, header))


def test_threads_do_not_see_each_others_trace(capsys: Out) -> None:
    both_inside = threading.Barrier(2, timeout=10)

    def work(name: str) -> None:
        with traced(name * 32, function=name):
            both_inside.wait()
            log.info("x", job_id=name)
            both_inside.wait()

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lines = said(capsys)
    assert {(line["job_id"], line["function"]) for line in lines} == {("a", "a"), ("b", "b")}
    assert current_trace_id() == ""


def test_a_trace_ends_with_its_block() -> None:
    def inside() -> Iterator[str]:
        with traced(TRACE, project="demo"):
            yield current_trace_id()

    assert list(inside()) == [TRACE]
    assert current_trace_id() == ""
