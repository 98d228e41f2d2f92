"""The one reader of the catalogue's data. A wrong line stops the start, not a customer's job."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import Field, ValidationError

from shared.catalog.catalog import Catalog
from shared.catalog.compute import load_compute_prices
from shared.catalog.derivations import (
    CREDITS_MAX,
    Dollars,
    ExtensionEntry,
    FfmpegUpscalerEntry,
    Positive,
    Strict,
    UpscalerEntry,
)
from shared.model.derivation import Derivation
from shared.model.offer import Combination, Offer, VendorModel

_HERE = Path(__file__).parent


D_co = TypeVar("D_co", covariant=True)


class SellsFromVideo(Protocol[D_co]):
    """An entry that becomes one thing we sell."""

    def offer(self, provider: str) -> D_co:
        """Return it; ValueError if the data contradicts itself."""
        ...


class _Cell(Strict):
    resolution: str
    duration_s: Positive


class _Row(_Cell):
    credits: int = Field(gt=0, le=CREDITS_MAX)
    expected_s: float = Field(gt=0)


class _Vendor(Strict):
    model: str = Field(min_length=1)
    fields: list[Literal["size", "resolution", "aspect_ratio"]] = Field(default_factory=list)


class _Entry(Strict):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    default: bool = False
    takes: list[Literal["text", "image"]] = Field(min_length=1)
    image_sets_shape: bool
    durations_s: list[Positive] = Field(min_length=1)
    resolutions: list[str] = Field(min_length=1)
    aspect_ratios: list[Annotated[str, Field(pattern=r"^\d{1,2}:\d{1,2}$")]] = Field(min_length=1)
    usd_per_s: Dollars
    retires_on: date | None = None
    vendor: dict[Literal["text", "image"], _Vendor]
    rows: list[_Row]
    without: list[_Cell] = Field(default_factory=list)


class _File(Strict):
    provider: Literal["wavespeed", "vertex", "ffmpeg"]
    models: list[_Entry] = Field(default_factory=list)
    extensions: list[ExtensionEntry] = Field(default_factory=list)
    upscalers: list[UpscalerEntry] = Field(default_factory=list)
    ffmpeg_upscalers: list[FfmpegUpscalerEntry] = Field(default_factory=list)


@cache
def load_catalog() -> Catalog:
    """Read what we sell.

    Raises:
        ValueError: the data is wrong; the message names the file, the model and the row.
    """
    sold = read_catalog({path.name: path.read_text("utf-8") for path in sorted(_HERE.glob("*.toml"))})
    return replace(sold, compute=load_compute_prices())


def read_catalog(texts: Mapping[str, str]) -> Catalog:
    """Read a catalogue from the text of its files, by name.

    Raises:
        ValueError: the data is wrong; the message names the file, the model and the row.
    """
    files = list(_files(texts))
    offers = tuple(_offer(name, file.provider, entry) for name, file in files for entry in file.models)
    extensions = tuple(_sold(name, file, one) for name, file in files for one in file.extensions)
    upscalers = tuple(_sold(name, file, one) for name, file in files for one in file.upscalers)
    ffmpeg_upscalers = tuple(_sold(name, file, one) for name, file in files for one in file.ffmpeg_upscalers)
    sold: tuple[Offer | Derivation, ...] = (*offers, *extensions, *upscalers, *ffmpeg_upscalers)
    ids = Counter(one.id for one in sold)
    twice = sorted(name for name, times in ids.items() if times > 1)
    if twice:
        raise ValueError(f"catalogue: {', '.join(twice)} is there twice")
    defaults = [entry.id for _, file in files for entry in file.models if entry.default]
    if len(defaults) != 1:
        raise ValueError(f"catalogue: exactly one model must say `default = true`, not {len(defaults)}")
    return Catalog(offers, defaults[0], extensions, upscalers, ffmpeg_upscalers)


def _sold(name: str, file: _File, entry: SellsFromVideo[D_co]) -> D_co:
    try:
        return entry.offer(file.provider)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _files(texts: Mapping[str, str]) -> Iterable[tuple[str, _File]]:
    for name, text in texts.items():
        try:
            raw = tomllib.loads(text)
            file = _File.model_validate(raw)
        except ValidationError as error:
            raise ValueError(f"{name}: {_first_fault(raw, error)}") from error
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{name}: {error}") from error
        yield name, file


def _first_fault(raw: dict[str, Any], error: ValidationError) -> str:
    """Say where the first fault is: the model by its id, the row by what it says."""
    fault = error.errors(include_url=False)[0]
    where: list[str] = []
    at: Any = raw
    for part in fault["loc"]:
        at = _entry_of(at, part)
        where.append(_named(at) if isinstance(part, int) else str(part))
    return f"{' '.join(where)}: {fault['msg']}, not {fault['input']!r}"


def _entry_of(container: Any, key: int | str) -> Any:
    if isinstance(container, dict):
        return container.get(key)
    return container[key] if isinstance(container, list) and isinstance(key, int) else None


def _named(item: Any) -> str:
    """Return what a person calls an item of a list."""
    if isinstance(item, dict):
        return str(item.get("id") or f"{item.get('resolution')} {item.get('duration_s')} s")
    return repr(item)


def _offer(name: str, provider: str, entry: _Entry) -> Offer:
    _check(name, entry)
    combinations = tuple(
        Combination(**row.model_dump(), aspect_ratio=ratio)
        for row, ratio in product(entry.rows, entry.aspect_ratios)
    )
    return Offer(
        id=entry.id,
        title=entry.title,
        provider=provider,
        takes=tuple(entry.takes),
        image_sets_shape=entry.image_sets_shape,
        combinations=combinations,
        usd_per_s=entry.usd_per_s,
        retires_on=entry.retires_on,
        vendor={take: VendorModel(**v.model_dump()) for take, v in entry.vendor.items()},
    )


def _check(name: str, entry: _Entry) -> None:
    """Compare what an entry declares with the rows it has.

    Raises:
        ValueError: a combination is missing, double, or not declared.
    """
    declared = set(product(entry.resolutions, entry.durations_s))
    cells = [(cell.resolution, cell.duration_s) for cell in [*entry.rows, *entry.without]]
    for cell in sorted(declared.symmetric_difference(cells)):
        fault = "has no row" if cell in declared else "is not among durations_s and resolutions"
        raise ValueError(f"{name}: {entry.id}: {cell[0]} {cell[1]} s {fault}")
    for cell in cells:
        if cells.count(cell) > 1:
            raise ValueError(f"{name}: {entry.id}: {cell[0]} {cell[1]} s is there twice")
    if set(entry.usd_per_s) != set(entry.resolutions):
        raise ValueError(f"{name}: {entry.id}: usd_per_s must name exactly {', '.join(entry.resolutions)}")
    if set(entry.vendor) != set(entry.takes):
        raise ValueError(f"{name}: {entry.id}: vendor must name exactly {', '.join(entry.takes)}")
