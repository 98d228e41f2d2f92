import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.integration.simulator_process import SPEED, client_of, started, until

SECRET = "whsec_testsecret0123456789"
MODEL = "alibaba/wan-2.5/text-to-video"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = ("--speed", str(SPEED), "--webhook-secret", SECRET)
    with started("wavespeed", tmp_path_factory.getbasetemp() / "films", *options) as (address, _):
        yield address


class Receiver:
    """Takes webhooks; the first answers can be told."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.taken: list[tuple[dict[str, str], bytes, dict[str, Any]]] = []

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.taken.append((dict(request.headers), body, await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)

    def genuine(self) -> list[bool]:
        """Tell of each webhook whether its signature is right and fresh."""
        return [self._is_genuine(headers, body) for headers, body, _ in self.taken]

    def _is_genuine(self, headers: dict[str, str], body: bytes) -> bool:
        moment = headers["webhook-timestamp"]
        signed = f"{headers['webhook-id']}.{moment}.".encode() + body
        digest = hmac.new(SECRET[6:].encode(), signed, hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(moment)) < 300
        return fresh and headers["webhook-signature"] == f"v3,{digest}"


@asynccontextmanager
async def receiving(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook"))


async def announced(base: str, receiver: Receiver, prompt: str, *, sent: int) -> str:
    """Submit `prompt`, wait until the simulator sent as many webhooks; return the job's id."""
    async with receiving(receiver) as url, client_of(base) as client:
        answer = await client.post(
            f"/api/v3/{MODEL}", params={"webhook": url}, json={"prompt": prompt, "size": "832*480"}
        )
        job_id = str(answer.json()["data"]["id"])

        async def mine() -> list[dict[str, Any]]:
            every = (await client.get("/_webhooks")).json()
            return [one for one in every if one["job_id"] == job_id]

        await until(mine, lambda found: len(found) >= sent)
    return job_id


async def test_a_webhook_is_the_bare_prediction_signed(base: str) -> None:
    receiver = Receiver()
    job_id = await announced(base, receiver, "a boat", sent=1)
    headers, _, prediction = receiver.taken[0]

    assert receiver.genuine() == [True]
    assert headers["webhook-id"] == prediction["id"] == job_id
    assert prediction["status"] == "completed"
    assert prediction["outputs"]
    assert "data" not in prediction


async def test_a_webhook_is_repeated_until_it_is_taken(base: str) -> None:
    receiver = Receiver(500)
    await announced(base, receiver, "[fail:policy] a", sent=2)

    assert receiver.genuine() == [True, True]
    assert [prediction["status"] for _, _, prediction in receiver.taken] == ["failed", "failed"]


async def test_a_webhook_can_come_twice(base: str) -> None:
    receiver = Receiver()
    await announced(base, receiver, "[fail:policy] [duplicate-webhook]", sent=2)

    assert receiver.genuine() == [True, True]
    assert receiver.taken[0][0]["webhook-id"] == receiver.taken[1][0]["webhook-id"]


async def test_forged_webhooks_come_before_the_genuine_one(base: str) -> None:
    receiver = Receiver(401, 401, 401)
    await announced(base, receiver, "[bad-webhook] a boat", sent=4)

    assert receiver.genuine() == [False, False, False, True]
    statuses = [prediction["status"] for _, _, prediction in receiver.taken]
    assert statuses == ["failed", "failed", "failed", "completed"]


async def test_a_flapping_job_announces_both_ends(base: str) -> None:
    receiver = Receiver()
    await announced(base, receiver, "[flap] a boat", sent=2)

    statuses = [prediction["status"] for _, _, prediction in receiver.taken]
    assert statuses == ["failed", "completed"]


async def test_a_webhook_can_be_left_out(base: str) -> None:
    receiver = Receiver()
    async with receiving(receiver) as url, client_of(base) as client:
        for prompt in ("[nowebhook] [fail:policy] [slow:0.1]", "[fail:policy] [slow:0.3]"):
            body = {"prompt": prompt}
            await client.post(f"/api/v3/{MODEL}", params={"webhook": url}, json=body)

        async def taken() -> int:
            return len(receiver.taken)

        await until(taken, bool)
        jobs = {job["id"]: job["takes_s"] for job in (await client.get("/_jobs")).json()}

    assert [jobs[prediction["id"]] for _, _, prediction in receiver.taken] == [0.3]
