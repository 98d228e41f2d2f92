#!/usr/bin/env -S python3 -SE
"""Pretends to be the Firebase CLI: deploys rules, indexes, the studio, and copies a channel to another."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cloud import Refused, serve


def firebase(words: list[str], state: dict[str, Any]) -> None:
    if "--project=a-project" not in words or "--non-interactive" not in words:
        raise Refused("some project or other, or questions asked")
    channels = state.setdefault("channels", {})
    state["done"].append(" ".join(words))
    if "--only=firestore" in words:
        wanted = json.loads(Path("firestore.indexes.json").read_text())["indexes"]
        prefix = "projects/a-project/databases/(default)/collectionGroups"
        state["indexes"] = [
            {
                "name": f"{prefix}/{row['collectionGroup']}/indexes/{n}",
                "state": "READY",
                "fields": row["fields"],
            }
            for n, row in enumerate(wanted)
        ]
    elif "--only=hosting" in words:
        channels["live"] = Path("web/dist/index.html").read_text()
    elif words[0] == "hosting:clone":
        source, target = (word.partition(":")[2] for word in words[1:3])
        if source not in channels:
            raise Refused(f"Could not find the channel {source}")
        channels[target] = channels[source]
    elif words[0] == "hosting:disable":
        channels.pop("live", None)


if __name__ == "__main__":
    serve("firebase", firebase)
