"""What is not a sign-in: headers that hold no token, tokens that do not count, and why."""

from collections.abc import Callable

from tests.fakes import tokens
from tests.fakes.tokens import PROJECT, certificates, now_s, signed, unsigned, with_secret

HEADERS: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "spaces": lambda: "   ",
    "a word": lambda: "alice",
    "Bearer alone": lambda: "Bearer",
    "Bearer and spaces": lambda: "Bearer   ",
    "Basic": lambda: "Basic YWxpY2U6cGFzcw==",
    "Digest": lambda: 'Digest username="alice"',
    "a token without Bearer": signed,
    "Token": lambda: f"Token {signed()}",
    "two tokens": lambda: f"Bearer {signed()} {signed()}",
    "two headers": lambda: f"Bearer {signed()},Bearer {signed()}",
    "a trailing newline": lambda: f"Bearer {signed()}\n",
    "not a token": lambda: "Bearer abc",
    "two dots": lambda: "Bearer ..",
    "four parts": lambda: f"Bearer {signed()}.x",
    "not base64": lambda: "Bearer a.b.c",
    "not ASCII": lambda: "Bearer é.é.é",
    "10 KB": lambda: "Bearer " + "a" * 10_000,
}
"""Whole headers."""

TOKENS: dict[str, Callable[[], str]] = {
    "alg none": unsigned,
    "alg none with a kid": lambda: unsigned(kid=tokens.KID),
    "HS256 with the certificate as the secret": lambda: with_secret(certificates()[tokens.KID].encode()),
    "HS256 with an empty secret": lambda: with_secret(b""),
    "HS256 without a kid": lambda: with_secret(b"x", kid=None),
    "PS256": lambda: signed(alg="PS256"),
    "RS512": lambda: signed(alg="RS512"),
    "another key": lambda: signed(key="attacker"),
    "another key id": lambda: signed(kid="key-2"),
    "no key id": lambda: signed(kid=None),
    "a key id that is a path": lambda: signed(kid="../../dev/null"),
    "changed claims": lambda: (
        signed().split(".")[0] + "." + signed(sub="bob").split(".")[1] + "." + signed().split(".")[2]
    ),
    "no signature": lambda: signed().rpartition(".")[0] + ".",
    "another project's audience": lambda: signed(aud="other"),
    "another project altogether": lambda: signed(aud="other", iss="https://securetoken.google.com/other"),
    "a list of audiences": lambda: signed(aud=[PROJECT, "other"]),
    "no audience": lambda: signed(aud=...),
    "Google OIDC": lambda: signed(iss="https://accounts.google.com", aud="https://jobs-xyz.a.run.app"),
    "Google OIDC with our audience": lambda: signed(iss="https://accounts.google.com"),
    "another issuer": lambda: signed(iss="https://evil.example"),
    "an issuer that begins like ours": lambda: signed(iss=tokens.ISSUER + ".evil.example"),
    "no issuer": lambda: signed(iss=...),
    "a session cookie": lambda: signed(iss=f"https://session.firebase.google.com/{PROJECT}"),
    "a custom token": lambda: signed(
        key="service",
        iss=f"api@{PROJECT}.iam.gserviceaccount.com",
        aud="https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
        uid="alice",
    ),
    "a service token": lambda: signed(
        key="service", iss=f"api@{PROJECT}.iam.gserviceaccount.com", aud="https://firestore.googleapis.com/"
    ),
    "an App Check token": lambda: signed(iss="https://firebaseappcheck.googleapis.com/1", aud=["projects/1"]),
    "expired": lambda: signed(iat=now_s() - 7200, exp=now_s() - 3600),
    "expired 61 s ago": lambda: signed(iat=now_s() - 3661, exp=now_s() - 61),
    "issued in 61 s": lambda: signed(iat=now_s() + 61, exp=now_s() + 3661),
    "issued next year": lambda: signed(iat=now_s() + 31_536_000, exp=now_s() + 31_540_000),
    "no end": lambda: signed(exp=...),
    "no beginning": lambda: signed(iat=...),
    "nobody": lambda: signed(sub=...),
    "an empty subject": lambda: signed(sub=""),
    "a subject of 129 characters": lambda: signed(sub="a" * 129),
    "a subject with a slash": lambda: signed(sub="alice/../bob"),
    "a subject that is a dot": lambda: signed(sub=".."),
    "a subject with a NUL": lambda: signed(sub="a\x00b"),
    "a reserved subject": lambda: signed(sub="__all__"),
}
"""Behind `Bearer`, where signatures count."""

UNSIGNED: dict[str, Callable[[], str]] = {
    "expired": lambda: unsigned(exp=now_s() - 60),
    "issued in an hour": lambda: unsigned(iat=now_s() + 3600),
    "no end": lambda: unsigned(exp=...),
    "an end in words": lambda: unsigned(exp="tomorrow"),
    "an end that is true": lambda: unsigned(exp=True),
    "another project": lambda: unsigned(aud="other"),
    "another issuer": lambda: unsigned(iss="https://evil.example"),
    "a session cookie": lambda: unsigned(iss=f"https://session.firebase.google.com/{PROJECT}"),
    "a custom token": lambda: unsigned(
        aud="https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
    ),
    "nobody": lambda: unsigned(sub=...),
    "a number for a subject": lambda: unsigned(sub=5),
    "a subject with a slash": lambda: unsigned(sub="a/b"),
    "claims that are a list": lambda: unsigned().split(".")[0] + ".W10.",
    "claims that are null": lambda: unsigned().split(".")[0] + ".bnVsbA.",
    "claims that are not JSON": lambda: unsigned().split(".")[0] + ".e30x.",
}
"""Behind `Bearer`, beside the emulator, where they do not."""
