"""What a queue may be, and what it is when nothing is said."""

from google.protobuf.field_mask_pb2 import FieldMask

from infra.local.cloud_tasks.bucket import burst_for
from infra.local.cloud_tasks.errors import invalid
from infra.local.cloud_tasks.messages import (
    Queue,
    QueueMessage,
    seconds_of,
    set_seconds,
)
from infra.local.cloud_tasks.retry import UNLIMITED

RATE_MAX_PER_S = 500.0
CONCURRENT_MAX = 5000
# The service's own defaults, as `gcloud tasks queues describe` shows them.
CONCURRENT_DEFAULT = 1000
ATTEMPTS_DEFAULT = 100
MIN_BACKOFF_DEFAULT_S = 0.1
MAX_BACKOFF_DEFAULT_S = 3600.0
DOUBLINGS_DEFAULT = 16

_SETTABLE = ("rate_limits", "retry_config", "stackdriver_logging_config")


def accepted(queue: QueueMessage) -> QueueMessage:
    """Return a copy of what the caller may set, checked and with defaults filled in."""
    _refuse_unsupported(queue)
    result = Queue(name=queue.name)
    for name in _SETTABLE:
        if queue.HasField(name):
            getattr(result, name).CopyFrom(getattr(queue, name))
    _check_rates(result.rate_limits)
    _check_retry(result.retry_config)
    _fill_defaults(result)
    return result


def updated(current: QueueMessage, wanted: QueueMessage, mask: FieldMask) -> QueueMessage:
    """Return `current` with the fields of `mask` (all, if it is empty) taken from `wanted`."""
    _refuse_unsupported(wanted)
    merged = Queue()
    merged.CopyFrom(current)
    paths = FieldMask(paths=list(mask.paths) or _SETTABLE)
    known = paths.IsValidForDescriptor(Queue.DESCRIPTOR)
    if not known or any(path.partition(".")[0] not in _SETTABLE for path in paths.paths):
        raise invalid(f"update_mask may hold {', '.join(_SETTABLE)} and what is inside them.")
    paths.MergeMessage(wanted, merged, replace_message_field=True, replace_repeated_field=True)
    result = accepted(merged)
    result.state = current.state
    if current.HasField("purge_time"):
        result.purge_time.CopyFrom(current.purge_time)
    return result


def _refuse_unsupported(queue: QueueMessage) -> None:
    for name in ("http_target", "app_engine_routing_override"):
        if queue.HasField(name):
            raise invalid(f"The local cloud has no queues with {name}; set it on each task.")


def _check_rates(rates: QueueMessage) -> None:
    if not 0 <= rates.max_dispatches_per_second <= RATE_MAX_PER_S:
        raise invalid(f"Queue.rate_limits.max_dispatches_per_second must be from 0 to {RATE_MAX_PER_S:g}.")
    if not 0 <= rates.max_concurrent_dispatches <= CONCURRENT_MAX:
        raise invalid(f"Queue.rate_limits.max_concurrent_dispatches must be from 0 to {CONCURRENT_MAX}.")


def _check_retry(retry: QueueMessage) -> None:
    if retry.max_attempts < UNLIMITED:
        raise invalid("Queue.retry_config.max_attempts must be at least -1 (unlimited).")
    if retry.max_doublings < 0:
        raise invalid("Queue.retry_config.max_doublings must not be negative.")
    for name in ("max_retry_duration", "min_backoff", "max_backoff"):
        if seconds_of(getattr(retry, name)) < 0:
            raise invalid(f"Queue.retry_config.{name} must not be negative.")


def _fill_defaults(queue: QueueMessage) -> None:
    rates = queue.rate_limits
    rates.max_dispatches_per_second = rates.max_dispatches_per_second or RATE_MAX_PER_S
    rates.max_concurrent_dispatches = rates.max_concurrent_dispatches or CONCURRENT_DEFAULT
    rates.max_burst_size = burst_for(rates.max_dispatches_per_second)
    fill_retry_defaults(queue.retry_config)


def fill_retry_defaults(retry: QueueMessage) -> None:
    """Fill what a RetryConfig leaves open, then check that its two backoffs are in order."""
    _check_retry(retry)
    retry.max_attempts = retry.max_attempts or ATTEMPTS_DEFAULT
    retry.max_doublings = retry.max_doublings or DOUBLINGS_DEFAULT
    if not retry.HasField("min_backoff"):
        set_seconds(retry.min_backoff, MIN_BACKOFF_DEFAULT_S)
    if not retry.HasField("max_backoff"):
        set_seconds(retry.max_backoff, MAX_BACKOFF_DEFAULT_S)
    if seconds_of(retry.min_backoff) > seconds_of(retry.max_backoff):
        raise invalid("Queue.retry_config.min_backoff must not be above max_backoff.")
