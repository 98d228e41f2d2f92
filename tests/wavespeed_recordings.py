"""Recorded answers of WaveSpeed, written by its wire format."""

from typing import Any

import httpx

ID = "45b392b22c3b449fa935bd4dc2219dfe"
SECRET_WORDS = "sekrit-vendor-words"


def a_prediction(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "model": "alibaba/wan-2.5/text-to-video",
        "status": "created",
        "outputs": [],
        "urls": {"get": f"https://api.wavespeed.ai/api/v3/predictions/{ID}/result"},
        "has_nsfw_contents": [],
        "created_at": "2026-11-20T09:00:01.239112031Z",
        "error": "",
        "executionTime": 0,
        **changes,
    }


def answer(data: Any, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers=headers, json={"code": status, "message": "success", "data": data})


def refusal(status: int, message: str, *, code: int | None = None, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers=headers, json={"code": code or status, "message": message})
