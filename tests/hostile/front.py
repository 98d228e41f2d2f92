"""The functions behind one origin, as Hosting serves them: one WSGI application, and a plain client of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from infra.local.function_table import FunctionTable, read_table
from tests.fakes.edge import MAIN, Edge

TABLE: FunctionTable = read_table(MAIN.parent / "infra" / "functions.toml")


class Front:
    """Passes a request to the function whose route is the longest prefix of its path."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.statuses: Counter[int] = Counter()
        """How many requests came, by what they were answered with."""
        self._client = Client(self, use_cookies=False)  # a Cookie header goes out as given

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def started(status: str, headers: Any, exc_info: Any = None) -> Any:
            self.statuses[int(status.split(maxsplit=1)[0])] += 1
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        function = TABLE.serving(environ["PATH_INFO"])
        serve = Response("no such route", 404) if function is None else self._function(function.name)
        return serve(environ, started)

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """Send one request and read the whole answer."""
        own = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return self._client.open(path, method=method, headers={**own, **(headers or {})}, **more)

    def _function(self, name: str) -> Any:
        return self.edge.client(name).application.wsgi_app
