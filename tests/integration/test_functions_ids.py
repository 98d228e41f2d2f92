"""The variable parts of our addresses: whatever does not look like an id of ours is nobody's, and no path."""

import pytest

from tests.fakes.edge import Edge

ID = "abcdefghijklmnopqrstuvwxyz"
NOT_IDS = [
    "..",
    "%2e%2e",
    "%2E%2E%2F",
    "..%2f..%2fetc%2fpasswd",
    "..%5c..%5c",
    "%252e%252e",
    f"{ID}%00",
    f"%00{ID}",
    f"{ID}%0a",
    f"{ID}%0d%0aX-Evil:1",
    f"{ID}%2f",
    f"{ID}%20",
    f"{ID}.",
    f"{ID}%3Fgeneration=1",
    f"{ID}%23",
    ID.upper(),
    f"{ID[:-1]}0",
    f"{ID[:-1]}1",
    ID[:-1],
    f"{ID}a",
    f"{ID[:-1]}%D0%B0",
    f"{ID[:-1]}%EF%BD%81",
    f"{ID[:-1]}a%CC%81",
    f"{ID[:-2]}%E2%80%AEa",
    f"{ID}-1-1",
    f"{ID}-",
    f"{ID}-1234",
    f"{ID}--1",
    f"{ID}-%D9%A1",
    f"{ID}/1",
    "jobs%2Fother",
    "__all__",
    "*",
    "null",
    "a" * 3000,
]
ROUTES = {
    "/api/jobs/{}": "jobs",
    "/api/jobs/{}/chain": "jobs",
    "/api/jobs/{}/events": "jobs",
    "/api/videos/{}": "videos",
    "/api/uploads/{}": "videos",
}
UPLOAD_IDS = {ID.upper(), f"{ID[:-1]}0", f"{ID[:-1]}1", ID[:-1], f"{ID}a", "null", f"{ID}-1-1"} | {
    f"{ID}-",
    f"{ID}-1234",
    f"{ID}--1",
}
"""What an upload could be called, though none is."""


@pytest.mark.parametrize("route", ROUTES)
def test_f83_what_is_no_id_is_told_so_and_nothing_is_looked_up(
    route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = Edge(monkeypatch)
    looked_up: list[object] = []
    get = edge.store.get
    monkeypatch.setattr(edge.store, "get", lambda ref: (looked_up.append(ref), get(ref))[1])
    for part in NOT_IDS:
        answer = edge.ask(ROUTES[route], "GET", route.format(part))

        assert answer.status_code in {400, 404}, (part, answer.status_code)
        # A line end is not even routed to us: functions-framework answers by itself.
        assert "%0" in part or answer.mimetype == "application/problem+json", part
        may_be_one = "uploads" in route and part in UPLOAD_IDS
        assert len(looked_up) <= int(may_be_one), (part, looked_up)
        looked_up.clear()
    assert edge.objects.fetched == []
