"""What 1,000 videos and an idle month cost, in Markdown: `python -m infra.cost`. The README shows it."""

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.function import Function
from infra.local.function_table import read_table
from shared.catalog import load_catalog
from shared.catalog.compute import load_compute_prices

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "infra/cost.toml"
VIDEOS = 1000
DURATION_S, RESOLUTION = 5, "720p"
MANY = 1000
_MIB_PER_GIB = 1024


@dataclass(frozen=True)
class Part:
    """One line of the bill, with its arithmetic."""

    what: str
    sum: str
    usd: float


@dataclass(frozen=True)
class Costs:
    """Both bills."""

    videos: tuple[Part, ...]
    idle: tuple[Part, ...]


def read() -> Costs:
    """Read prices and usage, and multiply."""
    raw = tomllib.loads(FILE.read_text("utf-8"))
    functions = {function.name: function for function in read_table(ROOT / "infra/functions.toml").functions}
    usd, video, idle = raw["usd"], raw["video"], raw["idle"]
    return Costs(
        tuple(_of_videos(usd, video, functions)),
        tuple(_of_idling(usd, idle, functions)),
    )


def table(costs: Costs) -> str:
    """Return both bills as a table."""
    lines = [f"| {VIDEOS:,} videos of {DURATION_S} s at {RESOLUTION} | arithmetic | USD |", "|---|---|---|"]
    lines += [*_rows(costs.videos), "", "| an idle month | arithmetic | USD |", "|---|---|---|"]
    return "\n".join([*lines, *_rows(costs.idle)])


def _rows(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        yield f"| {part.what} | {part.sum} | {part.usd:,.3f} |"
    yield f"| **together** | | **{sum(part.usd for part in parts):,.2f}** |"


def _of_videos(usd: Any, video: Any, functions: dict[str, Function]) -> Iterator[Part]:
    catalog = load_catalog()
    model = next(offer for offer in catalog.every_offer if offer.id == catalog.default_model)
    order_usd = model.usd_per_s[RESOLUTION] * DURATION_S
    yield _part(f"the provider: {model.title}", order_usd, (VIDEOS, "videos"))
    steps = _second_usd(functions["provider_steps"])
    yield _part("steps at work (measured)", steps, (VIDEOS, "videos"), (video["active_s"], "s"))
    api_s = (video["api_request_s"], "s")
    yield _part(
        "requests (assumed)",
        _second_usd(functions["jobs"]),
        (VIDEOS * video["api_requests"], "requests"),
        api_s,
    )
    yield _part("documents read (counted)", usd["firestore_read"], (VIDEOS * video["reads"], "reads"))
    yield _part("documents written (counted)", usd["firestore_write"], (VIDEOS * video["writes"], "writes"))
    yield _part(
        "tasks, made and pushed (counted)", usd["task_operation"], (2 * VIDEOS * video["steps"], "operations")
    )
    yield _part("messages (counted)", usd["message"], (VIDEOS * video["steps"], "messages"))
    gib = VIDEOS * video["file_mib"] / _MIB_PER_GIB
    yield _part("a month of storage (assumed size)", load_compute_prices().usd_per_gib_month, (gib, "GiB"))
    yield _part(
        "files stored and read (assumed)", usd["storage_read"], (VIDEOS * video["file_reads"], "reads")
    )
    yield _part("watched (assumed)", usd["egress_gib"], (video["views"], "times"), (gib, "GiB"))


def _of_idling(usd: Any, idle: Any, functions: dict[str, Function]) -> Iterator[Part]:
    for name in ("sweep", "reconcile"):
        runs, took_s = (idle[f"{name}_runs"], "runs"), (idle[f"{name}_s"], "s")
        yield _part(f"{name} (a run is billed 0.1 s at least)", _second_usd(functions[name]), runs, took_s)
    reads = (idle["sweep_runs"], "runs"), (idle["sweep_reads"], "reads")
    yield _part("what the sweep reads (counted)", usd["firestore_read"], *reads)
    yield _part("schedules", usd["schedule_month"], (2, "schedules"))
    yield _part("secrets", usd["secret_version_month"], (idle["secret_versions"], "versions"))
    yield _part(
        "the image and the operators' two (assumed size)", usd["image_gib_month"], (idle["image_gib"], "GiB")
    )


def _second_usd(function: Function) -> float:
    prices = load_compute_prices()
    memory_gib = function.memory_mib / _MIB_PER_GIB
    return prices.usd_per_cpu_s * function.cpu + prices.usd_per_gib_s * memory_gib


def _part(what: str, usd: float, *times: tuple[float, str]) -> Part:
    total = usd
    for amount, _unit in times:
        total *= amount
    said = [f"{amount:,.4g} {unit}" if amount < MANY else f"{amount:,} {unit}" for amount, unit in times]
    price = f"{usd:.12f}".rstrip("0")
    return Part(what, " × ".join([*said, price]), total)


if __name__ == "__main__":
    sys.stdout.write(f"{table(read())}\n")
