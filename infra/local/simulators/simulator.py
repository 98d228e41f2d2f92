"""What every simulator has: jobs, a renderer, a recorder, and the control routes."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from infra.local.simulators.directives import Tally
from infra.local.simulators.film.render import Renderer
from infra.local.simulators.jobs import Job, Jobs
from infra.local.simulators.options import Options
from infra.local.simulators.record import Recorder, control_routes, is_control, recording
from infra.local.simulators.refusal import Refusal
from infra.local.simulators.wire import bearer

BODY_BYTES_MAX = 110 * 1024 * 1024
BAD_KEY = "Request had invalid authentication credentials: a valid API key or token is needed."


class Simulator(ABC):
    """One provider. A subclass speaks its wire format; the rest is here."""

    guarded = "/"
    """Paths under this need a key."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.recorder = Recorder()
        self.tally = Tally()
        self.jobs = Jobs(
            Renderer(options.folder),
            speed=options.speed,
            deliver=self.deliver,
            announce=self.announce,
        )
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The client for what the provider itself would call."""
        if self._session is None:
            raise RuntimeError("the simulator has not been started")
        return self._session

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """Return the provider's routes."""

    @abstractmethod
    def refuse(self, refusal: Refusal) -> web.Response:
        """Return `refusal` with the provider's error body."""

    @abstractmethod
    async def deliver(self, job: Job) -> None:
        """Put the rendered files where the customer wants them, before the job ends."""

    @abstractmethod
    async def announce(self, job: Job) -> None:
        """Tell the customer that the job has ended."""

    def webhooks(self) -> list[dict[str, Any]]:
        """Return the webhooks sent so far."""
        return []

    async def reset(self) -> None:
        """Forget jobs and counts; rendered files are kept."""
        await self.jobs.clear()
        self.tally.clear()

    def application(self) -> web.Application:
        """Return the server, ready to be run."""

        @web.middleware
        async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                return await handler(request)
            except Refusal as refusal:
                return self.refuse(refusal)
            except web.HTTPException as error:
                if error.status < 400 or is_control(request):
                    raise
                return self.refuse(Refusal(error.status, error.reason))

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            token = bearer(request)
            open_to_all = is_control(request) or not request.path.startswith(self.guarded)
            if not open_to_all and (token is None or token != (self.options.api_key or token)):
                raise Refusal(401, BAD_KEY)
            return await handler(request)

        app = web.Application(
            middlewares=[errors, recording(self.recorder), guard], client_max_size=BODY_BYTES_MAX
        )
        control = control_routes(
            self.recorder,
            provider=self.options.provider,
            jobs=lambda: [job.summary() for job in self.jobs.newest_first()],
            webhooks=self.webhooks,
            reset=self.reset,
        )
        app.add_routes([*control, *self.routes()])
        app.cleanup_ctx.append(self._open)
        return app

    async def _open(self, _app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            self._session = session
            yield
            await self.jobs.clear()
