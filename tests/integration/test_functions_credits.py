"""The function `credits`: balance, ledger, prices, the audit, models, and the API's description."""

from typing import Any, get_args

import pytest

from shared.http.schemas.credits import Kind
from shared.model.ledger import EntryKind
from tests.fakes.edge import Edge


@pytest.fixture
def edge(monkeypatch: pytest.MonkeyPatch) -> Edge:
    return Edge(monkeypatch)


def test_the_first_look_opens_the_account(edge: Edge) -> None:
    assert edge.ask("credits", "GET", "/api/credits").get_json() == {
        "available": 100,
        "held": 0,
        "active_jobs": 0,
        "buy_url": None,
    }


def test_the_ledger_tells_the_whole_story_newest_first(edge: Edge) -> None:
    edge.ask("credits", "GET", "/api/credits")
    job_id = edge.order()["id"]
    edge.finish(job_id)

    page = edge.ask("credits", "GET", "/api/credits/ledger?limit=2").get_json()
    rest = edge.ask("credits", "GET", page["next"]).get_json()

    entries = page["entries"] + rest["entries"]
    assert [(entry["kind"], entry["amount"]) for entry in entries] == [
        ("capture", 10),
        ("hold", 10),
        ("grant", 100),
    ]
    assert set(entries[0]) >= {"id", "kind", "amount", "available_after", "job_id", "reason", "at"}
    assert entries[0]["id"] == f"{job_id}:final"
    assert "account_id" not in entries[0]
    assert rest["next"] is None


def test_nobody_sees_anothers_money(edge: Edge) -> None:
    edge.order()

    assert edge.ask("credits", "GET", "/api/credits", who="bob").get_json()["held"] == 0
    assert (
        edge.ask("credits", "GET", "/api/credits/ledger", who="bob").get_json()["entries"][0]["kind"]
        == "grant"
    )


def test_a_check_prices_an_order_that_was_not_made(edge: Edge) -> None:
    path = "/api/credits/check?job_type=generate&model=wan-2.2&duration_s=8&resolution=720p"

    assert edge.ask("credits", "GET", path).get_json() == {
        "price": 10,
        "available": 100,
        "affordable": True,
        "short": 0,
    }


def test_a_check_prices_an_extension_of_any_video_and_an_upscale_of_one(edge: Edge) -> None:
    source = edge.order()["id"]
    edge.finish(source)

    def asked(query: str) -> tuple[int, dict[str, Any]]:
        answer = edge.ask("credits", "GET", f"/api/credits/check?{query}")
        return answer.status_code, answer.get_json()

    prices = [asked(f"job_type=extend&resolution={one}")[1]["price"] for one in ("480p", "720p")]
    assert prices == [5, 10]
    upscale = f"job_type=upscale&target_resolution=4k&source_job_id={source}"
    assert asked(upscale) == (200, {"price": 10, "available": 90, "affordable": True, "short": 0})
    assert asked(upscale.replace("4k", "720p"))[0] == 400
    assert asked(f"job_type=upscale&target_resolution=4k&source_job_id={'a' * 26}")[0] == 404
    assert asked("job_type=upscale&target_resolution=4k")[0] == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "job_type=",
        "job_type=generate",
        "job_type=mine",
        "job_type=generate&model=wan-2.5&duration_s=five",
        "job_type=generate&job_type=generate",
        "job_type=generate&model=wan-2.5&duration_s=5&resolution=720p&seed=1",
    ],
)
def test_a_check_of_nonsense_is_400_in_words(edge: Edge, query: str) -> None:
    answer = edge.ask("credits", "GET", f"/api/credits/check?{query}")

    assert answer.status_code == 400
    assert answer.get_json()["detail"]


def test_the_audit_balances_at_every_moment(edge: Edge) -> None:
    job_id = edge.order()["id"]
    under_way = edge.ask("credits", "GET", "/api/credits/audit").get_json()
    edge.finish(job_id)

    assert under_way == {"entries": 2, "available": 90, "held": 10, "balanced": True}
    assert edge.ask("credits", "GET", "/api/credits/audit").get_json() == {
        "entries": 3,
        "available": 90,
        "held": 0,
        "balanced": True,
    }


def test_models_say_what_can_be_ordered_and_not_what_it_costs_us(edge: Edge) -> None:
    answer = edge.ask("credits", "GET", "/api/models", who=None)

    models = answer.get_json()
    assert models["price_version"] == edge.catalog.version
    first = next(model for model in models["models"] if model["id"] == models["default_model"])
    assert set(first["combinations"][0]) == {
        "resolution",
        "duration_s",
        "aspect_ratio",
        "credits",
        "expected_s",
    }
    assert {one["adds_s"] for one in models["extensions"]} == {5, 7}
    assert models["upscalers"][0]["targets"] == ["720p", "1080p", "1440p", "4k"]
    assert "usd" not in answer.text
    assert "vendor" not in answer.text


def test_the_api_describes_itself(edge: Edge) -> None:
    answer = edge.ask("credits", "GET", "/api/openapi.json", who=None)

    assert answer.content_type == "application/json"
    assert answer.get_json()["openapi"] == "3.1.0"
    assert answer.headers["ETag"]


@pytest.mark.parametrize(
    ("shop", "there"),
    [
        ("https://shop.example/credits", "https://shop.example/credits?account=alice"),
        ("https://shop.example/?app=dailies", "https://shop.example/?app=dailies&account=alice"),
        ("/__/checkout", "/__/checkout?account=alice"),
    ],
)
def test_where_credits_are_for_sale_the_balance_says_where(edge: Edge, shop: str, there: str) -> None:
    edge.settings = edge.settings.model_copy(update={"buy_url": shop})

    assert edge.ask("credits", "GET", "/api/credits").get_json()["buy_url"] == there


@pytest.mark.parametrize(
    ("kind", "amounts"), [("hold", [10, 10]), ("capture", [10]), ("release", []), ("grant", [100])]
)
def test_the_ledger_shows_entries_of_one_kind_through_all_pages(
    edge: Edge, kind: str, amounts: list[int]
) -> None:
    edge.finish(edge.order()["id"])
    edge.order(key="k2")

    path, found = f"/api/credits/ledger?kind={kind}&limit=1", []
    while path is not None:
        page = edge.ask("credits", "GET", path).get_json()
        found += page["entries"]
        path = page["next"]

    assert [entry["amount"] for entry in found] == amounts
    assert {entry["kind"] for entry in found} <= {kind}


def test_every_kind_of_entry_can_be_asked_for() -> None:
    assert set(get_args(Kind)) == {kind.value for kind in EntryKind} | {"refund"}  # which none is yet
