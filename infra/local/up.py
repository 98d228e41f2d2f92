"""`up`: the local cloud alone, in the foreground."""

import logging
from contextlib import AbstractContextManager
from pathlib import Path

from infra.local.cloud import running_cloud
from infra.local.command import Exit
from infra.local.layout import Options, StateFolder
from infra.local.ready_file import no_stale, write_ready_file
from infra.local.state import given_state, passing_state

log = logging.getLogger(__name__)


async def up(options: Options, *, ready_file: Path | None, state_dir: Path | None) -> Exit:
    """Start everything, say where it is, and stay until cancelled.

    Raises:
        ProgramFailed: something did not start, or has ended and cannot be had back.
    """
    state: AbstractContextManager[StateFolder] = given_state(state_dir) if state_dir else passing_state()
    with state as folder, no_stale(ready_file):
        async with running_cloud(options, folder) as cloud:
            if ready_file:
                write_ready_file(ready_file, cloud.description())
            log.info("ready: %s/", cloud.addresses.url("gateway"))
            raise await cloud.supervisor.failure
