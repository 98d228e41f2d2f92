"""Logs: one JSON line on stdout per change of state, in the form that Cloud Logging reads.

A line holds only the keys in `KEYS`, no free text, and no value that looks like a link, an e-mail or a token:
so none of these, nor a prompt, can slip in.
"""

import hashlib
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars, merge_contextvars

from shared.errors import StepError

TRACE_KEY = "logging.googleapis.com/trace"
STACK_MAX = 12
TEXT_MAX = 200

# fmt: off
KEYS = frozenset({
    "account_hash", "active_ms", "actor_hash", "amount", "attempt", "compute_micro_usd", "count", "delay_s",
    "driven", "duration_s", "epoch", "error_class", "error_code", "errors", "failed", "function", "job_id",
    "job_type", "making_s", "message_id", "model", "oldest_unsettled_s", "operation", "outbox_lag_s",
    "outcome", "overdue", "provider", "provider_micro_usd", "reason_code", "released", "saving_s", "scanned",
    "segment", "size_bytes", "spared", "stack", "stage", "starting_s", "state", "status", "storage_micro_usd",
    "tidied", "trace", "video_id", "waiting_s",
})
# fmt: on
"""Everything a line may say. A key that is not here is left out; its name appears under `dropped`."""

WITHHELD = "[withheld]"
_SECRET = re.compile(r"://|@|eyJ|bearer |x-goog-|whsec_", re.IGNORECASE)

_SEVERITIES = {"warn": "WARNING", "exception": "ERROR", "critical": "CRITICAL"}
_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
_CLOUD_TRACE = re.compile(r"^([0-9a-f]{32})(?:[/;].*)?$", re.IGNORECASE)


def _one_line(_logger: Any, method: str, said: structlog.typing.EventDict) -> dict[str, Any]:
    """Keep what may be said, under the names that Cloud Logging knows."""
    event = str(said.pop("event", "unnamed"))
    kept = {key: _short(value) for key, value in said.items() if key in KEYS and value is not None}
    line: dict[str, Any] = {"severity": _SEVERITIES.get(method, method.upper()), "event": event}
    line["message"] = " ".join(
        [event, *(f"{key}={kept[key]}" for key in ("job_id", "attempt") if key in kept)]
    )
    if dropped := sorted(set(said) - KEYS):
        line["dropped"] = dropped
    trace = kept.pop("trace", None)
    return {**line, **kept, **({TRACE_KEY: trace} if trace else {})}


def _short(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_short(item) for item in value[:STACK_MAX]]
    text = str(value)
    return WITHHELD if _SECRET.search(text) else text[:TEXT_MAX]


class _Stdout:
    """Writes whole lines to whatever stdout is at that moment, so that threads never mix within one."""

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):  # a log that cannot be written must not fail a job
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    debug = info = warning = error = critical = msg


log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    _Stdout(),
    processors=[merge_contextvars, _one_line, structlog.processors.JSONRenderer()],
    wrapper_class=structlog.make_filtering_bound_logger(20),
    cache_logger_on_first_use=True,
)
"""`log.info("step.claimed", job_id=..., attempt=...)`: a name for what happened, then facts."""


def failure(error: BaseException) -> dict[str, Any]:
    """Return what may be logged of an error: its class, code and stack, never its words.

    The words of an error we did not foresee may quote a prompt, a token or a signed link.
    """
    frames = traceback.extract_tb(error.__traceback__)[-STACK_MAX:]
    return {
        "error_class": type(error).__name__,
        "error_code": error.code if isinstance(error, StepError) else None,
        "stack": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def trace_id_of(traceparent: str, cloud_trace: str = "") -> str:
    """Return the 32 hex digits of the trace that one of the headers names, or new ones."""
    found = _TRACEPARENT.match(traceparent) or _CLOUD_TRACE.match(cloud_trace)
    return found[1].lower() if found else secrets.token_hex(16)


@contextmanager
def traced(trace_id: str, *, project: str = "", **facts: Any) -> Iterator[None]:
    """Put the trace and `facts` on every line of this thread or task until the block ends."""
    trace = f"projects/{project}/traces/{trace_id}" if project else trace_id
    with bound_contextvars(trace=trace, **facts):
        yield


def trace_named(trace_id: str) -> str:
    """Return the full name of a trace, in the project of the block we are in."""
    project, slash, _ = str(get_contextvars().get("trace", "")).rpartition("/")
    return f"{project}{slash}{trace_id}"


def hashed(name: str) -> str:
    """Return what stands in logs for somebody: the same each time, and nothing can be read from it."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def current_trace_id() -> str:
    """Return the trace id of the block we are in; empty outside of one."""
    return str(get_contextvars().get("trace", "")).rpartition("/")[2]
