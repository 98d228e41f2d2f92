"""The headers of a dispatched task: its own, and what Cloud Tasks adds."""

from collections.abc import Mapping
from dataclasses import dataclass

USER_AGENT = "Google-Cloud-Tasks"

# Computed by the service or by HTTP itself, so a task's own are ignored.
_REPLACED = frozenset(
    {"host", "content-length", "user-agent", "transfer-encoding", "connection", "te", "trailer"}
)
_RESERVED_PREFIXES = ("x-google-", "x-appengine-", "x-cloudtasks-")


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """What the headers tell a worker about this attempt."""

    queue_id: str
    task_id: str
    eta_s: float
    retries: int
    executions: int
    previous_status: int | None


def attempt_headers(own: Mapping[str, str], facts: AttemptFacts) -> dict[str, str]:
    """Return a task's own headers and those of the attempt, without authorization."""
    headers = {name: value for name, value in own.items() if not _is_reserved(name)}
    headers |= {
        "User-Agent": USER_AGENT,
        "X-CloudTasks-QueueName": facts.queue_id,
        "X-CloudTasks-TaskName": facts.task_id,
        "X-CloudTasks-TaskRetryCount": str(facts.retries),
        "X-CloudTasks-TaskExecutionCount": str(facts.executions),
        "X-CloudTasks-TaskETA": f"{facts.eta_s:.6f}",
    }
    if facts.previous_status is not None:
        headers["X-CloudTasks-TaskPreviousResponse"] = str(facts.previous_status)
        # In production it is there after every response, and empty for HTTP targets.
        headers["X-CloudTasks-TaskRetryReason"] = ""
    return headers


def with_authorization(headers: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the headers with a bearer token in place of any authorization of the task's own."""
    kept = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    return kept | {"Authorization": f"Bearer {token}"}


def counts_as_execution(status: int) -> bool:
    """Tell whether a response raises TaskExecutionCount: production leaves out every 5xx."""
    return status < 500


def _is_reserved(name: str) -> bool:
    lowered = name.lower()
    return lowered in _REPLACED or lowered.startswith(_RESERVED_PREFIXES)
