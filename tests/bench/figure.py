"""One line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it should be; `holds` is None where there is no goal."""

    name: str
    value: float
    unit: str
    goal: str = ""
    holds: bool | None = None
    spread: str = ""


def at_most(name: str, value: float, unit: str, most: float, *, spread: str = "") -> Figure:
    """Return a figure that should not be larger than `most`."""
    return Figure(name, value, unit, f"<= {most:g}", value <= most, spread)


def at_least(name: str, value: float, unit: str, least: float, *, spread: str = "") -> Figure:
    """Return a figure that should not be smaller than `least`."""
    return Figure(name, value, unit, f">= {least:g}", value >= least, spread)


def told(name: str, value: float, unit: str, *, spread: str = "") -> Figure:
    """Return a figure without a goal: it explains the others."""
    return Figure(name, value, unit, spread=spread)
