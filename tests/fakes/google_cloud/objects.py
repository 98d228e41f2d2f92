"""Objects of the pretended Cloud Storage: generations, and the condition under which one is written."""

import sys
from pathlib import Path
from typing import Any

from cloud import Refused

State = dict[str, Any]


def copy(names: list[str], options: State, state: State) -> None:
    source, url = names[2:4]
    _bucket(url, state)
    objects = state.setdefault("objects", {})
    there = objects.get(url, {"generation": 0})
    if str(there["generation"]) != options["if-generation-match"]:
        raise Refused("HTTPError 412: At least one of the pre-conditions you specified did not hold.")
    state["generations"] = state.get("generations", 1000) + 1
    objects[url] = {"generation": state["generations"], "text": Path(source).read_text()}
    sys.stderr.write(f"Copying file://{source} to {url}\nCreated: {url}#{state['generations']}\n")


def cat(names: list[str], _options: State, state: State) -> None:
    found = state.get("objects", {}).get(names[2])
    if found is None:
        raise Refused(f"The following URLs matched no objects or files:\n{names[2]}")
    sys.stdout.write(found["text"])


def describe_object(names: list[str], _options: State, state: State) -> None:
    found = state.get("objects", {}).get(names[3])
    if found is None:
        raise Refused(f"{names[3]} not found: 404.")
    sys.stdout.write(f"{found['generation']}\n")


def remove(names: list[str], options: State, state: State) -> None:
    url = names[2]
    if "recursive" not in options:
        raise Refused("a bucket is removed with --recursive")
    _bucket(f"{url}/", state)
    del state["things"][f"storage buckets {url}"]
    kept = state.get("objects", {})
    state["objects"] = {name: found for name, found in kept.items() if not name.startswith(f"{url}/")}


def _bucket(url: str, state: State) -> None:
    bucket = url.rpartition("/")[0]
    if f"storage buckets {bucket}" not in state["things"]:
        raise Refused(f"{bucket} not found: 404.")


VERBS = {"cp": copy, "cat": cat, "objects": describe_object, "rm": remove}
