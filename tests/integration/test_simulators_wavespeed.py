import asyncio
import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.integration.simulator_process import (
    SPEED,
    an_image,
    client_of,
    difference,
    film_of,
    is_faststart,
    records_of,
    started,
    until,
)

WAN = "alibaba/wan-2.5/text-to-video"
ANIMATED = "wavespeed-ai/wan-2.2/i2v-480p"
SECRET = "whsec_testsecret0123456789"
ENDS = ("completed", "failed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    options = ("--speed", str(SPEED), "--webhook-secret", SECRET)
    with started("wavespeed", folder, *options) as (address, _):
        yield address


async def submit(
    client: httpx.AsyncClient, prompt: str, *, model: str = WAN, **inputs: Any
) -> httpx.Response:
    if "text-to-video" in model:
        inputs.setdefault("size", "832*480")
    return await client.post(f"/api/v3/{model}", json={"prompt": prompt, **inputs})


async def poll(client: httpx.AsyncClient, prediction_id: str) -> dict[str, Any]:
    answer = await client.get(f"/api/v3/predictions/{prediction_id}/result")
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def settled(client: httpx.AsyncClient, submitted: httpx.Response) -> dict[str, Any]:
    assert submitted.status_code == 200, submitted.text
    prediction_id = submitted.json()["data"]["id"]
    return await until(lambda: poll(client, prediction_id), lambda p: p["status"] in ENDS)


async def film(client: httpx.AsyncClient, prompt: str, **inputs: Any) -> bytes:
    prediction = await settled(client, await submit(client, prompt, **inputs))
    assert prediction["status"] == "completed", prediction["error"]
    return (await client.get(prediction["outputs"][0])).content


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


async def test_the_film_is_exactly_what_was_ordered(base: str) -> None:
    async with client_of(base) as client:
        content = await film(client, "a boat")
    made = film_of(content)

    assert (made.codec, made.profile) == ("h264", "High")
    assert (made.width, made.height, made.fps, made.frames) == (832, 480, 24, 120)
    assert made.duration_s == pytest.approx(5, abs=1 / 24)
    assert (made.sound_channels, made.sound_s) == (2, pytest.approx(5, abs=1 / 24))
    assert made.loudness > 0.02
    assert is_faststart(content)


async def test_a_film_moves_and_follows_its_prompt(base: str) -> None:
    async with client_of(base) as client:
        boat = film_of(await film(client, "a boat"))
        again = film_of(await film(client, "a boat", seed=5))
        city = film_of(await film(client, "neon city at night"))

    assert difference(boat.pictures[0], boat.pictures[1]) > 2
    assert difference(boat.pictures[1], again.pictures[1]) < 1
    assert difference(boat.pictures[1], city.pictures[1]) > 25


async def test_the_same_order_is_rendered_once(base: str) -> None:
    async with client_of(base) as client:
        assert await film(client, "a boat") == await film(client, "a boat [nowebhook]")


async def test_an_image_becomes_the_film(base: str) -> None:
    address = "data:image/png;base64," + base64.b64encode(an_image()).decode()
    async with client_of(base) as client:
        made = film_of(await film(client, "zoom", model=ANIMATED, image=address))

    first = made.pictures[0]
    assert (made.width, made.height, made.frames) == (832, 480, 120)
    for x, y, colour in ((80, 60, (220, 40, 40)), (780, 60, (40, 200, 60))):
        seen = first.getpixel((x, y))
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) < 25
    assert difference(first, made.pictures[2]) > 2


async def test_an_upright_image_by_address_makes_an_upright_film(base: str) -> None:
    picture = an_image(180, 320, "JPEG")
    async with client_of(base) as client:
        announced = {"filename": "a.jpg", "size": len(picture), "content_type": "image/jpeg"}
        data = (await client.post("/api/v3/media/uploads", json=announced)).json()["data"]
        upload = data["upload"]
        put = await client.request(
            upload["method"], upload["url"], headers=upload["headers"], content=picture
        )
        assert put.status_code == 200
        again = await client.put(upload["url"], headers=upload["headers"], content=picture)
        assert again.status_code == 403

        url = data["download_url"]
        made = film_of(await film(client, "up", model=ANIMATED, image=url, last_image=url))

    assert (made.width, made.height) == (480, 832)


