"""The routes of one function: match, sign in, read, call one handler, answer. Errors become problems."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from shared.errors import InvalidRequest, MethodNotAllowed, NotFound, RequestError
from shared.http import app_check, body, cors, problem, reply
from shared.http.address import address_of
from shared.http.app_check import AppCheck
from shared.http.auth import SignIn
from shared.http.call import Call, Nothing
from shared.http.query import read_query
from shared.http.rate_limiter import RateLimiter
from shared.http.reply import Reply
from shared.http.route import PARTS, Answers, Handler, Route, taken_by
from shared.log import trace_id_of, traced

URL_MAX_CHARS = 4096


@dataclass(frozen=True)
class Site:
    """What all routers share: who may call from a browser and how often, who callers are, whose traces."""

    origins: Collection[str]
    sign_in: SignIn
    project: str
    accounts: RateLimiter
    addresses: RateLimiter
    forwarded_hops: int
    app_check: AppCheck = field(default_factory=AppCheck)
    declared_max_bytes: int | None = None
    """How long an answer may say it is."""


class Router:
    """Serves the routes that were declared on it. `site` is asked for at the first request."""

    def __init__(self, function: str, site: Callable[[], Site]) -> None:
        self.function = function
        self.routes: list[Route] = []
        self._site = site
        self._methods: dict[str, dict[str, Route]] = defaultdict(dict)
        self._map = Map(merge_slashes=False, redirect_defaults=False)

    def get(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a GET route; HEAD comes with it. See `route`."""
        return self.route("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a POST route. See `route`."""
        return self.route("POST", path, **declared)

    def patch(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a PATCH route. See `route`."""
        return self.route("PATCH", path, **declared)

    def delete(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a DELETE route. See `route`."""
        return self.route("DELETE", path, **declared)

    def route(
        self,
        method: str,
        path: str,
        *,
        answers: Answers,
        errors: tuple[type[RequestError], ...] = (),
        signed_in: bool = True,
        paid: bool = False,
        cache_s: int | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare one route; what it takes stands in the handler's annotation, `Call[Body, Query]`.

        `errors` are those of the handler itself. A `paid` route checks that the sign-in was not revoked.
        With `cache_s` the answer is public and may be kept that long.
        """

        def declare(handler: Handler) -> Handler:
            taken = taken_by(handler)
            route = Route(method, path, handler, answers, errors, signed_in, paid, cache_s, *taken)
            self.routes.append(route)
            if path not in self._methods:
                self._map.add(Rule(route.rule, endpoint=path))
            self._methods[path][method] = route
            return handler

        return declare

    def serve(self, request: Request) -> Response:
        """Answer one request, whatever it is."""
        site = self._site()
        trace_id = trace_id_of(
            request.headers.get("traceparent", ""), request.headers.get("X-Cloud-Trace-Context", "")
        )
        with traced(trace_id, project=site.project, function=self.function):
            try:
                response = self._answer(request, site)
            except Exception as error:  # noqa: BLE001 - whatever it was: it is logged and becomes a problem
                response = problem.response_of(error)
        body.drop_rest(request)
        return cors.allow(reply.secure(response), request, origins=site.origins)

    def _answer(self, request: Request, site: Site) -> Response:
        if request.method != "OPTIONS":  # a browser's question before its request, answered without effort
            site.addresses.admit(address_of(request, hops=site.forwarded_hops))
        path, parts = self._match(request)
        methods = self._methods[path]
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": ", ".join(_allowed(methods))})
        route = methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            raise _wrong_method(request.method, _allowed(methods))
        signed_in = None
        if route.signed_in:
            site.app_check.admit(request.headers.get(app_check.HEADER, ""))
            signed_in = site.sign_in.authenticate(
                request.headers.get("Authorization", ""), check_revoked=route.paid
            )
            site.accounts.admit(signed_in.id)
        if not all(PARTS[name].pattern.fullmatch(part) for name, part in parts.items()):
            raise route.missing()
        query = read_query(request, route.query)
        call = Call(request, _read_body(request, route), query, parts, signed_in)
        return reply.response_of(
            _called(route, call), request, cache_s=route.cache_s, declared_max_bytes=site.declared_max_bytes
        )

    def _match(self, request: Request) -> tuple[str, dict[str, str]]:
        if len(request.full_path) > URL_MAX_CHARS:
            raise InvalidRequest(f"The address is longer than {URL_MAX_CHARS} characters. Shorten it.")
        path, parts = self._map.bind("").match(request.path, method="GET")
        return path, dict(parts)


def _read_body(request: Request, route: Route) -> Any:
    if route.method == "GET":
        return Nothing()
    if route.body is bytes:
        return body.read_bytes(request)
    if route.body is Nothing:
        body.read_nothing(request)
        return Nothing()
    return body.read_json(request, route.body)


def _called(route: Route, call: Call[Any, Any]) -> Reply:
    """Call the handler; a thing that is not there is told in the same words as one that is not yours."""
    try:
        answer = route.handler(call)
    except NotFound as error:
        raise (route.missing() if route.parts else error) from None
    return Reply(answer) if isinstance(answer, BaseModel) else answer


def _allowed(methods: Collection[str]) -> list[str]:
    return sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])})


def _wrong_method(method: str, allowed: list[str]) -> MethodNotAllowed:
    return MethodNotAllowed(
        f"This address does not take {method[:20]}. Use {' or '.join(allowed)}.", allow=allowed
    )
