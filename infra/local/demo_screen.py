"""The demo on the terminal: a bar while the video is made, then what it cost and where it is."""

from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.local.demo import DemoClient, DemoFailed, View, Wish, video_name

EMAIL = "demo@example.com"
PASSWORD = "dailies-demo"  # noqa: S105 (of an account that exists only in this machine's emulator)


async def make_video(wish: Wish, *, auth_url: str, gateway_url: str, out: Path, console: Console) -> bool:
    """Make one video, showing how it goes; say whether it was made."""
    async with httpx.AsyncClient(trust_env=False) as http:
        client = DemoClient(http, auth_url=auth_url, gateway_url=gateway_url)
        try:
            await client.sign_in(EMAIL, PASSWORD)
            job = await _watched(client, wish, console)
            video = job.get("video")
            if not video:
                _show_failure(job, console)
                return False
            target = out / video_name(wish.prompt, job["id"])
            await client.download(video["url"], target)
            _show_receipt(job, await client.credits(), target, console)
            console.print(f"Page      {gateway_url}/v/{job['id']}", highlight=False)
        except (DemoFailed, httpx.HTTPError, TimeoutError) as error:
            console.print(f"[red]No video:[/] {error or type(error).__name__}", highlight=False)
            return False
    return True


def show_addresses(gateway_url: str, console: Console) -> None:
    """Say where the pages are, who to be there, and how to stop."""
    console.print(f"\nStudio           {gateway_url}/", highlight=False)
    console.print(f"API              {gateway_url}/api/openapi.json", highlight=False)
    console.print(f"Sign in as       {EMAIL}, password {PASSWORD}", highlight=False)
    console.print("Stop             Ctrl-C", highlight=False)


async def _watched(client: DemoClient, wish: Wish, console: Console) -> View:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[percent]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("sending", total=None, percent="")
        job = await client.create(wish)
        _move(progress, bar, job)
        async for view in client.follow(job["id"]):
            job = view
            _move(progress, bar, job)
    return job


def _move(progress: Progress, bar: TaskID, job: View) -> None:
    """Show the server's words; without a number from it the bar only pulses."""
    done = job.get("progress")
    progress.update(
        bar,
        description=str(job.get("stage") or job["status"]),
        total=None if done is None else 100,
        completed=done or 0,
        percent="" if done is None else f"{done} %",
    )


def _show_failure(job: View, console: Console) -> None:
    error = job.get("error") or {}
    console.print(f"[red]The job ended as {job['status']}.[/]", highlight=False)
    for words in (error.get("message"), error.get("next_step")):
        if words:
            console.print(words, markup=False, highlight=False)
    console.print(f"Receipt: {_receipt(job)}", highlight=False)


def _show_receipt(job: View, credit: View, target: Path, console: Console) -> None:
    video = job["video"]
    table = Table(show_header=False, box=None, padding=(0, 3, 0, 0))
    table.add_row("Video", str(target))
    table.add_row(
        "",
        f"{video['width']}x{video['height']}, {video['duration_s']} s, {video['fps']} fps",
    )
    table.add_row("Receipt", _receipt(job))
    table.add_row("Balance", f"{credit['available']} credits, {credit['held']} held")
    console.print(table, markup=False, highlight=False)


def _receipt(job: View) -> str:
    receipt = job.get("receipt") or {}
    return ", ".join(f"{receipt.get(word, 0)} {word}" for word in ("held", "captured", "released"))
