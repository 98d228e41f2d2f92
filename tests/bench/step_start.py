"""From a pushed message to the claim it causes, beside a trivial receiver of the same push.

The Pub/Sub emulator looks around only every now and then, which takes tens of milliseconds and scatters as
much. So what is ours is measured without it: the push that it would send is sent to the very address that it
pushes to. How long the whole way takes, emulator included, is told beside it.
"""

import base64
import json
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bench.figure import Figure, at_most, told
from tests.bench.orders import Caller
from tests.bench.stage import Person, Stage, stage

ROUNDS = 40
WHOLE = 20
WARM_UP = 5
ARRIVES_WITHIN_S = 20.0
PAUSE_S = 0.037
"""Lets the order's own work end first."""


def measure() -> list[Figure]:
    """Push to ours and to the trivial receiver in turns; the goal is for the difference."""
    with stage() as one, one.queues_held(), _receiver() as receiver:
        (person,) = one.people(1)
        endpoint = _endpoint(one)
        ours_ms: list[float] = []
        bare_ms: list[float] = []
        for _ in range(WARM_UP + ROUNDS):
            ours_ms.append(_claim_after_ms(one, person, lambda message: _push(one, endpoint, message)))
            bare_ms.append(receiver.arrives_after_ms(one))
        whole_ms = [
            _claim_after_ms(one, person, lambda message: _publish(one, message)) for _ in range(WHOLE)
        ]
    ours_ms, bare_ms = ours_ms[WARM_UP:], bare_ms[WARM_UP:]
    added_ms = [mine - bare for mine, bare in zip(ours_ms, bare_ms, strict=True)]
    return [
        _told("step: push to a trivial receiver, p50", bare_ms),
        _told("step: push to claim, p50", ours_ms),
        at_most("step: added, p50", statistics.median(added_ms), "ms", 20, spread=_middle(added_ms)),
        _told("step: publish to claim, the emulator included, p50", whole_ms),
    ]


def _told(name: str, values_ms: list[float]) -> Figure:
    return told(name, statistics.median(values_ms), "ms", spread=_middle(values_ms))


def _middle(values_ms: list[float]) -> str:
    low, _, high = statistics.quantiles(values_ms, n=4)
    return f"half within {low:.1f} to {high:.1f}"


def _claim_after_ms(one: Stage, person: Person, send: Callable[[dict[str, object]], object]) -> float:
    """Order a job whose own task is held, send its message, and read when the claim began."""
    status, text = Caller(one.cloud.ready["gateway"], person).order()
    assert status == 202, text
    job_id = json.loads(text)["id"]
    time.sleep(PAUSE_S)
    message = {"job_id": job_id, "epoch": 1}
    began_s = time.time()
    send(message)
    events = _until_submitted(one, person, job_id)
    started = next(event for event in events if event["kind"] == "started")
    return (datetime.fromisoformat(started["at"]).timestamp() - began_s) * 1000


def _until_submitted(one: Stage, person: Person, job_id: str) -> list[dict[str, Any]]:
    """Return the job's events once its first step is over, so that the next round finds a quiet machine."""
    give_up_s = time.monotonic() + ARRIVES_WITHIN_S
    while time.monotonic() < give_up_s:
        answer = one.cloud.api("GET", f"/api/jobs/{job_id}/events", token=person.token).json()
        events: list[dict[str, Any]] = answer["events"]
        if any(event["kind"] == "submitted" for event in events):
            return events
        time.sleep(0.1)
    raise RuntimeError(f"job {job_id} was not started within {ARRIVES_WITHIN_S:g} s")


def _publish(one: Stage, message: dict[str, object]) -> None:
    """Publish as a Cloud Task does."""
    url = f"http://{one.cloud.ready['pubsub']}/v1/projects/{one.project}/topics/provider-steps:publish"
    one.cloud.http.post(url, json={"messages": [{"data": _encoded(message)}]}).raise_for_status()


def _push(one: Stage, endpoint: str, message: dict[str, object]) -> None:
    """Push as the emulator does; what it waits for is the end of the step."""
    now = datetime.now(UTC).isoformat()
    pushed = {"data": _encoded(message), "messageId": uuid.uuid4().hex, "publishTime": now, "attributes": {}}
    body = {"message": pushed, "subscription": f"projects/{one.project}/subscriptions/provider_steps"}
    one.cloud.http.post(endpoint, json=body, timeout=ARRIVES_WITHIN_S).raise_for_status()


def _encoded(message: dict[str, object]) -> str:
    return base64.b64encode(json.dumps(message).encode()).decode()


def _endpoint(one: Stage) -> str:
    """Return where the emulator pushes the steps to."""
    api = f"http://{one.cloud.ready['pubsub']}/v1/projects/{one.project}"
    subscription = one.cloud.http.get(f"{api}/subscriptions/provider_steps").json()
    return str(subscription["pushConfig"]["pushEndpoint"])


class _Receiver:
    """Notes when a push arrives."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/"
        self.arrived_s = 0.0

    def arrives_after_ms(self, one: Stage) -> float:
        """Push one message and return how long it was under way."""
        time.sleep(PAUSE_S)
        began_s = time.time()
        _push(one, self._url, {"job_id": "a" * 26, "epoch": 1})
        return (self.arrived_s - began_s) * 1000


@contextmanager
def _receiver() -> Iterator[_Receiver]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            receiver.arrived_s = time.time()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver = _Receiver(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
