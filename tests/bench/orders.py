"""POST requests over one kept connection, with as little of a client as there can be."""

import http.client
import json
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.bench.stage import Person

INPUT = {
    "model": "wan-2.5",
    "prompt": "a serene sunset over a calm sea, waves roll slowly towards the shore, gulls far away",
    "duration_s": 5,
    "resolution": "720p",
    "aspect_ratio": "16:9",
}
BODY = json.dumps({"job_type": "generate", "input": INPUT}).encode()
TIMEOUT_S = 60
IDLE_MAX_S = 1.0
"""The functions' server lets a connection go that was idle for 2 s."""
ACCEPTED = 202


class Refused(Exception):
    """An order was not taken."""


class Caller:
    """One client of one server, with one connection."""

    def __init__(self, origin: str, person: Person, *, timeout_s: float = TIMEOUT_S) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=timeout_s)
        self._headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
        self._used_s = 0.0

    def order(self) -> tuple[int, bytes]:
        """Post one new order; return status and body."""
        if time.monotonic() - self._used_s > IDLE_MAX_S:
            self.hang_up()
        headers = {**self._headers, "Idempotency-Key": uuid.uuid4().hex}
        self._connection.request("POST", "/api/jobs", body=BODY, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self._used_s = time.monotonic()
        return answer.status, text

    def hang_up(self) -> None:
        """Close the connection; the next order opens a new one."""
        self._connection.close()


def orders_to(origin: str, person: Person) -> Callable[[], None]:
    """Return what posts one new order, and fails unless it is accepted."""
    caller = Caller(origin, person)

    def order() -> None:
        status, text = caller.order()
        if status != ACCEPTED:
            raise Refused(f"{status} {text[:300]!r}")

    return order


def attempts_at(
    origin: str, person: Person, answered: Callable[[int], None], *, timeout_s: float = TIMEOUT_S
) -> Callable[[], None]:
    """Return what posts one new order and tells its status; 0 if there was no answer in time."""
    caller = Caller(origin, person, timeout_s=timeout_s)

    def attempt() -> None:
        try:
            status, _ = caller.order()
        except (OSError, http.client.HTTPException):
            caller.hang_up()
            status = 0
        answered(status)

    return attempt
