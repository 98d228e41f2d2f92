"""Budgets of a pretended billing account, which pays for other projects, too; found by their titles."""

import re
import sys
from typing import Any

import watching
from cloud import Refused

State = dict[str, Any]
API = "billingbudgets.googleapis.com"
ACCOUNT = "012345-6789AB-CDEF01"
OTHERS = {f"billingAccounts/{ACCOUNT}/budgets/1": {"title": "Dailies another-project", "tells": ""}}
_AMOUNT = re.compile(r"[1-9][0-9]*([A-Z]{3})?")


def serve(names: list[str], options: State, state: State) -> None:
    _billing, _noun, verb, *rest = names
    if API not in state["things"].get("services", {}):
        raise Refused(f"PERMISSION_DENIED: {API} has not been used in the project, or it is disabled")
    if options.get("billing-account", ACCOUNT) != ACCOUNT:
        raise Refused("PERMISSION_DENIED: the caller may not manage the costs of this billing account")
    state.setdefault("budgets", OTHERS)
    _VERBS[verb](rest, options, state)


def _list(_rest: list[str], options: State, state: State) -> None:
    title = watching.titled(options)
    found = [name for name, budget in state["budgets"].items() if budget["title"] == title]
    sys.stdout.write("".join(f"{name}\n" for name in found[: int(options["limit"])]))


def _create(rest: list[str], options: State, state: State) -> None:
    budget = _said(options, rest, state)
    if budget["title"] in {found["title"] for found in state["budgets"].values()}:
        raise Refused(f"ALREADY_EXISTS: {budget['title']}")
    number = state["named"] = state.get("named", 1) + 1
    state["budgets"][f"billingAccounts/{ACCOUNT}/budgets/{number}"] = budget


def _update(rest: list[str], options: State, state: State) -> None:
    _there(rest[0], state)
    if "clear-threshold-rules" not in options:
        raise Refused("INVALID_ARGUMENT: the same share twice")
    state["budgets"][rest[0]] = _said(options, rest[1:], state)


def _delete(rest: list[str], _options: State, state: State) -> None:
    _there(rest[0], state)
    del state["budgets"][rest[0]]


def _there(name: str, state: State) -> None:
    if name not in state["budgets"]:
        raise Refused(f"NOT_FOUND: {name}")


def _said(options: State, rest: list[str], state: State) -> State:
    if not _AMOUNT.fullmatch(options["budget-amount"]):
        raise Refused(f"gcloud would take {options['budget-amount']} for another amount")
    if options.get("filter-projects") != "projects/a-project" or options.get("calendar-period") != "month":
        raise Refused("INVALID_ARGUMENT: a budget of all projects, or of all time")
    if not {"threshold-rule", "add-threshold-rule"} & options.keys():
        raise Refused("INVALID_ARGUMENT: a budget that says nothing")
    (told,) = rest
    return {
        "title": options["display-name"],
        "amount": options["budget-amount"],
        "tells": watching.channel(told, state),
    }


_VERBS = {"list": _list, "create": _create, "update": _update, "delete": _delete}
