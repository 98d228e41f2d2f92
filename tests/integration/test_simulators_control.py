import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.integration.simulator_process import (
    SPEED,
    client_of,
    records_of,
    started,
    until,
)
from tests.integration.wavespeed_calls import WAN, submit


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = ("--speed", str(SPEED))
    with started("wavespeed", tmp_path_factory.getbasetemp() / "films", *options) as (address, _):
        yield address


async def test_reset_forgets_jobs_and_requests(tmp_path: Path) -> None:
    with started("wavespeed", tmp_path) as (address, _):
        async with client_of(address) as client:
            await submit(client, "[hang]")
            before = (await client.get("/_jobs")).json()
            await client.post("/_reset")

            assert before[0]["stage"] in {"created", "processing"}
            assert before[0]["model"] == WAN
            assert (await client.get("/_jobs")).json() == []
            assert await records_of(client) == []
            for path in ("/_health", "/"):
                assert (await client.get(path)).json() == {"ok": True, "provider": "wavespeed"}
            assert await records_of(client) == []


async def test_requests_are_read_on_from_a_number(base: str) -> None:
    async with client_of(base) as client:
        await client.get("/api/v3/balance")
        last = (await records_of(client))[-1]["n"]
        await client.post("/api/v3/model/price", content=b"{")
        rest = (await client.get("/_requests", params={"since": last})).json()

    assert [(r["method"], r["path"], r["status"]) for r in rest] == [("POST", "/api/v3/model/price", 400)]
    assert rest[0]["body_sha256"] == hashlib.sha256(b"{").hexdigest()


async def test_a_render_ends_with_its_simulator(tmp_path: Path) -> None:
    with started("wavespeed", tmp_path) as (address, pid):
        async with client_of(address) as client:
            await submit(client, "a boat in the rain", size="1920*1080", duration=10)

        async def children() -> list[psutil.Process]:
            return psutil.Process(pid).children()

        renders = await until(children, bool)

    assert not any(render.is_running() for render in renders)


def test_no_prompt_is_shown_by_the_control_routes(base: str) -> None:
    shown = [httpx.get(f"{base}/{route}").text for route in ("_requests", "_jobs", "_webhooks")]

    assert all(json.loads(text) is not None for text in shown)
    assert not any("boat" in text for text in shown)
