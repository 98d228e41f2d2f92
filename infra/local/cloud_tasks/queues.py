"""The queues that the local cloud has, created from their table through the real client."""

from collections.abc import Mapping
from typing import Any

import grpc
from google.api_core.exceptions import AlreadyExists
from google.cloud.tasks_v2 import CloudTasksClient, Queue
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport
from google.protobuf.duration_pb2 import Duration

_TIMEOUT_S = 10
_RATES = frozenset({"max_dispatches_per_second", "max_concurrent_dispatches"})
_RETRIES = frozenset({"max_attempts", "max_doublings"})
# Our names carry the unit, the protocol's messages do.
_DURATIONS = {
    "min_backoff_s": "min_backoff",
    "max_backoff_s": "max_backoff",
    "max_retry_duration_s": "max_retry_duration",
}


def ensure_queues(
    grpc_address: str, project: str, location: str, queues: Mapping[str, Mapping[str, Any]]
) -> None:
    """Create each queue of the table, or bring it in line with the table.

    Raises:
        ValueError: a queue's table has a key that is not known here.
    """
    parent = f"projects/{project}/locations/{location}"
    wanted = [_queue(f"{parent}/queues/{name}", table) for name, table in queues.items()]
    with grpc.insecure_channel(grpc_address) as channel:
        client = CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
        for queue in wanted:
            try:
                client.create_queue(parent=parent, queue=queue, timeout=_TIMEOUT_S)
            except AlreadyExists:
                client.update_queue(queue=queue, timeout=_TIMEOUT_S)


def _queue(name: str, table: Mapping[str, Any]) -> Queue:
    if unknown := set(table) - _RATES - _RETRIES - set(_DURATIONS):
        raise ValueError(f"queue {name.rpartition('/')[2]}: unknown keys {sorted(unknown)}")
    retry = {key: table[key] for key in _RETRIES & set(table)}
    for key, field in _DURATIONS.items():
        if key in table:
            retry[field] = Duration(seconds=int(table[key]), nanos=round(table[key] % 1 * 1_000_000_000))
    rates = {key: table[key] for key in _RATES & set(table)}
    return Queue(name=name, rate_limits=rates, retry_config=retry)
