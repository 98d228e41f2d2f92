#!/usr/bin/env -S python3 -SE
"""Pretends to be gcloud: makes nothing twice, changes nothing that is not there, touches one project."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import billing
import cloud_run
import objects
import watching
from cloud import Refused, serve

PROJECT = "a-project"
LOOKS = ("describe", "list", "get-iam-policy")
State = dict[str, Any]


def gcloud(words: list[str], state: State) -> None:
    names = [word for word in words if not word.startswith("--")]
    options = dict(word[2:].partition("=")[::2] for word in words if word.startswith("--"))
    if options.get("project") != PROJECT or "quiet" not in options:
        raise Refused("some project or other, or questions asked: --project and --quiet are missing")
    verb = next((name for name in names if name in VERBS), names[-1])
    if not any(look in names for look in LOOKS) and names[:2] not in (["storage", "cat"], ["storage", "cp"]):
        state["done"].append(" ".join(words))
    if names[0] == "storage" and names[1] in objects.VERBS:
        objects.VERBS[names[1]](names, options, state)
    elif "monitoring" in names[:2]:
        watching.serve(names, options, state)
    elif names[0] == "billing":
        billing.serve(names, options, state)
    elif names[:2] == ["run", "deploy"]:
        cloud_run.deploy(names[2], options, state)
    elif names[:3] == ["run", "services", "update-traffic"]:
        cloud_run.update_traffic(names[3], options, state)
    else:
        noun = " ".join(names[: names.index(verb)])
        rest = names[names.index(verb) + 1 :]
        VERBS[verb](noun, " ".join(rest) or options.get("database", "(default)"), options, state)


def create(noun: str, name: str, options: State, state: State) -> None:
    if noun == "iam service-accounts":
        name = f"{name}@{PROJECT}.iam.gserviceaccount.com"
    if noun == "scheduler jobs":
        name = name.removeprefix("http ")
    key = f"{noun} {name}"
    if key in state["things"]:
        raise Refused(f"ALREADY_EXISTS: {key} already exists")
    if f"{key} was deleted" in state["things"]:
        raise Refused(f"FAILED_PRECONDITION: {key} existed too recently")
    for option in ("service-account", "oidc-service-account-email"):
        _there("iam service-accounts", options.get(option), state)
    _there("run services", options.get("destination-run-service"), state)
    _there("pubsub topics", options.get("topic"), state)
    _there("pubsub topics", (options.get("transport-topic") or "").rpartition("/")[2], state)
    state["things"][key] = options
    if noun == "eventarc triggers":
        state["things"][f"pubsub subscriptions eventarc-{name}-sub"] = {}


def update(noun: str, name: str, options: State, state: State) -> None:
    if noun == "scheduler jobs":
        name = name.removeprefix("http ")
    if noun == "firestore fields ttls":
        state["things"][f"{noun} {name}"] = options
        return
    if f"{noun} {name}" not in state["things"]:
        raise Refused(f"NOT_FOUND: {noun} {name}")
    _there("pubsub topics", (options.get("dead-letter-topic") or "").rpartition("/")[2], state)
    state["things"][f"{noun} {name}"] |= options


def delete(noun: str, name: str, _options: State, state: State) -> None:
    found = state["things"].pop(f"{noun} {name}", None)
    if found is None:
        raise Refused(f"NOT_FOUND: {noun} {name}")
    if noun == "firestore databases" and "no-delete-protection" not in found:
        raise Refused("FAILED_PRECONDITION: the database is protected")
    if noun == "tasks queues":
        state["things"][f"{noun} {name} was deleted"] = {}
    also = {
        "functions": f"run services {name}",
        "eventarc triggers": f"pubsub subscriptions eventarc-{name}-sub",
    }
    state["things"].pop(also.get(noun, ""), None)
    for key in (f"{noun} {name}", also.get(noun, "")):
        state["policies"].pop(key, None)


def describe(noun: str, name: str, options: State, state: State) -> None:
    if f"{noun} {name}" not in state["things"]:
        raise Refused(f"NOT_FOUND: {noun} {name}")
    if options.get("format", "").startswith("value(transport"):
        sys.stdout.write(f"eventarc-{name}-sub\n")
    elif options.get("format") == "json":
        sys.stdout.write(json.dumps(cloud_run.described(noun, name, state)))


def bind(noun: str, name: str, options: State, state: State) -> None:
    if noun != "projects":
        _there(noun, name, state)
    _there("iam service-accounts", options["member"].partition(":")[2], state)
    row = [options["role"], options["member"]]
    rows = state["policies"].setdefault(f"{noun} {name}", [])
    if row not in rows:
        rows.append(row)


def unbind(noun: str, name: str, options: State, state: State) -> None:
    row, rows = [options["role"], options["member"]], state["policies"].get(f"{noun} {name}", [])
    if row not in rows:
        raise Refused("Policy binding with the specified principal, role, and condition not found!")
    rows.remove(row)


def policy(noun: str, name: str, _options: State, state: State) -> None:
    rows = state["policies"].get(f"{noun} {name}", [])
    sys.stdout.write(json.dumps({"bindings": [{"role": role, "members": [who]} for role, who in rows]}))


def deploy(noun: str, name: str, options: State, state: State) -> None:
    _there("iam service-accounts", options["service-account"], state)
    state["things"][f"{noun} {name}"] = options
    cloud_run.function(name, options, state)


def submit(noun: str, _name: str, options: State, state: State) -> None:
    build = json.loads(Path(options["config"]).read_text())
    _there("iam service-accounts", build["serviceAccount"].rpartition("/")[2], state)
    for image in build["images"]:
        state["things"][f"artifacts docker images {image}"] = {}


def enable(noun: str, names: str, _options: State, state: State) -> None:
    state["things"].setdefault(noun, {}).update(dict.fromkeys(names.split(), "on"))


def listed(_noun: str, _name: str, _options: State, state: State) -> None:
    sys.stdout.write(json.dumps(state.get("indexes", [])))


def _there(noun: str, name: str | None, state: State) -> None:
    google = name is not None and ("gcp-sa" in name or name == "")
    if name and not google and f"{noun} {name}" not in state["things"]:
        raise Refused(f"NOT_FOUND: {noun} {name}")


VERBS = {
    "create": create,
    "update": update,
    "delete": delete,
    "describe": describe,
    "add-iam-policy-binding": bind,
    "remove-iam-policy-binding": unbind,
    "get-iam-policy": policy,
    "deploy": deploy,
    "submit": submit,
    "enable": enable,
    "list": listed,
}

if __name__ == "__main__":
    serve("gcloud", gcloud)
