"""What tests ask of the WaveSpeed simulator."""

from typing import Any

import httpx

from tests.integration.simulator_process import until

WAN = "alibaba/wan-2.5/text-to-video"
ENDS = ("completed", "failed")


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
