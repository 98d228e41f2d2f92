"""Tokens of every kind, real ones: signed with a key of our own that stands for Google's."""

import base64
import datetime as dt
import functools
import json
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROJECT = "demo-dailies"
ISSUER = f"https://securetoken.google.com/{PROJECT}"
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
KID = "key-1"


@functools.cache
def a_key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def certificates() -> dict[str, str]:
    """What Google publishes: certificates by key id."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "securetoken")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(a_key("google").public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=1))
        .sign(a_key("google"), hashes.SHA256())
    )
    return {KID: certificate.public_bytes(serialization.Encoding.PEM).decode()}


def now_s() -> int:
    """Return the present second: a token made at import would be minutes old in a long run."""
    return int(time.time())


def claims(**changes: Any) -> dict[str, Any]:
    wanted = {
        "iss": ISSUER,
        "aud": PROJECT,
        "sub": "alice",
        "user_id": "alice",
        "auth_time": now_s() - 100,
        "iat": now_s() - 100,
        "exp": now_s() + 3500,
        "email": "alice@example.com",
        "firebase": {"sign_in_provider": "password", "identities": {}},
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not ...}


def signed(*, key: str = "google", kid: str | None = KID, alg: str = "RS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), a_key(key), algorithm=alg, headers={"kid": kid} if kid else {})


def unsigned(*, kid: str | None = None, **changes: Any) -> str:
    return (
        f"{_part({'alg': 'none', 'typ': 'JWT', **({'kid': kid} if kid else {})})}.{_part(claims(**changes))}."
    )


def with_secret(secret: bytes, *, kid: str | None = KID, **changes: Any) -> str:
    """A token signed with a shared secret: the trick is to use the public certificate as that secret."""
    import hmac  # noqa: PLC0415
    from hashlib import sha256  # noqa: PLC0415

    head = _part({"alg": "HS256", "typ": "JWT", **({"kid": kid} if kid else {})})
    text = f"{head}.{_part(claims(**changes))}"
    return f"{text}.{_b64(hmac.new(secret, text.encode(), sha256).digest())}"


def service_account_file(folder: Path) -> Path:
    """A service account's key file, as the cloud's default credentials would be."""
    pem = a_key("service").private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "service.json"
    path.write_text(
        json.dumps(
            {
                "type": "service_account",
                "project_id": PROJECT,
                "private_key_id": "x",
                "private_key": pem.decode(),
                "client_email": f"api@{PROJECT}.iam.gserviceaccount.com",
                "token_uri": "http://127.0.0.1:1/token",
            }
        )
    )
    return path


def _part(value: dict[str, Any]) -> str:
    return _b64(json.dumps(value).encode())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
