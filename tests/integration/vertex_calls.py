"""What tests ask of the Vertex simulator."""

import base64
from typing import Any

import httpx

from tests.integration.simulator_process import until

MODEL = "veo-3.1-fast-generate-001"
SPEED = "300"


def path_of(model: str = MODEL, version: str = "v1") -> str:
    return f"/{version}/projects/p/locations/us-central1/publishers/google/models/{model}"


async def submit(
    client: httpx.AsyncClient,
    prompt: str,
    *,
    model: str = MODEL,
    version: str = "v1",
    image: dict[str, str] | None = None,
    **parameters: Any,
) -> httpx.Response:
    instance = {"prompt": prompt, **({"image": image} if image else {})}
    body = {"instances": [instance], "parameters": {"durationSeconds": 4, **parameters}}
    return await client.post(path_of(model, version) + ":predictLongRunning", json=body)


async def fetch(client: httpx.AsyncClient, name: str, version: str = "v1") -> httpx.Response:
    url = path_of(version=version) + ":fetchPredictOperation"
    return await client.post(url, json={"operationName": name})


async def done(client: httpx.AsyncClient, submitted: httpx.Response) -> dict[str, Any]:
    assert submitted.status_code == 200, submitted.text
    name = submitted.json()["name"]

    async def look() -> dict[str, Any]:
        return (await fetch(client, name)).json()

    return await until(look, lambda operation: operation.get("done"))


def inline(operation: dict[str, Any]) -> bytes:
    return base64.b64decode(operation["response"]["videos"][0]["bytesBase64Encoded"])
