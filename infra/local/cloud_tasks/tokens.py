"""The tokens that dispatched tasks carry, and the certificates that verify them."""

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from google.auth.crypt import RSASigner

from infra.local.cloud_tasks.messages import TaskMessage

LIFETIME_S = 3600
# Signing takes about a millisecond; a token is used again for this long.
_REUSE_S = 300
_CACHED_MAX = 1000


class Tokens:
    """Mints OIDC tokens signed with a key of this process, and opaque OAuth tokens."""

    def __init__(self, *, now: Callable[[], float], oauth_hosts: Iterable[str] = ()) -> None:
        self._now = now
        self._oauth_hosts = frozenset(host.lower() for host in oauth_hosts)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._key_id = secrets.token_hex(20)
        self._signer = RSASigner(key, key_id=self._key_id)  # untyped library
        self._certificate = _self_signed(key)
        self._minted: dict[tuple[str, str], tuple[float, str]] = {}

    def certificates(self) -> dict[str, str]:
        """Return `{key id: PEM certificate}`, the form google.oauth2.id_token reads."""
        return {self._key_id: self._certificate}

    def oauth_allowed(self, url: str) -> bool:
        """Tell whether an OAuth token may be sent to this URL's host."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        return (
            host.endswith(".googleapis.com")
            or host in self._oauth_hosts
            or parts.netloc.lower() in self._oauth_hosts
        )

    def bearer(self, request: TaskMessage) -> str | None:
        """Return the token this HttpRequest asks for, or None if it asks for none."""
        match request.WhichOneof("authorization_header"):
            case "oidc_token":
                wanted = request.oidc_token
                return self._oidc(wanted.service_account_email, wanted.audience or request.url)
            case "oauth_token":
                return f"ya29.local-{secrets.token_urlsafe(32)}"
        return None

    def _oidc(self, email: str, audience: str) -> str:
        now_s = self._now()
        minted_at_s, token = self._minted.get((email, audience), (0.0, ""))
        if now_s - minted_at_s < _REUSE_S:
            return token
        token = self._sign(email, audience, int(now_s))
        if len(self._minted) >= _CACHED_MAX:
            self._minted.clear()
        self._minted[email, audience] = (now_s, token)
        return token

    def _sign(self, email: str, audience: str, now_s: int) -> str:
        claims = {
            "iss": "https://accounts.google.com",
            "aud": audience,
            "azp": email,
            "sub": email,
            "email": email,
            "email_verified": True,
            "iat": now_s,
            "exp": now_s + LIFETIME_S,
        }
        return str(jwt.encode(self._signer, claims).decode())  # untyped library


def _self_signed(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "local-cloud-tasks")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
