"""What no log line may hold: everything secret that a run of the local cloud has seen."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

NOT_OURS = {"auth.log", "firestore.log", "pubsub.log"}
"""Google's emulators, which are not in the cloud."""

SHAPES = {
    "an ID token": re.compile(r"eyJ[A-Za-z0-9_-]{20}"),
    "a signed link": re.compile(r"X-Goog-(Signature|Credential)", re.IGNORECASE),
    "a webhook secret": re.compile(r"whsec_[0-9a-f]"),
    "a provider's key": re.compile(r"local-[0-9a-f]{32}"),
}
SHORT_CHARS = 12
"""A shorter value could be in a log by chance."""


@dataclass
class Canaries:
    """Secrets by what they are; everybody who makes one plants it here."""

    planted: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def plant(self, what: str, secret: str) -> None:
        """Remember a secret."""
        if len(secret) >= SHORT_CHARS:
            self.planted[what].add(secret)

    def sung(self, logs: Path) -> list[str]:
        """Return where a secret was found: file, line number, what it is, but not the line itself."""
        found = []
        for path in sorted(logs.glob("*.log")):
            if path.name in NOT_OURS:
                continue
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                found += [f"{path.name}:{number}: {what}" for what in self._in(line)]
        return found

    def _in(self, line: str) -> list[str]:
        shaped = [what for what, shape in SHAPES.items() if shape.search(line)]
        return shaped + [
            what for what, secrets in self.planted.items() if any(one in line for one in secrets)
        ]
