"""Tell a customer's address that a prediction has ended: signed, repeated, or forged on demand."""

import asyncio
import json
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from infra.local.simulators.directives import Directives
from infra.local.simulators.wavespeed.signature import signature

TIMEOUT_S = 10
RETRY_AFTER_S = (0.5, 1.0, 2.0)
STALE_S = 600
SENT_MAX = 10_000


@dataclass(frozen=True)
class Sent:
    """One delivery, as `GET /_webhooks` shows it; `kind` is genuine, forged, untagged or stale."""

    at: str
    job_id: str
    kind: str
    status: int | None


@dataclass
class Webhooks:
    """Sends them and remembers what came back."""

    secret: str
    session: aiohttp.ClientSession
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=SENT_MAX))

    def shown(self) -> list[dict[str, Any]]:
        """Return what `GET /_webhooks` answers."""
        return [asdict(sent) for sent in self.sent]

    async def announce(self, url: str, prediction: dict[str, Any], directives: Directives) -> None:
        """Send what the directives ask for around the genuine message."""
        if "nowebhook" in directives:
            return
        if "bad-webhook" in directives:
            await self._forge(url, prediction)
        for _ in range(2 if "duplicate-webhook" in directives else 1):
            await self._insist(url, prediction)

    async def _insist(self, url: str, prediction: dict[str, Any]) -> None:
        """Send until the address answers 2xx, at most once and three times more."""
        for wait_s in (*RETRY_AFTER_S, None):
            status = await self._send(url, prediction, kind="genuine")
            if status is not None and 200 <= status < 300:
                return
            if wait_s is not None:
                await asyncio.sleep(wait_s)

    async def _forge(self, url: str, prediction: dict[str, Any]) -> None:
        """Lie in three ways: a wrong key, a wrong version tag, a true but old signature."""
        lie = {**prediction, "status": "failed", "outputs": [], "error": "forged"}
        for kind in ("forged", "untagged", "stale"):
            await self._send(url, lie, kind=kind)

    async def _send(self, url: str, prediction: dict[str, Any], *, kind: str) -> int | None:
        body = json.dumps(prediction, separators=(",", ":")).encode()
        moment = str(int(time.time()) - (STALE_S if kind == "stale" else 0))
        secret = "whsec_not_the_secret" if kind == "forged" else self.secret
        signed = signature(secret, prediction["id"], moment, body)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": prediction["id"],
            "webhook-timestamp": moment,
            "webhook-signature": signed.replace("v3,", "v1,") if kind == "untagged" else signed,
        }
        status = None
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        try:
            async with self.session.post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError):
            status = None
        self.sent.append(Sent(datetime.now(UTC).isoformat(), prediction["id"], kind, status))
        return status
