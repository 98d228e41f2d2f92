"""What came of the requests: how many, of which kind, answered how; and what was wrong."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from tests.hostile.operations import operations


@dataclass
class Tally:
    """Counts; `digest` is the same for the same requests and answers."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often an operation answered so."""
    modes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """For each fault, the request that showed it first, and the seed of its round."""
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def requests(self) -> int:
        return self.statuses.total()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()[:16]

    def count(self, operation: str, status: int, *, mode: str, said: str) -> None:
        self.statuses[operation, status] += 1
        self.modes[mode] += 1
        self._hash.update(f"{said} {status}\n".encode(errors="backslashreplace"))

    def blame(self, fault: str, example: str) -> None:
        self.faults[fault] += 1
        self.examples.setdefault(fault, example)

    def unseen(self) -> list[str]:
        """Operations that were never let through or never refused: of them nothing was proven."""
        missing = []
        for operation in operations():
            families = {status // 100 for name, status in self.statuses if name == operation.name}
            missing += [f"{operation.name} never answered {family}xx" for family in {2, 4} - families]
        return missing
