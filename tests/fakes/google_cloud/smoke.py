#!/usr/bin/env -S python3 -SE
"""Pretends to be the Python that runs the smoke test: a revision that has no candidate does not answer."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cloud import Refused, serve


def smoke(words: list[str], state: dict[str, Any]) -> None:
    _module, name, url = words[1:]
    if name == "all":
        if "live" not in state.get("channels", {}):
            raise Refused("no studio answers")
        return
    service = state["things"].get(f"run services {name.replace('_', '-')}")
    if service is None or not url.startswith("https://candidate---") or "candidate" not in service["tags"]:
        raise Refused(f"{url} does not answer")


if __name__ == "__main__":
    serve("smoke", smoke)
