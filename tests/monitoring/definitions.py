"""What is to be monitored, as it stands in the files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "infra/monitoring"
USER = "logging.googleapis.com/user/"
_THRESHOLD = re.compile(r'metric\.type="([^"]+)"')
_LABEL = re.compile(r"metric\.labels?\.(\w+)")
_MEANT = re.compile(r'metric\.labels\.(\w+)=(?:"([^"]*)"|monitoring\.regex\.full_match\("([^"]*)"\))')
ANY = ".+"
_PROMQL = re.compile(r"logging_googleapis_com:user_(\w+)\{([^}]*)\}")
_SUFFIX = re.compile(r"_(?:sum|count|bucket)$")


@cache
def metrics() -> dict[str, Any]:
    """Return every metric by name."""
    return _read("metrics")


@cache
def alerts() -> dict[str, Any]:
    """Return every alert policy by name."""
    return _read("alerts")


@cache
def dashboard() -> Any:
    """Return the dashboard."""
    return json.loads((FOLDER / "dashboard.json").read_text("utf-8"))


def _read(kind: str) -> dict[str, Any]:
    return {
        file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted((FOLDER / kind).glob("*.yaml"))
    }


@dataclass(frozen=True)
class Asked:
    """A metric that somebody asks about, and each label with the values that are meant."""

    metric: str
    labels: frozenset[tuple[str, str]]


def asked_of(document: Any) -> list[Asked]:
    """Return what a policy or a dashboard asks about."""
    return [
        asked for query in _queries(document) for asked in (_by_filter(query), *_by_promql(query)) if asked
    ]


def _by_filter(query: dict[str, Any]) -> Asked | None:
    if "filter" not in query:
        return None
    (metric,) = _THRESHOLD.findall(query["filter"])
    wanted = [(label, re.escape(word) or pattern) for label, word, pattern in _MEANT.findall(query["filter"])]
    grouped = [(label, ANY) for label in _LABEL.findall(json.dumps(query))]
    return Asked(metric, frozenset([*wanted, *grouped]))


def _by_promql(query: dict[str, Any]) -> Iterator[Asked]:
    promql = query.get("promql", "")
    grouped = [(label, ANY) for by in re.findall(r"by \(([\w, ]+)\)", promql) for label in by.split(", ")]
    for name, selectors in _PROMQL.findall(promql):
        meant = re.findall(r'(\w+)(?:=~?|!~)"([^"]*)"', selectors)
        wanted = [(label, pattern) for label, pattern in meant if label != "monitored_resource"]
        yield Asked(USER + _known(name), frozenset([*wanted, *grouped]))


def _known(name: str) -> str:
    """Return a distribution's name without what PromQL appends."""
    return name if name in metrics() else _SUFFIX.sub("", name)


def _queries(document: Any) -> list[dict[str, Any]]:
    """Return every part of a document that asks something."""
    if isinstance(document, list):
        return [query for part in document for query in _queries(part)]
    if not isinstance(document, dict):
        return []
    promql = document.get("prometheusQuery") or document.get("query")
    own = [{"promql": promql}] if isinstance(promql, str) else []
    own += [document] if isinstance(document.get("filter"), str) else []
    return own + [query for part in document.values() for query in _queries(part)]
