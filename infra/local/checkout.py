"""The local cloud's stand-in for a shop: a page where credits cost nothing.

`GET /__/checkout?account=…&need=…&back=…` shows what there is to have; its form grants that and leads back.
"""

import re
import secrets
from collections.abc import Mapping
from html import escape
from http import HTTPStatus

import aiohttp
from aiohttp import web

from infra.local import problem
from infra.local.layout import Addresses

PATH = "/__/checkout"
PACKS = (100, 500)
HOME = "/credits"
TIMEOUT = aiohttp.ClientTimeout(total=30)
_ACCOUNT = re.compile(r"[^/\x00-\x1f]{1,128}")
_BACK = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,2000}")
"""A path of this origin: what begins with two slashes names another one."""

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Buy credits</title>
<link rel="icon" href="/icon.svg">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui; margin: 3rem auto; padding: 0 1rem; max-width: 30rem }}
button {{ font: inherit; min-height: 44px; padding: 0 1rem; margin: 0 .5rem .5rem 0 }}</style>
<main><h1>Buy credits</h1>
<p>This is the local cloud's stand-in for a shop. <strong>No money moves here</strong>: the credits are free,
and exist on this computer only.</p>{need}
<form method="post" action="{path}"><input type="hidden" name="account" value="{account}">
<input type="hidden" name="back" value="{back}">{buttons}</form>
<p><a href="{back}">Back without buying</a></p></main></html>"""


class Checkout:
    """The shop."""

    def __init__(self, addresses: Addresses, session: aiohttp.ClientSession) -> None:
        self._addresses = addresses
        self._session = session

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show what there is to have."""
        asked = request.query
        account = asked.get("account", "")
        if not _ACCOUNT.fullmatch(account):
            return _refused("The account is missing.")
        need = asked.get("need", "")
        page = PAGE.format(
            path=PATH,
            account=escape(account),
            back=escape(way_back(asked)),
            need=f"<p>You need {need} more.</p>" if need.isascii() and need.isdigit() else "",
            buttons="".join(
                f'<button name="amount" value="{pack}">Get {pack} credits</button>' for pack in PACKS
            ),
        )
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def sell(self, request: web.Request) -> web.StreamResponse:
        """Grant what was chosen, and lead back to where the person came from."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return _refused("Only this page may send this form.")
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        account, amount = form.get("account", ""), form.get("amount", "")
        if not _ACCOUNT.fullmatch(account) or amount not in map(str, PACKS):
            return _refused("The account or the amount is missing.")
        grant = {
            "account_id": account,
            "amount": int(amount),
            "key": f"checkout-{secrets.token_hex(16)}",
            "reason": "bought in the local shop",
        }
        url = f"{self._addresses.function_url('grant_credits')}/"
        try:
            async with self._session.post(url, json=grant, timeout=TIMEOUT) as answer:
                if answer.status != HTTPStatus.OK:
                    return _refused("The credits could not be granted.")
        except (aiohttp.ClientError, TimeoutError):
            return problem.not_there()
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": way_back(form)})


def way_back(asked: Mapping[str, str]) -> str:
    """Return where to go afterwards: a path of this origin, whatever was asked."""
    back = asked.get("back", HOME)
    return back if _BACK.fullmatch(back) else HOME


def _refused(detail: str) -> web.Response:
    return problem.problem(
        HTTPStatus.BAD_REQUEST, "invalid_request", detail, next_step="Begin again at the credits page."
    )
