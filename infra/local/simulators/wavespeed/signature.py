"""WaveSpeed's webhook signature; it resembles Standard Webhooks and is not."""

import hashlib
import hmac


def signature(secret: str, webhook_id: str, timestamp: str, body: bytes) -> str:
    """Return the `webhook-signature` header.

    The key is the secret's text after `whsec_`, taken as it is: it is not base64-decoded.
    """
    key = secret.removeprefix("whsec_").encode("ascii")
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return "v3," + hmac.new(key, signed, hashlib.sha256).hexdigest()
