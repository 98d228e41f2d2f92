import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.integration.simulator_process import (
    SPEED,
    an_image,
    client_of,
    records_of,
    started,
    until,
)
from tests.integration.wavespeed_calls import ENDS, WAN, poll, submit

SECRET = "whsec_testsecret0123456789"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = ("--speed", str(SPEED), "--webhook-secret", SECRET)
    with started("wavespeed", tmp_path_factory.getbasetemp() / "films", *options) as (address, _):
        yield address


async def test_a_submit_answers_as_the_real_one(base: str) -> None:
    async with client_of(base) as client:
        answer = await submit(client, "a boat")
        data = answer.json()["data"]

        assert (answer.json()["code"], answer.json()["message"]) == (200, "success")
        assert len(data["id"]) == 32
        assert int(data["id"], 16)
        assert (data["status"], data["outputs"], data["error"]) == ("created", [], "")
        assert data["urls"]["get"] == f"{base}/api/v3/predictions/{data['id']}/result"
        assert len(data["created_at"].partition(".")[2]) == len("123456789Z")

        other_way = await client.get(f"/api/v3/predictions/{data['id']}")
        assert other_way.json()["data"]["id"] == data["id"]


async def test_the_older_upload_gives_an_address_too(base: str) -> None:
    async with client_of(base) as client:
        files = {"file": ("a.png", an_image(), "image/png")}
        data = (await client.post("/api/v3/media/upload/binary", files=files)).json()["data"]

        assert (data["type"], data["filename"], data["size"]) == ("image", "a.png", len(an_image()))
        assert (await client.get(data["download_url"])).content == an_image()


async def test_a_slow_job_passes_through_its_stages(base: str) -> None:
    async with client_of(base) as client:
        begun = asyncio.get_running_loop().time()
        made = (await submit(client, "a boat [slow:2]")).json()["data"]
        seen = [made["status"]]  # a slow machine may not see this one again

        async def look() -> str:
            seen.append((await poll(client, made["id"]))["status"])
            return seen[-1]

        await until(look, lambda status: status in ENDS)

    assert list(dict.fromkeys(seen)) == ["created", "processing", "completed"]
    assert asyncio.get_running_loop().time() - begun > 1.9


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer other"}, 401), ({"Authorization": "Basic x"}, 401)],
)
async def test_a_wrong_key_is_refused(base: str, headers: dict[str, str], status: int) -> None:
    async with httpx.AsyncClient(base_url=base, headers=headers) as client:
        answer = await client.get("/api/v3/balance")

    assert (answer.status_code, answer.json()["code"]) == (status, status)
    assert answer.json()["message"]


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("nobody/knows", {"prompt": "a"}, 404, "not found"),
        ("alibaba/wan-2.5/video-extend", {"prompt": "a"}, 400, "'video' is missing"),
        ("wavespeed-ai/flashvsr", {"video": "https://x"}, 400, "takes a video"),
        (WAN, {"prompt": "a", "colour": 1}, 400, "colour"),
        (WAN, {"prompt": "a", "size": "640*480"}, 400, "size"),
        (WAN, [], 400, "JSON object"),
        (f"{WAN}?webhook=ftp://x", {"prompt": "a"}, 400, "webhook"),
        ("predictions", {"page": 0, "page_size": 10}, 400, "page"),
        ("predictions", {"page": 1, "page_size": 10, "created_after": "x"}, 400, "created_after"),
        ("media/uploads", {"filename": "a", "size": 2**31}, 413, "larger"),
    ],
)
async def test_a_bad_request_is_told_why(base: str, path: str, body: object, status: int, words: str) -> None:
    async with client_of(base) as client:
        answer = await client.post(f"/api/v3/{path}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, status)
    assert words in answer.json()["message"]


async def test_catalogue_price_balance_and_secret_are_served(base: str) -> None:
    async with client_of(base) as client:
        models = (await client.get("/api/v3/models")).json()["data"]
        wan = next(model for model in models if model["model_id"] == WAN)
        schema = wan["api_schema"]["api_schemas"][0]["request_schema"]
        quote = {"model_id": WAN, "inputs": {"prompt": "a", "size": "832*480", "duration": 10}}
        price = (await client.post("/api/v3/model/price", json=quote)).json()["data"]

        assert schema["required"] == ["prompt"]
        assert schema["x-order-properties"][0] == "prompt"
        assert (price["price"], price["currency"]) == (0.5, "USD")
        assert (await client.get("/api/v3/balance")).json()["data"]["balance"] > 0
        assert (await client.get("/api/v3/webhook/secret")).json()["data"]["secret"] == SECRET


async def test_a_lost_reply_is_found_in_the_history_by_model_time_and_seed(base: str) -> None:
    async with client_of(base) as client:
        after = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        with pytest.raises(httpx.TransportError):
            await submit(client, "a boat [lost]", seed=4711)
        wanted = {"page": 1, "page_size": 50, "model": WAN, "created_after": after}
        answer = await client.post("/api/v3/predictions", json={**wanted, "include_inputs": True})
        found = [i for i in answer.json()["data"]["items"] if i["inputs"].get("seed") == 4711]
        accepted = [r for r in await records_of(client, f"/api/v3/{WAN}") if r["seed"] == 4711]

        assert [item["inputs"]["prompt"] for item in found] == ["a boat [lost]"]
        assert [(r["status"], r["accepted"]) for r in accepted] == [(None, found[0]["id"])]
        assert accepted[0]["prompt_hash"] == hashlib.sha256(b"a boat [lost]").hexdigest()


async def test_the_history_has_pages_and_forgets_what_is_deleted(base: str) -> None:
    async with client_of(base) as client:
        made = [(await submit(client, f"[hang] {n}")).json()["data"]["id"] for n in range(3)]
        wanted = {"page": 1, "page_size": 2, "model": WAN}
        first = (await client.post("/api/v3/predictions", json=wanted)).json()["data"]
        deleted = await client.post("/api/v3/predictions/delete", json={"ids": [*made, "none"]})

        assert [item["id"] for item in first["items"]] == [made[2], made[1]]
        assert first["total"] >= 3
        assert deleted.json()["data"]["deleted_count"] == 3
        assert (await client.get(f"/api/v3/predictions/{made[0]}")).status_code == 404
