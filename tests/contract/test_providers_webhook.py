"""The webhooks that the running simulator signs are genuine to our verifier, and the forged ones are not."""

import queue
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from pydantic import SecretStr

from shared.errors import NotAuthenticated
from shared.providers.wavespeed_webhook import verify
from tests.provider_stand import SECRET, TIMEOUT_S, Stand, a_stand

Hook = tuple[dict[str, str], bytes]


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with a_stand("wavespeed", tmp_path_factory.mktemp("webhook")) as running:
        yield running


@pytest.fixture
def hooks() -> Iterator[tuple[str, "queue.Queue[Hook]"]]:
    """Take webhooks; yield their address, and the queue they arrive in."""
    taken: queue.Queue[Hook] = queue.Queue()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.put((dict(self.headers.items()), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taker) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook?token=a%2Fb", taken
        server.shutdown()
        thread.join()


def test_f63_a_genuine_webhook_names_the_prediction_it_is_about(
    stand: Stand, hooks: tuple[str, "queue.Queue[Hook]"]
) -> None:
    url, taken = hooks
    prediction_id = stand.adapter.submit(stand.a_request("a boat [fail:policy] [slow:0.1]", callback_url=url))
    headers, body = taken.get(timeout=TIMEOUT_S)
    assert verify(headers, body, [SecretStr(SECRET)], datetime.now(UTC)) == prediction_id
    with pytest.raises(NotAuthenticated):
        verify(headers, body, [SecretStr("whsec_another")], datetime.now(UTC))
    with pytest.raises(NotAuthenticated):
        verify(headers, body.replace(b"failed", b"completed"), [SecretStr(SECRET)], datetime.now(UTC))


def test_f63_a_forged_webhook_is_refused(stand: Stand, hooks: tuple[str, "queue.Queue[Hook]"]) -> None:
    url, taken = hooks
    stand.adapter.submit(stand.a_request("a boat [fail:policy] [bad-webhook] [slow:0.1]", callback_url=url))
    headers, body = taken.get(timeout=TIMEOUT_S)
    with pytest.raises(NotAuthenticated):
        verify(headers, body, [SecretStr(SECRET)], datetime.now(UTC))
