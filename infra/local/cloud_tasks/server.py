"""All parts of the server put together, from open database to open ports."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc
from aiohttp import web

from infra.local.cloud_tasks.control import add_control_routes
from infra.local.cloud_tasks.delivery import Delivery
from infra.local.cloud_tasks.dispatcher import Dispatcher
from infra.local.cloud_tasks.faults import Faults
from infra.local.cloud_tasks.grpc_server import grpc_server
from infra.local.cloud_tasks.journal import Journal
from infra.local.cloud_tasks.queue_methods import QueueMethods
from infra.local.cloud_tasks.rest_server import BODY_MAX_BYTES, add_rest_routes
from infra.local.cloud_tasks.service import methods_of
from infra.local.cloud_tasks.store import Store
from infra.local.cloud_tasks.task_methods import TaskMethods
from infra.local.cloud_tasks.tokens import Tokens

# A call under way gets this long when the server ends.
_GRACE_S = 0.5


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How a server is started."""

    database: Path
    grpc_port: int = 0
    rest_port: int = 0
    task_tombstone_s: float = 3600.0
    # The documents say three days in one place and seven in another.
    queue_tombstone_s: float = 3 * 24 * 3600.0
    oauth_hosts: tuple[str, ...] = ()


class Server:
    """A running Cloud Tasks server; make it with `Server.start`."""

    def __init__(self, journal: Journal, dispatcher: Dispatcher, delivery: Delivery) -> None:
        self.grpc_port = 0
        self.rest_port = 0
        self._journal = journal
        self._dispatcher = dispatcher
        self._delivery = delivery
        self._grpc: grpc.aio.Server | None = None
        self._rest: web.AppRunner | None = None

    @classmethod
    async def start(
        cls,
        options: ServerOptions,
        *,
        on_failure: Callable[[sqlite3.Error], None],
        now: Callable[[], float] = time.time,
    ) -> "Server":
        """Open the database, take up what is in it, and listen."""
        journal = Journal(options.database, on_failure=on_failure)
        store = Store(
            journal,
            now=now,
            task_tombstone_s=options.task_tombstone_s,
            queue_tombstone_s=options.queue_tombstone_s,
        )
        store.load()
        tokens = Tokens(now=now, oauth_hosts=options.oauth_hosts)
        delivery, faults = Delivery(), Faults()
        dispatcher = Dispatcher(store, delivery, tokens, now=now)
        methods = methods_of(
            QueueMethods(store, dispatcher, now=now),
            TaskMethods(store, dispatcher, faults, now=now, oauth_allowed=tokens.oauth_allowed),
        )
        app = web.Application(client_max_size=BODY_MAX_BYTES)
        add_rest_routes(app, methods)
        add_control_routes(app, store, faults, tokens)
        server = cls(journal, dispatcher, delivery)
        server._grpc, server.grpc_port = grpc_server(methods, port=options.grpc_port)
        await server._grpc.start()
        await server._serve_rest(app, options.rest_port)
        dispatcher.start()
        return server

    async def stop(self) -> None:
        """Stop listening, end what is under way, and close the database."""
        if self._grpc is not None:
            await self._grpc.stop(_GRACE_S)
        if self._rest is not None:
            await self._rest.cleanup()
        await self._dispatcher.stop()
        await self._delivery.close()
        self._journal.close()

    async def _serve_rest(self, app: web.Application, port: int) -> None:
        self._rest = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE_S)
        await self._rest.setup()
        site = web.TCPSite(self._rest, "127.0.0.1", port)
        await site.start()
        self.rest_port = self._rest.addresses[0][1]
