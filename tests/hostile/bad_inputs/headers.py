"""Headers that are missing, misspelled or lie; and methods that an address does not take."""

from tests.fakes.edge import AN_INPUT
from tests.hostile.bad_inputs.row import GOOD, Bad, an_order

KEYS = {
    "no key": None,
    "an empty key": "",
    "a key of spaces": "   ",
    "a key of two words": "a b",
    "a key of 256 characters": "k" * 256,
    "a key of 8,000 characters": "k" * 8000,
    "a key with an accent": "cl\xe9",
    "a key with a tab": "a\tb",
    "a key with a control character": "a\x01b",
    "a key with a DEL": "a\x7fb",
    "a key with a no-break space": "a\xa0b",
}
KINDS = (
    None,
    "",
    "text/plain",
    "text/json",
    "text/html; charset=application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json-patch+json",
    "application/jsonp",
    "application/vnd.api+json",
    "application/*",
    "*/*",
    "json",
    "application/octet-stream",
    "application/cbor",
    "text/plain, application/json",
)
CODINGS = ("gzip", "br", "deflate", "zstd", "gzip, gzip", "identity, gzip", "x-gzip", "GZIP", "aes128gcm")
LENGTHS = {"of 5 bytes": "5", "of none": "0", "in words": "many", "below zero": "-1", "hexadecimal": "0x10"}
TOKENS = (
    None,
    "",
    "Bearer",
    "Bearer ",
    "bob-token",
    "Basic YWxpY2U6cGFzcw==",
    "Bearer a b",
    "Token alice-token",
)
METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "BREW", "M-SEARCH", "X" * 100)
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")

BAD_HEADERS = {
    **{name: Bad(400, headers={"Idempotency-Key": key}) for name, key in KEYS.items()},
    **{
        f"{name} for a retry": Bad(
            400, path="/api/jobs/{failed}/retry", body=b"", headers={"Idempotency-Key": key}
        )
        for name, key in KEYS.items()
    },
    **{f"Content-Type {kind}": Bad(400, headers={"Content-Type": kind}) for kind in KINDS},
    **{f"Content-Encoding {coding}": Bad(400, headers={"Content-Encoding": coding}) for coding in CODINGS},
    **{
        f"Content-Encoding {coding} on nothing": Bad(
            400, path="/api/jobs/{pending}/cancel", body=b"", headers={"Content-Encoding": coding}
        )
        for coding in ("gzip", "br")
    },
    **{
        f"a Content-Length {name}": Bad(400, environ={"CONTENT_LENGTH": length})
        for name, length in LENGTHS.items()
    },
    "a Content-Length past the limit": Bad(413, environ={"CONTENT_LENGTH": "70000"}),
    "a Content-Length of 20 digits": Bad(413, environ={"CONTENT_LENGTH": "9" * 20}),
    "a body that breaks off": Bad(400, environ={"CONTENT_LENGTH": str(len(GOOD) + 10)}),
    **{f"Authorization {token}": Bad(401, headers={"Authorization": token}) for token in TOKENS},
    **{
        f"canceling with {body!r}": Bad(400, path="/api/jobs/{pending}/cancel", body=body)
        for body in (b'{"refund": 1000}', b"[]", b"null", b"0", b"\x00", b"{} {}", b'""')
    },
    "a websocket": Bad(
        400, "GET", "/api/credits", body=b"", headers={"Upgrade": "websocket", "Connection": "Upgrade"}
    ),
    "deleting with a body": Bad(400, "DELETE", "/api/jobs/{failed}", body=b'{"force": true}'),
    "publishing with a body": Bad(400, path="/api/drafts/{finished}/publish", body=b'{"price": 0}'),
    "a key that was used for another order": Bad(
        422,
        body=an_order(input={**AN_INPUT, "prompt": "another"}),
        headers={"Idempotency-Key": "alice-pending"},
        reads=True,
    ),
    "a key whose job was deleted": Bad(
        410,
        body=an_order(input={**AN_INPUT, "prompt": "canary-prompt-4711 deleted"}),
        headers={"Idempotency-Key": "alice-deleted"},
        reads=True,
    ),
    "a price of another day": Bad(409, body=an_order(price_version="2020-01-01"), reads=True),
}

BAD_METHODS = {
    **{
        f"{method[:20]} {path}": Bad(405, method, path, body=b"")
        for method in METHODS
        for path in ("/api/jobs", "/api/credits", "/api/feed", "/api/uploads", "/api/videos/{video}")
    },
    **{
        f"{method} {path}": Bad(405, method, path, body=b"")
        for method, path in (
            ("GET", "/api/jobs/{pending}/cancel"),
            ("POST", "/api/jobs/{pending}"),
            ("POST", "/api/credits"),
            ("POST", "/api/credits/ledger"),
            ("DELETE", "/api/credits/ledger"),
            ("POST", "/api/feed"),
            ("GET", "/api/callbacks/wavespeed/{pending}"),
        )
    },
    **{
        f"GET as POST by {header}": Bad(
            405, "GET", "/api/jobs/{pending}/cancel", body=b"", headers={header: "POST"}
        )
        for header in OVERRIDES
    },
}