async def test_the_older_upload_gives_an_address_too(base: str) -> None:
    async with client_of(base) as client:
        files = {"file": ("a.png", an_image(), "image/png")}
        data = (await client.post("/api/v3/media/upload/binary", files=files)).json()["data"]

        assert (data["type"], data["filename"], data["size"]) == ("image", "a.png", len(an_image()))
        assert (await client.get(data["download_url"])).content == an_image()


@pytest.mark.parametrize("tail", ["/uploads/none.png", "/_health"])
async def test_an_image_that_is_none_fails_the_prediction(base: str, tail: str) -> None:
    async with client_of(base) as client:
        submitted = await submit(client, "zoom", model=ANIMATED, image=base + tail)
        prediction = await settled(client, submitted)

    assert prediction["status"] == "failed"
    assert "image" in prediction["error"]


async def test_a_result_can_be_read_in_ranges(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat"))
        whole = await client.get(prediction["outputs"][0])
        part = await client.get(prediction["outputs"][0], headers={"Range": "bytes=4-11"})

    assert whole.headers["Content-Type"] == "video/mp4"
    assert (part.status_code, part.content) == (206, whole.content[4:12])


async def test_a_slow_job_passes_through_its_stages(base: str) -> None:
    async with client_of(base) as client:
        begun = asyncio.get_running_loop().time()
        seen: list[str] = []

        async def look() -> str:
            seen.append((await poll(client, prediction_id))["status"])
            return seen[-1]

        prediction_id = (await submit(client, "a boat [slow:1.2]")).json()["data"]["id"]
        await until(look, lambda status: status in ENDS)

    assert list(dict.fromkeys(seen)) == ["created", "processing", "completed"]
    assert 1.1 < asyncio.get_running_loop().time() - begun < 2.5


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
        ("alibaba/wan-2.5/video-extend", {"prompt": "a"}, 400, "takes a video"),
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


@pytest.mark.parametrize(
    ("directive", "statuses"),
    [
        ("[429:2]", [(429, "1"), (429, None), (200, None)]),
        ("[fail:transient:2]", [(503, None), (500, None), (200, None)]),
        ("[fail:input]", [(400, None), (400, None)]),
        ("[fail:policy:submit]", [(400, None)]),
        ("[auth]", [(401, None), (401, None)]),
    ],
)
async def test_a_refused_submit_creates_nothing(
    base: str, directive: str, statuses: list[tuple[int, str | None]]
) -> None:
    prompt = f"a boat {directive}"
    async with client_of(base) as client:
        answers = [await submit(client, prompt) for _ in statuses]
        accepted = [
            record["accepted"]
            for record in await records_of(client, f"/api/v3/{WAN}")
            if record["prompt_hash"] == hashlib.sha256(prompt.encode()).hexdigest()
        ]

    assert [(a.status_code, a.headers.get("Retry-After")) for a in answers] == statuses
    assert [bool(job) for job in accepted] == [status == 200 for status, _ in statuses]


async def test_an_empty_account_is_told_in_three_ways(base: str) -> None:
    async with client_of(base) as client:
        answers = [await submit(client, "a boat [broke]") for _ in range(3)]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [
        (402, 402),
        (403, 403),
        (200, 402),
    ]
    assert all("nsufficient balance" in a.json()["message"] for a in answers)


async def test_policy_and_high_demand_fail_the_prediction(base: str) -> None:
    async with client_of(base) as client:
        policy = await settled(client, await submit(client, "a boat [fail:policy]"))
        tries = [await settled(client, await submit(client, "a boat [busy:2]")) for _ in range(3)]

    assert (policy["status"], policy["has_nsfw_contents"]) == ("failed", [True])
    assert [one["status"] for one in tries] == ["failed", "failed", "completed"]
    assert "high demand" in tries[0]["error"]


async def test_a_hanging_job_never_ends(base: str) -> None:
    async with client_of(base) as client:
        prediction_id = (await submit(client, "[hang]")).json()["data"]["id"]
        await until(lambda: poll(client, prediction_id), lambda seen: seen["status"] == "processing")
        await asyncio.sleep(5 * 12 / SPEED)

        assert (await poll(client, prediction_id))["status"] == "processing"


async def test_an_empty_success_has_no_outputs(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [empty]"))

    assert (prediction["status"], prediction["outputs"]) == ("completed", [])


async def test_a_flapping_job_fails_first_and_succeeds_then(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [flap]"))

        assert prediction["status"] == "failed"
        assert (await poll(client, prediction["id"]))["status"] == "completed"


async def test_a_weird_job_talks_nonsense_before_it_completes(base: str) -> None:
    async with client_of(base) as client:
        prediction_id = (await submit(client, "a boat [weird] [slow:0.6]")).json()["data"]["id"]
        seen = [await poll(client, prediction_id) for _ in range(4)]
        last = await until(lambda: poll(client, prediction_id), lambda p: p["status"] in ENDS)

    assert [one["status"] for one in seen] == ["warming_up", "pending", "", "PROCESSING!"]
    assert [one["progress"] for one in seen] == [-1, 250, "NaN", None]
    assert last["status"] == "completed"


async def test_a_job_that_is_gone_was_accepted(base: str) -> None:
    async with client_of(base) as client:
        submitted = await submit(client, "a boat [gone]")
        answer = await client.get(submitted.json()["data"]["urls"]["get"])

    assert (submitted.status_code, answer.status_code) == (200, 404)


async def test_polls_can_fail_for_a_while(base: str) -> None:
    async with client_of(base) as client:
        url = (await submit(client, "[hang] [pollfail:2]")).json()["data"]["urls"]["get"]

        assert [(await client.get(url)).status_code for _ in range(3)] == [503, 429, 200]


async def test_an_expired_address_is_replaced_by_the_next_poll(base: str) -> None:
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [expired]"))
        refused = await client.get(prediction["outputs"][0])
        fresh = (await poll(client, prediction["id"]))["outputs"][0]

        assert refused.status_code == 403
        assert fresh != prediction["outputs"][0]
        assert (await client.get(fresh)).status_code == 200


async def test_a_result_can_be_garbage_or_a_page(base: str) -> None:
    async with client_of(base) as client:
        whole = await film(client, "a boat")
        garbage = await film(client, "a boat [corrupt]")
        prediction = await settled(client, await submit(client, "a boat [html]"))
        page = await client.get(prediction["outputs"][0])

    assert len(garbage) == len(whole)
    assert garbage[4:8] == b"ftyp"
    assert b"moov" not in garbage
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


async def test_a_truncated_result_claims_more_than_it_sends(base: str) -> None:
    chunks: list[bytes] = []

    async def download(url: str) -> None:
        async with client.stream("GET", url) as answer:
            claims.append(int(answer.headers["Content-Length"]))
            async for chunk in answer.aiter_bytes():
                chunks.append(chunk)  # noqa: PERF401  what came before the break counts

    claims: list[int] = []
    async with client_of(base) as client:
        prediction = await settled(client, await submit(client, "a boat [truncated]"))
        with pytest.raises(httpx.RemoteProtocolError):
            await download(prediction["outputs"][0])

    assert 0 < len(b"".join(chunks)) < claims[0]


async def test_a_submit_can_be_answered_by_a_page(base: str) -> None:
    async with client_of(base) as client:
        answer = await submit(client, "a boat [html:submit]")
        record = (await records_of(client, f"/api/v3/{WAN}"))[-1]

    assert answer.headers["Content-Type"].startswith("text/html")
    assert (record["status"], bool(record["accepted"])) == (200, True)


async def test_sync_mode_gives_up_and_the_job_goes_on(base: str) -> None:
    async with client_of(base) as client:
        answer = await submit(client, "a boat", enable_sync_mode=True)

        assert (answer.json()["data"]["status"], answer.json()["data"]["code"]) == (
            "processing",
            5004,
        )
        assert (await settled(client, answer))["status"] == "completed"


async def test_reset_forgets_jobs_and_requests(tmp_path: Path) -> None:
    with started("wavespeed", tmp_path) as (address, _):
        async with client_of(address) as client:
            await submit(client, "[hang]")
            before = (await client.get("/_jobs")).json()
            await client.post("/_reset")

            assert (before[0]["stage"], before[0]["model"]) == ("created", WAN)
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
