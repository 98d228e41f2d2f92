"""The one public origin: the API's routes, the studio, and doors for what only operators call.

`/api/...`                     the function whose route is the longest prefix
`POST /__/operators/{name}`    an operator function, as `gcloud functions call` would call it
`POST /__/schedule/{name}`     a scheduled function, now
`GET /__/firebase/init.json`   what a browser needs to know to sign in and to listen
`/__/checkout`                 a shop where credits cost nothing
`/identitytoolkit.googleapis.com/...`, `/securetoken.googleapis.com/...`   sign-in, as Google's hosts serve it
anything else                  the studio

Every answer has the headers of `firebase.json`, as Hosting adds them, unless a function says otherwise.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import aiohttp
from aiohttp import hdrs, web

from infra.local import checkout, problem
from infra.local.checkout import Checkout
from infra.local.function_table import FunctionTable
from infra.local.hosting import SIGN_IN_HOSTS, Hosting
from infra.local.layout import Addresses
from infra.local.proxy import pass_on
from infra.local.scheduler import Scheduler
from infra.local.studio import studio_response

SIGN_IN_TIMEOUT_S = 30
REST = r"{rest:[\s\S]*}"
"""Any path, even one with a line break in it."""
OURSELVES = ("127.0.0.1", "localhost")


class Gateway:
    """Where a request goes."""

    def __init__(
        self,
        addresses: Addresses,
        table: FunctionTable,
        session: aiohttp.ClientSession,
        *,
        scheduler: Scheduler,
        hosting: Hosting,
        studio: Path,
    ) -> None:
        self._addresses = addresses
        self._table = table
        self._session = session
        self._scheduler = scheduler
        self._hosting = hosting
        self._studio = studio

    def app(self) -> web.Application:
        """Make the server."""
        app = web.Application()
        app.router.add_route("*", "/api", self.api)
        app.router.add_route("*", f"/api/{REST}", self.api)
        for host in SIGN_IN_HOSTS:
            app.router.add_route("*", f"/{host}/{REST}", self.sign_in)
        app.router.add_get("/__/firebase/init.json", self.browser_config)
        shop = Checkout(self._addresses, self._session)
        app.router.add_get(checkout.PATH, shop.show)
        app.router.add_post(checkout.PATH, shop.sell)
        app.router.add_post("/__/operators/{name}", self.operator)
        app.router.add_post("/__/schedule/{name}", self.schedule)
        app.router.add_route("*", f"/__/{REST}", self.nothing)
        app.router.add_get(f"/{REST}", self.studio)
        app.on_response_prepare.append(self.guard)
        return app

    async def guard(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add what Hosting adds; nobody keeps a page that is missing."""
        for name, value in self._hosting.headers(request.path).items():
            if name != hdrs.CACHE_CONTROL or response.status < HTTPStatus.BAD_REQUEST:
                response.headers.setdefault(name, value)

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Pass the request on, with its path as it came."""
        function = self._table.serving(request.path)
        if function is None:
            return problem.no_such_route(request.path)
        url = f"{self._addresses.function_url(function.name)}{request.rel_url.raw_path_qs}"
        return await pass_on(request, self._session, url=url, timeout_s=function.timeout_s)

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Pass the request on to the Auth emulator, so that one origin is enough to sign in and to order."""
        url = f"{self._addresses.url('auth')}{request.rel_url.raw_path_qs}"
        return await pass_on(request, self._session, url=url, timeout_s=SIGN_IN_TIMEOUT_S)

    async def browser_config(self, request: web.Request) -> web.StreamResponse:
        """Say where a page finds sign-in and database; sign-in is at the name that the page was opened by."""
        mine = self._addresses.url("gateway")
        origin = str(request.url.origin()) if request.url.host in OURSELVES else mine
        config = self._hosting.browser_config(origin)
        return web.json_response(config, headers={hdrs.CACHE_CONTROL: "no-store"})

    async def operator(self, request: web.Request) -> web.StreamResponse:
        """Call an operator function: here no identity is asked for, in the cloud IAM asks."""
        name = request.match_info["name"]
        for function in self._table.triggered_by("operator"):
            if function.name == name:
                url = f"{self._addresses.function_url(name)}/"
                return await pass_on(request, self._session, url=url, timeout_s=function.timeout_s)
        return problem.no_such_route(request.path)

    async def schedule(self, request: web.Request) -> web.StreamResponse:
        """Run a scheduled function without waiting for its time."""
        try:
            status, body = await self._scheduler.run(request.match_info["name"], datetime.now(UTC))
        except KeyError:
            return problem.no_such_route(request.path)
        except (aiohttp.ClientError, TimeoutError):
            return problem.broken_off()
        return web.Response(status=status, body=body)

    async def nothing(self, request: web.Request) -> web.StreamResponse:
        """Answer for a reserved path that means nothing."""
        return problem.no_such_route(request.path)

    async def studio(self, request: web.Request) -> web.StreamResponse:
        """Serve the studio."""
        where = {name: self._addresses.url(name) for name in ("gateway", "auth", "storage")}
        return studio_response(self._studio, request.path, where)
