"""Alerts and dashboards of the pretended Cloud Monitoring: named by Google, found by their titles."""

import re
import sys
from pathlib import Path
from typing import Any

from cloud import Refused

State = dict[str, Any]
CHANNEL = "projects/a-project/notificationChannels/1"
"""A person has made it."""
_TITLE = re.compile(r'^\s*"?displayName"?: *"?([^"\n]+?)"?,?$', re.MULTILINE)


def serve(names: list[str], options: State, state: State) -> None:
    kind, verb, *rest = names[names.index("monitoring") + 1 :]
    known = state.setdefault("watching", {"channels Dailies operators": CHANNEL})
    if verb == "list":
        title = options["filter"].partition('"')[2].rstrip('"')
        sys.stdout.write(f"{known.get(f'{kind} {title}', '')}\n")
        return
    title = _title(options)
    if verb == "create":
        if f"{kind} {title}" in known or (kind == "policies" and CHANNEL not in rest):
            raise Refused(f"INVALID_ARGUMENT: {kind} {title}")
        known[f"{kind} {title}"] = f"projects/a-project/{kind}/{len(known)}"
    elif rest[0] not in known.values():
        raise Refused(f"NOT_FOUND: {rest[0]}")
    elif verb == "delete":
        state["watching"] = {key: name for key, name in known.items() if name != rest[0]}


def _title(options: State) -> str:
    file = options.get("policy-from-file") or options.get("config-from-file")
    if not file:
        return ""
    found = _TITLE.search(Path(file).read_text())
    if found is None:
        raise Refused(f"INVALID_ARGUMENT: {file} has no title")
    return found[1].strip()
