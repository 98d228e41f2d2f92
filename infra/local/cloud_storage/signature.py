"""V4 signed URLs: is this request exactly what a trusted signer signed, and is it still time?

Source: Cloud Storage, "V4 signing process" and "Canonical requests".
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from .call import Call
from .errors import StorageError, access_denied
from .signer import Signers

ALGORITHM = "GOOG4-RSA-SHA256"
EXPIRES_S_MAX = 604_800
CLOCK_SKEW = timedelta(minutes=15)


@dataclass(frozen=True)
class _Claims:
    """What a signed URL says of itself."""

    email: str
    scope: str
    signed_at: str
    expires_s: int
    signed_headers: list[str]
    signature: bytes

    @property
    def starts_at(self) -> datetime:
        return datetime.strptime(self.signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def verify(call: Call, signers: Signers, *, now: datetime) -> None:
    """Let a request pass only if its URL is signed, unexpired and unchanged.

    Raises:
        StorageError: 403 without or with a wrong signature, 400 when malformed or expired.
    """
    parameters = _parameters(call)
    if "x-goog-signature" not in parameters:
        raise access_denied("Anonymous caller does not have access to the object.")
    claims = _claims(parameters)
    _check_time(claims, now)
    _check_headers(call, claims)
    key = signers.get(claims.email)
    if key is None:
        raise _does_not_match("The signer is not known here.")
    host = call.headers["Host"]
    # Node's client signs the host without the port that it then asks for.
    if not any(_is_signed(call, claims, key, name) for name in (host, host.partition(":")[0])):
        raise _does_not_match("Check your signing method, headers and parameters.")


def _is_signed(call: Call, claims: _Claims, key: RSAPublicKey, host: str) -> bool:
    request = _canonical_request(call, claims, host)
    text = "\n".join((ALGORITHM, claims.signed_at, claims.scope, _sha256(request)))
    try:
        key.verify(claims.signature, text.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _parameters(call: Call) -> dict[str, str]:
    return {name.lower(): value for name, value in call.query.items()}


def _claims(parameters: dict[str, str]) -> _Claims:
    if parameters.get("x-goog-algorithm") != ALGORITHM:
        raise _malformed("X-Goog-Algorithm")
    email, _, scope = parameters.get("x-goog-credential", "").partition("/")
    signed_at = parameters.get("x-goog-date", "")
    if not re.fullmatch(rf"{re.escape(signed_at[:8])}/[a-z0-9-]+/storage/goog4_request", scope):
        raise _malformed("X-Goog-Credential")
    expires = parameters.get("x-goog-expires", "")
    if not re.fullmatch(r"\d{1,9}", expires, re.ASCII) or not 1 <= int(expires) <= EXPIRES_S_MAX:
        raise _malformed("X-Goog-Expires")
    signature = parameters["x-goog-signature"]
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2})+", signature):
        raise _malformed("X-Goog-Signature")
    claims = _Claims(
        email=email,
        scope=scope,
        signed_at=signed_at,
        expires_s=int(expires),
        signed_headers=parameters.get("x-goog-signedheaders", "").split(";"),
        signature=bytes.fromhex(signature),
    )
    try:
        claims.starts_at  # noqa: B018  parsed here so that a malformed date is refused
    except ValueError:
        raise _malformed("X-Goog-Date") from None
    return claims


def _check_time(claims: _Claims, now: datetime) -> None:
    if claims.starts_at - now > CLOCK_SKEW:
        raise StorageError(403, "forbidden", "RequestTimeTooSkewed", "The signature is from the future.")
    ends_at = claims.starts_at + timedelta(seconds=claims.expires_s)
    if now >= ends_at:
        details = f"Request signature expired at: {ends_at.isoformat()}"
        message = "The provided token has expired."
        raise StorageError(400, "badRequest", "ExpiredToken", message, details)


def _check_headers(call: Call, claims: _Claims) -> None:
    """Insist on what must be signed: the host and every header that is an instruction to us."""
    sent = {name.lower() for name in call.headers}
    must = {"host"} | {name for name in sent if name.startswith("x-goog-")}
    if unsigned := must.difference(claims.signed_headers):
        raise _does_not_match(f"Not signed: {', '.join(sorted(unsigned))}")
    if missing := set(claims.signed_headers).difference(sent):
        raise _malformed(", ".join(sorted(missing)))


def _canonical_request(call: Call, claims: _Claims, host: str) -> str:
    headers = sorted(claims.signed_headers)
    values = {name: call.headers[name] for name in headers} | {"host": host}
    return "\n".join(
        (
            call.method,
            quote(unquote(call.path), safe="/~"),
            _canonical_query(call.raw_query),
            *(f"{name}:{' '.join(values[name].split())}" for name in headers),
            "",
            ";".join(headers),
            call.headers.get("X-Goog-Content-SHA256", "UNSIGNED-PAYLOAD"),
        )
    )


def _canonical_query(raw_query: str) -> str:
    pairs = (pair.partition("=") for pair in raw_query.split("&") if pair)
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded if name.lower() != "x-goog-signature")


def _encoded(text: str) -> str:
    return quote(unquote(text), safe="~")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _malformed(parameter: str) -> StorageError:
    message = "Your request has a malformed header."
    details = f"Malformed or missing: {parameter}"
    return StorageError(400, "invalid", "MalformedSecurityHeader", message, details)


def _does_not_match(details: str) -> StorageError:
    message = (
        "The request signature we calculated does not match the signature you provided. "
        "Check your Google secret key and signing method."
    )
    return StorageError(403, "forbidden", "SignatureDoesNotMatch", message, details)
