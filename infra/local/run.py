"""`run`: the local cloud, and a first video made in it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from rich.console import Console

from infra.local.cloud import LocalCloud, running_cloud
from infra.local.command import Exit
from infra.local.demo import Wish
from infra.local.demo_screen import make_video, show_addresses
from infra.local.layout import ROOT, Options
from infra.local.sample import beside, fill_studio
from infra.local.state import own_state

STATE = ROOT / ".local" / "cloud"
OUT = ROOT / "out"


async def run(options: Options, wish: Wish, *, once: bool, sample: bool) -> Exit:
    """Start everything, make the video, and stay until cancelled (with `once`: end then).

    With `sample`, the studio is filled with more while it can already be used.

    Raises:
        ProgramFailed: something did not start, or has ended and cannot be had back.
        InUse: another `run` has the folder.
    """
    console = Console()
    with own_state(STATE) as folder, console.status("Starting the local cloud") as starting:
        async with running_cloud(options, folder) as cloud:
            starting.stop()
            made = await _unless_it_breaks(cloud, _video(cloud, wish, console))
            show_addresses(cloud.addresses.url("gateway"), console)
            if once:
                return Exit.DONE if made else Exit.FAILED
            async with beside(_sample(cloud) if sample else asyncio.sleep(0)):
                raise await cloud.supervisor.failure


async def _sample(cloud: LocalCloud) -> None:
    await fill_studio(auth_url=cloud.addresses.url("auth"), gateway_url=cloud.addresses.url("gateway"))


async def _video(cloud: LocalCloud, wish: Wish, console: Console) -> bool:
    return await make_video(
        wish,
        auth_url=cloud.addresses.url("auth"),
        gateway_url=cloud.addresses.url("gateway"),
        out=OUT,
        console=console,
    )


async def _unless_it_breaks(cloud: LocalCloud, work: Coroutine[None, None, bool]) -> bool:
    """Do `work`, but not longer than the cloud lives."""
    working = asyncio.ensure_future(work)
    failure = cloud.supervisor.failure
    either: list[asyncio.Future[Any]] = [working, failure]
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if failure.done():
        working.cancel()
        raise failure.result()
    return working.result()
