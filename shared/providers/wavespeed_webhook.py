"""WaveSpeed's webhook: who sent it, and which prediction it is about. What it says else is not believed.

It looks like Standard Webhooks and is not: the scheme is `v3`, the digest is hex, and the secret is used as
the text it is, without its `whsec_`.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import SecretStr

from shared.errors import NotAuthenticated
from shared.providers.wavespeed_prediction import prediction_id

AGE_MAX_S = 300
_REFUSED = "This webhook is not signed as WaveSpeed signs. Check the secret, and the clock."


def verify(headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[SecretStr], now: datetime) -> str:
    """Return the id of the prediction that a genuine webhook is about.

    `raw_body` must be the bytes as received. A repetition within the 300 s passes; it is a hint, and a hint
    given twice does nothing.

    Raises:
        NotAuthenticated: unsigned, signed by somebody else, altered, or not of these minutes.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    webhook_id, sent_at = lower.get("webhook-id", ""), lower.get("webhook-timestamp", "")
    if not webhook_id or not _is_recent(sent_at, now):
        raise NotAuthenticated(_REFUSED)
    signed = f"{webhook_id}.{sent_at}.".encode() + raw_body
    if not _is_signed(signed, lower.get("webhook-signature", ""), secrets):
        raise NotAuthenticated(_REFUSED)
    found = prediction_id(_parsed(raw_body))
    if found is None:
        raise NotAuthenticated("This webhook names no prediction. Send its id as `id`.")
    return found


def _is_recent(sent_at: str, now: datetime) -> bool:
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 12):
        return False
    return abs(now.timestamp() - int(sent_at)) <= AGE_MAX_S


def _is_signed(signed: bytes, header: str, secrets: Sequence[SecretStr]) -> bool:
    """Compare every offered signature with every secret, all of them, in constant time."""
    offered = [part.removeprefix("v3,") for part in header.split()[:8] if part.startswith("v3,")]
    matches = [
        hmac.compare_digest(_digest(secret, signed).encode(), signature.encode())
        for secret in secrets
        if _key(secret)
        for signature in offered
    ]
    return any(matches)


def _digest(secret: SecretStr, signed: bytes) -> str:
    return hmac.new(_key(secret), signed, hashlib.sha256).hexdigest()


def _key(secret: SecretStr) -> bytes:
    return secret.get_secret_value().removeprefix("whsec_").encode()


def _parsed(raw_body: bytes) -> object:
    try:
        return json.loads(raw_body)
    except (ValueError, RecursionError):
        return None
