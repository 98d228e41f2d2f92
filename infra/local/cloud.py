"""The whole local cloud: what is in it, started and stopped in the right order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from infra.local import own_servers
from infra.local.auth import auth_program
from infra.local.client_session import client_session
from infra.local.environment import base_environment, function_environment
from infra.local.eventarc import relay_app
from infra.local.firestore import firestore_program
from infra.local.function_processes import function_programs
from infra.local.function_table import FunctionTable, read_table
from infra.local.gateway import Gateway
from infra.local.hosting import Hosting
from infra.local.layout import ROOT, SIMULATORS, Addresses, Options, StateFolder
from infra.local.ports import HOST
from infra.local.program import Program
from infra.local.pubsub import pubsub_program
from infra.local.scheduler import Scheduler
from infra.local.supervisor import Supervisor
from infra.local.toolchain import Toolchain, find_toolchain

log = logging.getLogger(__name__)

SHUTDOWN_S = 1.0


class LocalCloud:
    """A local cloud that runs."""

    def __init__(
        self,
        options: Options,
        state: StateFolder,
        toolchain: Toolchain,
        session: aiohttp.ClientSession,
    ) -> None:
        self._options = options
        self._state = state
        self._toolchain = toolchain
        self._session = session
        self.table: FunctionTable = read_table(options.table)
        self.addresses = Addresses.choose(self.table, gateway_port=options.gateway_port)
        self.environment = function_environment(self.addresses, root=ROOT, signer=state.signer)
        self.supervisor = Supervisor(state.logs, session, verbose=options.verbose)

    @property
    def project(self) -> str:
        """The project's id."""
        return self.environment["GOOGLE_CLOUD_PROJECT"]

    def description(self) -> dict[str, Any]:
        """Say where everything is: what the ready file holds."""
        at = self.addresses
        return {
            "project": self.project,
            "gateway": at.url("gateway"),
            "auth": at.url("auth"),
            "firestore": at.host_port("firestore"),
            "pubsub": at.host_port("pubsub"),
            "tasks": at.host_port("tasks"),
            "tasks_rest": at.url("tasks-rest"),
            "storage": at.url("storage"),
            "bucket": self.environment["BUCKET"],
            "simulators": {name: at.url(name) for name in SIMULATORS},
            "functions": {row.name: at.function_url(row.name) for row in self.table.functions},
            "pids": self.supervisor.pids,
            "logs": str(self._state.logs),
        }

    def programs(self) -> list[Program]:
        """List every process to start; the slowest first."""
        here, table, project = self.addresses, self.table, self.project
        plain = base_environment(ROOT)
        state, tools = self._state, self._toolchain
        return [
            auth_program(tools, here, environment=plain, project=project),
            firestore_program(tools, here, rules=ROOT / "firestore.rules", environment=plain),
            pubsub_program(tools, here, table, environment=plain, project=project, session=self._session),
            own_servers.tasks_program(here, table, state, environment=plain, project=project),
            own_servers.storage_program(
                here, table, state, environment=self.environment, project=project, session=self._session
            ),
            *own_servers.simulator_programs(here, state, environment=self.environment),
            *function_programs(here, table, source=self._options.source, environment=self.environment),
        ]

    def hosting(self) -> Hosting:
        """Make what Firebase Hosting adds."""
        return Hosting(self.addresses, project=self.project, bucket=self.environment["BUCKET"])

    def scheduler(self) -> Scheduler:
        """Make the clock that calls the scheduled functions."""
        every_s = {"sweep": self._options.sweep_every_s} if self._options.sweep_every_s else {}
        return Scheduler(self.addresses, self.table, self._session, every_s=every_s)


@asynccontextmanager
async def running_cloud(options: Options, state: StateFolder) -> AsyncIterator[LocalCloud]:
    """Start everything, wait until it answers, and end it all at the end.

    Raises:
        ToolsMissing: the machine lacks something.
        ProgramFailed: a process did not start.
    """
    toolchain = await asyncio.to_thread(find_toolchain, ROOT)
    state.logs.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(client_session())
        cloud = LocalCloud(options, state, toolchain, session)
        own_servers.write_signer(state, project=cloud.project)
        scheduler = cloud.scheduler()
        gateway = Gateway(
            cloud.addresses,
            cloud.table,
            session,
            scheduler=scheduler,
            hosting=cloud.hosting(),
            studio=ROOT / "web" / "dist",
        )
        ports = cloud.addresses.ports
        stack.push_async_callback(cloud.supervisor.stop)
        await _serve(stack, gateway.app(), ports["gateway"])
        await _serve(stack, relay_app(cloud.addresses, cloud.table, session), ports["relay"])
        await cloud.supervisor.start(cloud.programs())
        clock = asyncio.create_task(scheduler.keep_time())
        stack.push_async_callback(_cancelled, [clock])
        yield cloud


async def _serve(stack: AsyncExitStack, app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, HOST, port).start()


async def _cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
