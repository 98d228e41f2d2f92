"""The routes about the account and the models: balance, list, price, webhook secret."""

from aiohttp import web

from infra.local.simulators.refusal import Refusal
from infra.local.simulators.schema import problems
from infra.local.simulators.wavespeed.models import MODELS
from infra.local.simulators.wavespeed.prediction import envelope
from infra.local.simulators.wire import json_object

BALANCE_USD = 100.0


def routes(secret: str) -> list[web.RouteDef]:
    """Return the routes; `secret` signs the webhooks."""

    async def get_balance(_request: web.Request) -> web.Response:
        return web.json_response(envelope({"balance": BALANCE_USD}))

    async def get_models(_request: web.Request) -> web.Response:
        return web.json_response(envelope([model.entry() for model in MODELS.values()]))

    async def get_secret(_request: web.Request) -> web.Response:
        return web.json_response(envelope({"secret": secret}))

    return [
        web.get("/api/v3/balance", get_balance),
        web.get("/api/v3/models", get_models),
        web.get("/api/v3/webhook/secret", get_secret),
        web.post("/api/v3/model/price", post_price),
    ]


async def post_price(request: web.Request) -> web.Response:
    """Quote one run."""
    body = await json_object(request)
    model, inputs = MODELS.get(str(body.get("model_id"))), body.get("inputs")
    if model is None:
        raise Refusal(404, f"Model {body.get('model_id')} not found")
    if not isinstance(inputs, dict):
        raise Refusal(400, "property 'inputs' must be an object")
    found = problems(inputs, model.properties, [])
    if found:
        raise Refusal(400, "; ".join(found))
    price = model.price_usd(inputs)
    quote = {"price": price, "discounted_price": price, "discount_rate": 0, "currency": "USD"}
    return web.json_response(envelope(quote))
