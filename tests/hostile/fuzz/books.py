"""The money of a run: it moves with accepted orders and with cancelations, and with nothing else."""

from collections.abc import Iterator
from typing import Any

from shared.services.credits import Credits
from shared.store import documents
from tests.fakes.memory_store import MemoryStore
from tests.hostile.operations import Operation


class Books:
    """Looks at the ledger after every answer, and adds everything up at the end."""

    def __init__(self, store: MemoryStore, service: Credits) -> None:
        self._store = store
        self._credits = service
        self._jobs = self._stored_jobs()
        self._ledger = self._entries()

    def life(self) -> None:
        """Let what others did in between (the workers, the owner of the machine) be as it is."""
        self._ledger = self._entries()

    def faults(self, operation: Operation, path: str, status: int, answer: Any) -> Iterator[str]:
        """What an answer did to the ledger that it may not."""
        before, self._ledger = self._ledger, self._entries()
        if any(self._ledger.get(entry) != version for entry, version in before.items()):
            yield "an entry of the ledger was changed or removed"
        new = {entry.rpartition("/")[2] for entry in self._ledger.keys() - before.keys()} - {"grant:signup"}
        allowed: set[str] = set()
        if status == 202 and operation.paid:
            allowed = {f"{answer['id']}:hold"}
            self._jobs.add(f"jobs/{answer['id']}")
        elif status == 200 and operation.method == "POST":
            allowed = {f"{part}:final" for part in path.split("/")}
        if new - allowed:
            yield f"{operation.name} answered {status} and posted {sorted(new)}"
        jobs = self._stored_jobs()
        if jobs != self._jobs:
            yield f"{operation.name} answered {status} and made or lost {sorted(jobs ^ self._jobs)}"
            self._jobs = jobs

    def close(self) -> Iterator[str]:
        """What does not add up at the end."""
        accounts = [path for path in self._store.paths("accounts/") if path.count("/") == 1]
        for place in accounts:
            account_id = place.removeprefix("accounts/")
            account, audit = self._store.documents[place], self._credits.audit(account_id)
            if not audit.balanced:
                yield f"{account_id} is not balanced"
            sums = {"grant": 0, "hold": 0, "capture": 0, "release": 0}
            for entry in self._store.paths(f"{place}/ledger/"):
                row = self._store.documents[entry]
                sums[row["kind"]] += row["amount"]
            if account["available"] + account["held"] + sums["capture"] != sums["grant"]:
                yield f"{account_id}: available, held and captured are not what was granted: {sums}"
            yield from self._held(account_id, account)

    def _held(self, account_id: str, account: dict[str, Any]) -> Iterator[str]:
        """What is held must be the price of what is under way."""
        jobs = [self._store.get(documents.job(path.removeprefix("jobs/"))) for path in self._jobs]
        open_ = [job.price for job in jobs if job and job.account_id == account_id and not job.settled]
        if (account["held"], account["active_jobs"]) != (sum(open_), len(open_)):
            yield f"{account_id} holds {account['held']} for {account['active_jobs']} jobs, not {open_}"

    def _stored_jobs(self) -> set[str]:
        return {path for path in self._store.documents if path.startswith("jobs/") and path.count("/") == 1}

    def _entries(self) -> dict[str, int]:
        return {path: version for path, version in self._store.versions.items() if "/ledger/" in path}
