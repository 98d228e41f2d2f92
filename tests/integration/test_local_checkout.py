"""The local cloud's shop: what it says, what it grants, and where it leads."""

import pytest

from tests.integration.front import a_front, a_function, granted

BACK = "/v/abc?tab=1"


async def test_the_shop_says_that_no_money_moves_and_keeps_the_way_back() -> None:
    asked = {"account": 'a"<b>', "need": "4", "back": BACK}
    async with a_front(None) as (client, front, _), client.get(f"{front}/__/checkout", params=asked) as got:
        page = await got.text()

    assert got.status == 200
    assert "No money moves" in page
    assert "You need 4 more" in page
    assert f'href="{BACK}"' in page
    assert "<b>" not in page
    assert "<script" not in page


async def test_the_shop_grants_once_per_press_and_leads_back() -> None:
    granted.clear()
    form = {"account": "alice", "amount": "500", "back": BACK}
    async with a_function() as server, a_front(server.port) as (client, front, _):
        for _ in range(2):
            async with client.post(f"{front}/__/checkout", data=form, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, BACK)

    assert [(one["account_id"], one["amount"]) for one in granted] == [("alice", 500)] * 2
    assert len({one["key"] for one in granted}) == 2


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/x", ""]
)
async def test_the_shop_leads_nowhere_else(back: str) -> None:
    form = {"account": "alice", "amount": "100", "back": back}
    async with a_function() as server, a_front(server.port) as (client, front, _):
        async with client.post(f"{front}/__/checkout", data=form, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/credits")
        async with client.get(f"{front}/__/checkout", params=form) as answer:
            assert "evil" not in await answer.text()


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"account": "alice", "amount": "1000000"}, {}),
        ({"account": "alice"}, {}),
        ({"account": "a/b", "amount": "100"}, {}),
        ({"account": "alice", "amount": "100"}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_the_shop_sells_nothing_else_and_to_no_other_page(
    form: dict[str, str], headers: dict[str, str]
) -> None:
    granted.clear()
    async with (
        a_function() as server,
        a_front(server.port) as (client, front, _),
        client.post(f"{front}/__/checkout", data=form, headers=headers, allow_redirects=False) as answer,
    ):
        assert answer.status == 400

    assert granted == []
