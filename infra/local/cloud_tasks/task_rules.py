"""What a task may be, and what it is when nothing is said."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from grpc import StatusCode

from infra.local.cloud_tasks.errors import ApiError, invalid
from infra.local.cloud_tasks.headers import USER_AGENT
from infra.local.cloud_tasks.messages import HttpMethod, TaskMessage, seconds_of, set_seconds
from infra.local.cloud_tasks.queue_rules import fill_retry_defaults

# Found by others at the live service: a stored task of one byte more is refused.
TASK_SIZE_MAX_BYTES = 2**20 - 7
HEADERS_SIZE_MAX_BYTES = 80 * 1024
URL_LENGTH_MAX = 2083
AHEAD_MAX_S = 30 * 24 * 3600.0
DEADLINE_DEFAULT_S = 600.0
DEADLINE_MIN_S, DEADLINE_MAX_S = 15.0, 1800.0

# Plain numbers: comparing the enum's members costs more than all other checks together.
_POST = int(HttpMethod.POST)
_METHODS = frozenset(map(int, HttpMethod)) - {0}
_WITH_BODY = frozenset({_POST, int(HttpMethod.PUT), int(HttpMethod.PATCH)})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_IN_HEADER = re.compile(r"[\r\n\0]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SERVICE_ACCOUNT = re.compile(r"[^@\s]+@[^@\s]+")


def accept(task: TaskMessage, *, now_s: float, oauth_allowed: Callable[[str], bool]) -> None:
    """Check a new task and fill in what it leaves open, in place; its name is the caller's."""
    if task.HasField("app_engine_http_request"):
        raise ApiError(StatusCode.UNIMPLEMENTED, "The local cloud has no App Engine targets.")
    if not task.HasField("http_request"):
        raise invalid("Task.http_request must be set.")
    _check_url(task.http_request.url)
    _check_body(task)
    _check_headers(task)
    _check_token(task, oauth_allowed)
    _fill_times(task, now_s)
    task.http_request.headers["User-Agent"] = USER_AGENT
    if task.HasField("retry_config"):
        fill_retry_defaults(task.retry_config)
    _clear_output_only(task)
    if task.ByteSize() > TASK_SIZE_MAX_BYTES:
        raise invalid(f"Task size too large: {task.ByteSize()} bytes; at most {TASK_SIZE_MAX_BYTES}.")


def _check_url(url: str) -> None:
    if not url:
        raise invalid("HttpRequest.url is required.")
    if not url.startswith(("http://", "https://")):
        raise invalid('HttpRequest.url must begin with "http://" or "https://".')
    if len(url) > URL_LENGTH_MAX:
        raise invalid(f"HttpRequest.url is longer than {URL_LENGTH_MAX} characters.")
    if _CONTROL.search(url):
        raise invalid("HttpRequest.url has a control character.")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise invalid(f"HttpRequest.url is malformed: {error}.") from error
    if not host:
        raise invalid("HttpRequest.url has no host.")


def _check_body(task: TaskMessage) -> None:
    request = task.http_request
    request.http_method = request.http_method or _POST
    if request.http_method not in _METHODS:
        raise invalid("HttpRequest.http_method is unknown.")
    if request.body and request.http_method not in _WITH_BODY:
        raise invalid("HttpRequest.body is allowed only with POST, PUT and PATCH.")


def _check_headers(task: TaskMessage) -> None:
    size_bytes = 0
    for name, value in task.http_request.headers.items():
        if not _HEADER_NAME.fullmatch(name):
            raise invalid(f"HttpRequest.headers: {name[:100]!r} is no header name.")
        if _NOT_IN_HEADER.search(value):
            raise invalid(f"HttpRequest.headers: the value of {name[:100]!r} has a line break.")
        size_bytes += len(name) + len(value.encode())
    if size_bytes >= HEADERS_SIZE_MAX_BYTES:
        raise invalid(
            f"HttpRequest.headers have {size_bytes} bytes; they must be less than {HEADERS_SIZE_MAX_BYTES}."
        )


def _check_token(task: TaskMessage, oauth_allowed: Callable[[str], bool]) -> None:
    kind = task.http_request.WhichOneof("authorization_header")
    if kind is None:
        return
    if not _SERVICE_ACCOUNT.fullmatch(getattr(task.http_request, kind).service_account_email):
        raise invalid(f"HttpRequest.{kind}.service_account_email must be an email address.")
    if kind == "oauth_token" and not oauth_allowed(task.http_request.url):
        raise invalid(
            "HttpRequest.oauth_token is for *.googleapis.com, and for hosts this server was"
            " started with (--oauth-host); use oidc_token."
        )


def _fill_times(task: TaskMessage, now_s: float) -> None:
    if task.HasField("schedule_time") and seconds_of(task.schedule_time) > now_s + AHEAD_MAX_S:
        raise invalid("Task.schedule_time must be at most 30 days (2592000 s) in the future.")
    if not task.HasField("schedule_time") or seconds_of(task.schedule_time) < now_s:
        set_seconds(task.schedule_time, now_s)
    if not task.HasField("dispatch_deadline"):
        set_seconds(task.dispatch_deadline, DEADLINE_DEFAULT_S)
    elif not DEADLINE_MIN_S <= seconds_of(task.dispatch_deadline) <= DEADLINE_MAX_S:
        raise invalid("Task.dispatch_deadline must be between 15 s and 30 minutes.")
    task.create_time.Clear()
    task.create_time.seconds = int(now_s)


def _clear_output_only(task: TaskMessage) -> None:
    for name in ("dispatch_count", "response_count", "first_attempt", "last_attempt", "view"):
        task.ClearField(name)
