"""The servers of our own: Cloud Tasks, Cloud Storage, and a simulator per provider."""

import asyncio
import json
import sys
from collections.abc import Mapping

import aiohttp

from infra.local.cloud_storage.signer import make_signer
from infra.local.cloud_tasks.queues import ensure_queues
from infra.local.function_table import FunctionTable
from infra.local.layout import LOCATION, Addresses, StateFolder
from infra.local.program import Program


def write_signer(state: StateFolder, *, project: str) -> None:
    """Make the key that signs URLs here; it opens nothing anywhere else."""
    state.signer.touch(mode=0o600)
    state.signer.write_text(json.dumps(make_signer(project)), encoding="utf-8")


def tasks_program(
    addresses: Addresses,
    table: FunctionTable,
    state: StateFolder,
    *,
    environment: Mapping[str, str],
    project: str,
) -> Program:
    """Describe the tasks server; its tasks survive a restart, and its queues are the table's."""
    queues = {queue.name: queue.model_dump(exclude={"name"}) for queue in table.queues}

    async def make_queues() -> None:
        await asyncio.to_thread(ensure_queues, addresses.host_port("tasks"), project, LOCATION, queues)

    command = [
        *_module("cloud_tasks"),
        f"--grpc-port={addresses.ports['tasks']}",
        f"--rest-port={addresses.ports['tasks-rest']}",
        f"--database={state.tasks}",
        f"--project={project}",
        f"--location={LOCATION}",
        # A task's target here; in the cloud it is one of Google's hosts, which get the token too.
        f"--oauth-host={addresses.host_port('pubsub')}",
        f"--ready-file={state.ready_file('tasks')}",
    ]
    health = f"{addresses.url('tasks-rest')}/v2/projects/{project}/locations/{LOCATION}/queues"
    return Program("tasks", command, environment, health, after_start=make_queues)


def storage_program(
    addresses: Addresses,
    table: FunctionTable,
    state: StateFolder,
    *,
    environment: Mapping[str, str],
    project: str,
    session: aiohttp.ClientSession,
) -> Program:
    """Describe the storage server; its objects survive a restart, and pages of ours may use its bucket."""
    bucket, origins = environment["BUCKET"], environment["ALLOWED_ORIGINS"].split(",")
    at = f"{addresses.url('storage')}/storage/v1/b/{bucket}"
    cors = table.bucket.cors
    rule = {
        "origin": origins,
        "method": cors.methods,
        "responseHeader": cors.headers,
        "maxAgeSeconds": cors.max_age_s,
    }

    async def let_pages_in() -> None:
        async with session.patch(at, json={"cors": [rule]}) as answer:
            answer.raise_for_status()

    command = [
        *_module("cloud_storage"),
        f"--port={addresses.ports['storage']}",
        f"--directory={state.objects}",
        f"--project={project}",
        f"--bucket={bucket}",
        f"--signer={state.signer}",
        f"--ready-file={state.ready_file('storage')}",
    ]
    return Program("storage", command, environment, at, after_start=let_pages_in)


def simulator_programs(
    addresses: Addresses, state: StateFolder, *, environment: Mapping[str, str]
) -> list[Program]:
    """Describe the simulators, which know the keys that the functions will show."""
    keys = {
        "wavespeed": [
            f"--webhook-secret={environment['WAVESPEED_WEBHOOK_SECRET']}",
            f"--api-key={environment['WAVESPEED_API_KEY']}",
        ],
        "vertex": [
            f"--api-key={environment['VERTEX_ACCESS_TOKEN']}",
            f"--storage={addresses.url('storage')}",
            f"--bucket={environment['BUCKET']}",
        ],
    }
    return [
        Program(
            name,
            [
                *_module("simulators"),
                name,
                f"--port={addresses.ports[name]}",
                f"--ready-file={state.ready_file(name)}",
                f"--folder={state.path / name}",
                *arguments,
            ],
            environment,
            f"{addresses.url(name)}/",
        )
        for name, arguments in keys.items()
    ]


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"infra.local.{name}"]
