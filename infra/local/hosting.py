"""What Firebase Hosting adds of its own: the headers of `firebase.json`, and a browser's configuration.

The headers are read, not repeated; only where an address of Google's differs here, ours stands instead.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import hdrs
from multidict import CIMultiDict

from infra.local.layout import ROOT, Addresses

SIGN_IN_HOSTS = ("identitytoolkit.googleapis.com", "securetoken.googleapis.com")
STORAGE_HOST = "https://storage.googleapis.com"
FIRESTORE_HOST = "https://firestore.googleapis.com"

_PATTERN = re.compile(r"!?(?:\*\*|/|[\w.-]|@\([\w|]+\)|\{,/\*\*\})+")
_PARTS = re.compile(r"\*\*|@\(|\{,/\*\*\}|.")
_MEANING = {"**": ".*", "@(": "(?:", "{,/**}": "(?:/.*)?", "|": "|", ")": ")"}


class Hosting:
    """Firebase Hosting in front of one local cloud."""

    def __init__(
        self, addresses: Addresses, *, project: str, bucket: str, config: Path = ROOT / "firebase.json"
    ) -> None:
        self._addresses = addresses
        self._project = project
        self._bucket = bucket
        self._moved = {
            **{f"https://{host}": addresses.url("gateway") for host in SIGN_IN_HOSTS},
            STORAGE_HOST: addresses.url("storage"),
            FIRESTORE_HOST: addresses.url("firestore"),
        }
        rules = json.loads(config.read_text())["hosting"]["headers"]
        self._rules = [(source_of(rule["source"]), self._here(rule["headers"])) for rule in rules]

    def headers(self, path: str) -> CIMultiDict[str]:
        """Return what is added to the answer for `path`: of two rules for one header, the last one wins."""
        found: CIMultiDict[str] = CIMultiDict()
        for source, headers in self._rules:
            if source(path):
                found.update(headers)
        return found

    def browser_config(self, origin: str) -> dict[str, Any]:
        """Return `/__/firebase/init.json`, with the emulators to use from a page of `origin`."""
        return {
            "projectId": self._project,
            "appId": f"1:0:web:{self._project}",
            "apiKey": "local",
            "authDomain": f"{self._project}.firebaseapp.com",
            "storageBucket": self._bucket,
            "messagingSenderId": "0",
            "emulators": {"auth": origin, "firestore": self._addresses.host_port("firestore")},
        }

    def _here(self, headers: list[Mapping[str, str]]) -> dict[str, str]:
        return {header["key"]: self._local(header["key"], header["value"]) for header in headers}

    def _local(self, name: str, value: str) -> str:
        if name != hdrs.CONTENT_SECURITY_POLICY:
            return value
        for theirs, ours in self._moved.items():
            value = value.replace(theirs, ours)
        return value


def source_of(source: str) -> Callable[[str], bool]:
    """Return whether a path matches a `source` of `firebase.json`.

    Raises:
        ValueError: it is a pattern that we do not use, and nobody here understands.
    """
    if not _PATTERN.fullmatch(source):
        raise ValueError(f"firebase.json: the local cloud does not understand the source {source}")
    negated = source.startswith("!")
    parts = _PARTS.findall(source.removeprefix("!"))
    pattern = re.compile("".join(_MEANING.get(part, re.escape(part)) for part in parts), re.DOTALL)
    return lambda path: (pattern.fullmatch(path) is not None) != negated
