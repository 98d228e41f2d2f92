"""Which operator calls a function that IAM protects."""

import base64
import json
import re

from werkzeug.datastructures import Headers

UNKNOWN = "operator"
_EMAIL = re.compile(r"[^@\s/]{1,64}@[^@\s/]{1,190}")


def actor_of(headers: Headers) -> str:
    """Return the e-mail in the token that Cloud Run's IAM has just verified, else `operator`.

    Only a name for the audit trail, never a right: on a machine without IAM anybody can say anything here.
    The platform checks `X-Serverless-Authorization` when there is one and then leaves `Authorization` alone,
    so only the former counts then. `X-Goog-Authenticated-User-Email` is not read: without IAP nobody
    vouches for it.
    """
    token = headers.get("X-Serverless-Authorization") or headers.get("Authorization", "")
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        email = claims["email"]
    except (IndexError, ValueError, KeyError, TypeError, RecursionError):
        return UNKNOWN
    return email if isinstance(email, str) and _EMAIL.fullmatch(email) else UNKNOWN
