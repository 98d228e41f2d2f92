"""Faults on demand, so that tests can see what a client does when Cloud Storage fails.

`POST /_faults {"op": "upload", "kind": "lost_reply", "times": 1}`; `DELETE /_faults` forgets them.
"""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .errors import StorageError, invalid

FAULTS_MAX = 100
STALL_S_MAX = 600


class Operation(StrEnum):
    """What a request is about."""

    UPLOAD = "upload"
    DOWNLOAD = "download"
    METADATA = "metadata"
    DELETE = "delete"


class Kind(StrEnum):
    """How it fails: refused; done, but the reply never comes; not answered at all."""

    ERROR = "error"
    LOST_REPLY = "lost_reply"
    STALL = "stall"


@dataclass
class Fault:
    """One order to fail, for the next `times` requests of an operation."""

    operation: Operation
    kind: Kind
    times: int
    status: int

    def as_error(self) -> StorageError:
        """Return what an `error` fault answers."""
        return StorageError(self.status, "backendError", "InternalError", "An ordered fault.")


class Faults:
    """The orders that are still open, first come first served."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, document: dict[str, Any]) -> None:
        """Add an order.

        Raises:
            StorageError: it is not of the form above.
        """
        times, status = document.get("times", 1), document.get("status", 503)
        try:
            operation, kind = Operation(str(document.get("op"))), Kind(str(document.get("kind")))
        except ValueError as error:
            raise invalid(str(error)) from None
        if type(times) is not int or not 1 <= times <= 1000:
            raise invalid("times must be 1 to 1000")
        if type(status) is not int or not 400 <= status <= 599:
            raise invalid("status must be 400 to 599")
        if len(self._orders) >= FAULTS_MAX:
            raise invalid("too many faults are ordered")
        self._orders.append(Fault(operation, kind, times, status))

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()

    def take(self, operation: Operation) -> Fault | None:
        """Return the fault that this request shall meet, and count it."""
        for fault in self._orders:
            if fault.operation is operation:
                fault.times -= 1
                if fault.times == 0:
                    self._orders.remove(fault)
                return fault
        return None


async def stall(transport: asyncio.BaseTransport | None) -> None:
    """Wait until the client gives up, at most ten minutes."""
    for _ in range(STALL_S_MAX * 10):
        if transport is None or transport.is_closing():
            return
        await asyncio.sleep(0.1)
