"""The first video, made as any client would make it: over HTTP, with nothing but public routes."""

import asyncio
import re
import unicodedata
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

View = Mapping[str, Any]

SETTLED = {"draft", "published", "failed", "canceled"}
WAIT_S = 5
PAUSE_S = 0.3
FOLLOW_MAX_S = 1800
# A long poll answers late on purpose.
TIMEOUT = httpx.Timeout(30, connect=10)
SLUG_MAX_CHARS = 48
CHUNK_BYTES = 1024 * 1024


class DemoFailed(Exception):
    """A request of the demo was refused; the message is the server's."""


@dataclass(frozen=True)
class Wish:
    """The video that is wanted."""

    prompt: str
    model: str = "wan-2.5"
    duration_s: int = 5
    resolution: str = "720p"
    aspect_ratio: str = "16:9"

    def order(self) -> dict[str, Any]:
        """Return the body of `POST /api/jobs`."""
        return {
            "job_type": "generate",
            "input": {
                "model": self.model,
                "prompt": self.prompt,
                "duration_s": self.duration_s,
                "resolution": self.resolution,
                "aspect_ratio": self.aspect_ratio,
                "image": None,
            },
        }


class DemoClient:
    """One person's requests."""

    def __init__(self, http: httpx.AsyncClient, *, auth_url: str, gateway_url: str) -> None:
        self._http = http
        self._auth_url = auth_url
        self._gateway_url = gateway_url
        self._token = ""
        self._uid = ""

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in; make the account when there is none."""
        person = {"email": email, "password": password, "returnSecureToken": True}
        for verb in ("signUp", "signInWithPassword"):
            url = f"{self._auth_url}/identitytoolkit.googleapis.com/v1/accounts:{verb}"
            answer = await self._http.post(url, params={"key": "local"}, json=person, timeout=TIMEOUT)
            if answer.is_success:
                self._token = answer.json()["idToken"]
                self._uid = answer.json().get("localId", "")
                return
        raise DemoFailed(f"could not sign in: {answer.text[:200]}")

    async def create(self, wish: Wish) -> View:
        """Order the video."""
        return await self.order(wish.order())

    async def order(self, body: Mapping[str, Any]) -> View:
        """Order a job; one Idempotency-Key, so that it is paid for once."""
        return await self._json(
            "POST", "/api/jobs", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )

    async def change(self, job_id: str, *, favorite: bool) -> None:
        """Make a job a favourite, or no longer one."""
        await self._json("PATCH", f"/api/jobs/{job_id}", json={"favorite": favorite})

    async def publish(self, job_id: str) -> None:
        """Show a finished video to everybody."""
        await self._json("POST", f"/api/drafts/{job_id}/publish")

    async def grant(self, amount: int, *, key: str) -> None:
        """Give oneself credits, by the door that only operators have in the cloud."""
        gift = {"account_id": self._uid, "amount": amount, "key": key, "reason": "sample"}
        await self._json("POST", "/__/operators/grant_credits", json=gift)

    async def follow(self, job_id: str) -> AsyncIterator[View]:
        """Go through the job's views until it is settled.

        Raises:
            TimeoutError: it never was.
        """
        async with asyncio.timeout(FOLLOW_MAX_S):
            while True:
                view = await self._json("GET", f"/api/jobs/{job_id}", params={"wait": WAIT_S})
                yield view
                if view["status"] in SETTLED:
                    return
                await asyncio.sleep(PAUSE_S)

    async def credits(self) -> View:
        """Return what is left."""
        return await self._json("GET", "/api/credits")

    async def download(self, url: str, target: Path) -> None:
        """Save a file; it has its name only when it is whole."""
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        async with self._http.stream("GET", url, timeout=TIMEOUT) as answer:
            if not answer.is_success:
                raise DemoFailed(f"the video's link answered {answer.status_code}")
            with part.open("wb") as file:
                async for chunk in answer.aiter_bytes(CHUNK_BYTES):
                    file.write(chunk)
        part.replace(target)

    async def _json(self, method: str, path: str, **options: Any) -> View:
        headers = {"Authorization": f"Bearer {self._token}"} | options.pop("headers", {})
        answer = await self._http.request(
            method, f"{self._gateway_url}{path}", headers=headers, timeout=TIMEOUT, **options
        )
        body = _object(answer)
        if not answer.is_success:
            said = [body.get("detail") or body.get("title"), body.get("next_step")]
            raise DemoFailed(f"{method} {path} answered {answer.status_code}: {' '.join(filter(None, said))}")
        return body


def video_name(prompt: str, job_id: str) -> str:
    """Name the file after the prompt, in letters every file system takes, and the job."""
    plain = unicodedata.normalize("NFKD", prompt).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_MAX_CHARS].strip("-") or "video"
    return f"{slug}-{job_id[:8]}.mp4"


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
