"""What the pretended Cloud Monitoring has: channels, alerts, a dashboard; it names them, titles find them."""

import re
import sys
from pathlib import Path
from typing import Any

from cloud import Refused

State = dict[str, Any]
BY_HAND = {"channels Dailies operators": {"name": "projects/a-project/notificationChannels/1", "tells": []}}
"""A person has made it."""
_TITLE = re.compile(r'^\s*"?displayName"?: *"?([^"\n]+?)"?,?$', re.MULTILINE)
_ADDRESS = re.compile(r"email_address=[^@,]+@[^@,]+")


def serve(names: list[str], options: State, state: State) -> None:
    kind, verb, *rest = names[names.index("monitoring") + 1 :]
    known = state.setdefault("watching", BY_HAND)
    if verb == "list":
        found = known.get(f"{kind} {titled(options)}", {"name": ""})
        sys.stdout.write(f"{found['name']}\n")
        return
    if verb == "create":
        title = f"{kind} {_title(options)}"
        if title in known:
            raise Refused(f"ALREADY_EXISTS: {title}")
        number = state["named"] = state.get("named", 1) + 1
        known[title] = {"name": f"projects/a-project/{kind}/{number}"} | _told(kind, options, rest, state)
        return
    title = next((key for key, found in known.items() if found["name"] == rest[0]), "")
    if not title.startswith(f"{kind} "):
        raise Refused(f"NOT_FOUND: {rest[0]}")
    if verb == "update":
        known[title] |= _told(kind, options, rest[1:], state)
    elif verb == "delete":
        _let_go(rest[0], state)
        del known[title]


def titled(options: State) -> str:
    """Return the title in a filter."""
    return str(options["filter"]).partition('"')[2].rstrip('"')


def channel(name: str, state: State) -> str:
    """Return the name of a channel that is there."""
    channels = [found["name"] for key, found in state["watching"].items() if key.startswith("channels ")]
    if name not in channels:
        raise Refused(f"INVALID_ARGUMENT: no channel is called {name}")
    return name


def _told(kind: str, options: State, rest: list[str], state: State) -> State:
    """Return whom an alert tells, or where a channel leads."""
    if kind == "policies":
        return {"tells": [channel(name, state) for name in rest]}
    address = options.get("channel-labels") or options.get("update-channel-labels") or ""
    if kind == "channels" and not _ADDRESS.fullmatch(address):
        raise Refused(f"INVALID_ARGUMENT: no address: {address}")
    if kind == "channels" and "channel-labels" in options and options.get("type") != "email":
        raise Refused("INVALID_ARGUMENT: a channel has a type")
    return {"address": address.partition("=")[2], "tells": []}


def _let_go(name: str, state: State) -> None:
    """Refuse to take a channel away that something tells; `--force` would take it out of them."""
    told = [key for key, found in state["watching"].items() if name in found["tells"]]
    told += [key for key, found in state.get("budgets", {}).items() if name == found["tells"]]
    if told:
        raise Refused(f"FAILED_PRECONDITION: {name} is used by {told}")


def _title(options: State) -> str:
    if "display-name" in options:
        return str(options["display-name"])
    file = options.get("policy-from-file") or options.get("config-from-file")
    found = _TITLE.search(Path(file).read_text()) if file else None
    if found is None:
        raise Refused(f"INVALID_ARGUMENT: {file} has no title")
    return found[1].strip()
