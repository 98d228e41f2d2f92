"""Running a command until it is done, told to stop, or cannot go on."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from enum import IntEnum

from infra.local.program import ProgramFailed
from infra.local.signals import stop_event
from infra.local.state import InUse
from infra.local.toolchain import ToolsMissing

log = logging.getLogger(__name__)


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    FAILED = 1
    TOOLS_MISSING = 2


def run_command(work: Callable[[], Coroutine[None, None, Exit]]) -> Exit:
    """Run `work`; every foreseen failure becomes words on standard error and an exit code."""
    try:
        return asyncio.run(_until_told(work))
    except ToolsMissing as missing:
        return _say(missing, Exit.TOOLS_MISSING)
    except (ProgramFailed, InUse, ValueError) as failure:
        return _say(failure, Exit.FAILED)


async def _until_told(work: Callable[[], Coroutine[None, None, Exit]]) -> Exit:
    told = asyncio.create_task(stop_event().wait())
    working = asyncio.create_task(work())
    await asyncio.wait({told, working}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if working.done():
        return working.result()
    log.info("stopping")
    working.cancel()
    await asyncio.wait({working})
    if not working.cancelled() and (failure := working.exception()):
        log.warning("while stopping: %r", failure)
    return Exit.DONE


def _say(failure: Exception, code: Exit) -> Exit:
    sys.stderr.write(f"{failure}\n")
    return code
