"""Receive one Pub/Sub message: decode, validate, log; acknowledge what can never be handled."""

import base64
import binascii
import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import functions_framework
from cloudevents.http import CloudEvent
from pydantic import BaseModel, ValidationError

from shared.clock import utc_now
from shared.log import failure, log, trace_id_of, traced

M = TypeVar("M", bound=BaseModel)

MESSAGE_MAX_BYTES = 4096
"""A message carries ids and a counter; ours are under 100 bytes."""
EVENT_AGE_MAX_S = 3600
"""By then the sweep has sent the job again, under a newer epoch."""


class Redeliver(Exception):
    """Tell the platform to deliver the message again.

    It carries only the class of what went wrong: the framework prints it, and the words of an error that
    nobody foresaw may quote a prompt or a signed link.
    """


class _Unusable(Exception):
    """The message can never be handled, however often it comes."""


def subscriber(
    model: type[M], *, project: Callable[[], str]
) -> Callable[[Callable[[M], None]], Callable[[CloudEvent], None]]:
    """Make a function that takes a `model` into one that takes the Pub/Sub events of the platform.

    `project` is asked for with the first message: its name is part of a trace's.

    Returning acknowledges. What is malformed, too large or too old is logged and acknowledged: it would
    come back for ever, and the sweep owns every job whose message was lost. Any error is logged, then raised.
    """

    def decorate(function: Callable[[M], None]) -> Callable[[CloudEvent], None]:
        # The framework's registry goes by the name: without `wraps` this would be served as HTTP.
        @functools.wraps(function)
        def receive(event: CloudEvent) -> None:
            said = {"function": function.__name__, "message_id": _message_id(event)}
            with traced(_trace_id(event), project=project(), **said):
                try:
                    message = _decode(event, model)
                except _Unusable as reason:
                    log.error("message.dropped", reason_code=str(reason))
                    return
                _handle(function, message)

        registered: Callable[[CloudEvent], None] = functions_framework.cloud_event(receive)
        return registered

    return decorate


def _handle(function: Callable[[M], None], message: M) -> None:
    try:
        function(message)
    except Exception as error:  # noqa: BLE001 - whatever it was: log it, and have the message back
        log.error("message.failed", **failure(error), **message.model_dump(include={"job_id", "epoch"}))
        raise Redeliver(type(error).__name__) from None


def _decode(event: CloudEvent, model: type[M]) -> M:
    age_s = _age_s(event)
    if age_s > EVENT_AGE_MAX_S:
        raise _Unusable("too_old")
    try:
        raw = base64.b64decode(event.data["message"]["data"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise _Unusable("not_base64") from None
    if len(raw) > MESSAGE_MAX_BYTES:
        raise _Unusable("too_large")
    try:
        return model.model_validate_json(raw)
    except ValidationError:
        raise _Unusable("not_" + model.__name__) from None


def _age_s(event: CloudEvent) -> float:
    """Return how old the event is; one that does not say is taken for new."""
    said = _message(event).get("publishTime") or event.get("time")
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return 0.0
    return (utc_now() - (at if at.tzinfo else at.replace(tzinfo=UTC))).total_seconds()


def _message(event: CloudEvent) -> dict[str, Any]:
    message = event.data.get("message") if isinstance(event.data, dict) else None
    return message if isinstance(message, dict) else {}


def _trace_id(event: CloudEvent) -> str:
    attributes = _message(event).get("attributes")
    return trace_id_of(str(attributes.get("traceparent")) if isinstance(attributes, dict) else "")


def _message_id(event: CloudEvent) -> str:
    return str(_message(event).get("messageId") or event.get("id"))
