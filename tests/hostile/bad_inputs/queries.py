"""Query parameters that are unknown, misspelled, doubled, forged or too long. As they are in the address."""

import base64
import json

from tests.hostile.bad_inputs.row import Bad


def cursor(position: object) -> str:
    """A cursor of somebody who knows how ours are made."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


AT = {"at": "2026-11-20T12:00:00+00:00"}

LIMITS = (
    "limit=0",
    "limit=-1",
    "limit=101",
    "limit=1e1",
    "limit=1.0",
    "limit=%2B1",
    "limit=%201",
    "limit=1%0a",
    "limit=",
    "limit",
    "limit=null",
    "limit=NaN",
    "limit=Infinity",
    "limit=0x10",
    "limit=1_0",
    "limit=true",
    "limit=%EF%BC%91",
    "limit=%D9%A1",
    "limit=99999999999999999999",
    "limit=1&limit=2",
    "limit=1&limit=1",
    "limit[]=1",
    "limit[$gt]=0",
    "LIMIT=1",
    "limit%00=1",
    "limit=1%00",
    "limit=1;cursor=x",
)
CURSORS = (
    "cursor=",
    "cursor=x",
    "cursor=%25%25",
    "cursor=%00",
    "cursor=%ff",
    "cursor=" + "A" * 1001,
    "cursor=..%2f..%2fetc%2fpasswd",
    *(
        "cursor=" + cursor(position)
        for position in (
            None,
            1,
            "text",
            {},
            [],
            [1, 2],
            [AT],
            [AT, "a", "b"],
            [AT, ""],
            [AT, 5],
            [AT, None],
            [AT, "."],
            [AT, ".."],
            [AT, "a/b"],
            [AT, "../jobs/a"],
            [AT, "__a__"],
            [AT, "a b"],
            [AT, "a\x00"],
            [AT, "é"],
            [AT, "a" * 501],
            [True, "a"],
            [{"at": 5}, "a"],
            [{"at": "2026-11-20"}, "a"],
            [{"at": "2026-11-20T12:00:00"}, "a"],
            [{"at": "0001-01-01T00:00:00+14:00"}, "a"],
            [{"at": "9999-12-31T23:59:59-14:00"}, "a"],
            [{"at": "2026-02-30T00:00:00+00:00"}, "a"],
            [[[[[]]]], "a"],
            [7, "a"],
        )
    ),
    "cursor=" + base64.urlsafe_b64encode(b"[" * 700).decode(),
    "cursor=" + base64.urlsafe_b64encode(b'[{"at":1e400},"a"]').decode(),
    "cursor=" + base64.urlsafe_b64encode(b"\xff\xfe[]").decode(),
)
ADDRESSES: dict[str, tuple[str, ...]] = {
    "/api/jobs": (
        *LIMITS,
        *CURSORS,
        "status=DRAFT",
        "status=done",
        "status=",
        "status=draft&status=failed",
        "status[]=draft",
        "job_type=",
        "job_type=Generate",
        "job_type=%27%20OR%201=1--",
        "job_type=" + "g" * 33,
        "owner=bob",
        "account_id=bob",
        "order_by=price",
        "fields=*",
        "debug=1",
        "callback=evil",
        "__proto__[admin]=1",
        "%F0%9F%98%80=1",
        "access_token=x",
        "_method=DELETE",
        "=",
        "a=" + "x" * 4100,
        "&".join(f"p{n}=1" for n in range(300)),
    ),
    "/api/credits/ledger": (
        "limit=0",
        "cursor=" + cursor([1.5, "a"]),
        "cursor=" + cursor(["1", "a"]),
        "cursor=" + cursor([2**60, "a"]),
        "cursor=" + cursor([True, "a"]),
        "cursor=" + cursor([-1, "a/b"]),
        "cursor=" + cursor([AT, "a"]),
        "kind=grant",
    ),
    "/api/feed": ("limit=0", "cursor=x", "cursor=" + cursor([AT, "a/b"]), "owner=alice"),
    "/api/drafts": ("limit=0", "cursor=x", "status=Draft", "cursor=" + cursor([AT, ".."])),
    "/api/jobs/{pending}": (
        "wait=-1",
        "wait=61",
        "wait=1.5",
        "wait=",
        "wait=soon",
        "wait=1s",
        "wait=%2B1",
        "wait=1&wait=1",
        "wait=99999999999",
        "wait=true",
        "Wait=1",
        "timeout=1",
    ),
    "/api/jobs/{pending}/events": ("limit=1000", "cursor=x", "cursor=" + cursor([1, "a/b"]), "since=0"),
    "/api/jobs/{pending}/chain": (
        "depth=9999",
        "root=x",
        "limit=101",
        "limit=0",
        "cursor=x",
        "cursor=" + cursor([1, "a"]),
    ),
    "/api/credits": ("as=bob", "account_id=bob"),
    "/api/credits/audit": ("account_id=bob", "force=true"),
    "/api/models": ("on=2030-01-01", "price=0"),
    "/api/openapi.json": ("format=yaml",),
    "/api/uploads/{waiting}": ("force=true",),
    "/api/videos/{video}": ("ttl_s=604800", "download=../../x"),
    "/api/credits/check": (
        "",
        "job_type=",
        "job_type=mine",
        "job_type=generate",
        "job_type=generate&job_type=generate",
        "model=wan-2.2",
        "job_type=generate&model=wan-2.2",
        "job_type=generate&model=wan-9&duration_s=8&resolution=720p",
        "job_type=generate&model=wan-2.2&duration_s=eight&resolution=720p",
        "job_type=generate&model=wan-2.2&duration_s=-8&resolution=720p",
        "job_type=generate&model=wan-2.2&duration_s=8.0&resolution=720p",
        "job_type=generate&model=wan-2.2&duration_s=%D9%A8&resolution=720p",
        "job_type=generate&model=wan-2.2&duration_s=8&resolution=99p",
        "job_type=generate&model=wan-2.2&duration_s=8&resolution=720p&aspect_ratio=1:99",
        "job_type=generate&model=wan-2.2&duration_s=8&resolution=720p&price=0",
        "job_type=generate&model=wan-2.2&duration_s=8&resolution=720p&image=x",
        "job_type=generate&model=wan-2.2&duration_s=8&resolution=720p&prompt=",
        "job_type=generate&model=wan-2.2&duration_s=8&resolution=720p&prompt=a%00b",
    ),
}
ORDERS = (
    "validate_only=TRUE",
    "validate_only=1",
    "validate_only=yes",
    "validate_only=",
    "validate_only=true&validate_only=false",
    "validate_only=true%00",
    "dry_run=true",
    "price=0",
    "uid=bob",
)

BAD_QUERIES = {
    **{
        f"{path}?{query[:60]} {number}": Bad(400, method="GET", path=path, query=query, body=b"")
        for path, queries in ADDRESSES.items()
        for number, query in enumerate(queries)
    },
    **{f"an order with {query}": Bad(400, query=query) for query in ORDERS},
}
