"""Write creations anew where they are not what their jobs say: older ones lack what was added since.

    python -m infra.scripts.rebuild_creations --project P            says what it would do
    python -m infra.scripts.rebuild_creations --project P --write    does it

A creation is a pure function of its job, so this may be stopped and run again at any time, while people work.
`--after ID` goes on behind a job; the id to give is printed with every page.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator

from infra.scripts.command_line import read_command_line
from shared.model.creation import Creation
from shared.model.job import Job
from shared.store import documents, queries
from shared.store.base import Store, Tx
from shared.wiring.adapters import firestore_of

PAGE = 200


def rebuild(store: Store, *, write: bool, after: str | None = None, said: bool = True) -> Counter[str]:
    """Go through all jobs behind `after`, by id; return how many were seen, were stale, and were rewritten.

    Raises:
        Unavailable: the database gives no answer; run it again with the id printed last.
    """
    counts: Counter[str] = Counter(seen=0, stale=0, written=0)
    for page in _pages(store, after):
        creations = store.get_all([documents.creation(job.id) for job in page])
        stale = [job.id for job, known in zip(page, creations, strict=True) if _is_stale(job, known)]
        counts["seen"] += len(page)
        counts["stale"] += len(stale)
        if write:
            counts["written"] += sum(_rebuild(store, job_id) for job_id in stale)
        if said:
            print(f"{dict(counts)}, up to --after {page[-1].id}", file=sys.stderr)  # noqa: T201 - its output
    return counts


def _pages(store: Store, after: str | None) -> Iterator[list[Job]]:
    while page := store.find(queries.jobs(limit=PAGE, after=(after,) if after else None)):
        yield page
        after = page[-1].id


def _rebuild(store: Store, job_id: str) -> bool:
    """Write or remove one creation; False if it has become right meanwhile."""

    def body(tx: Tx) -> bool:
        job, known = tx.get_both(documents.job(job_id), documents.creation(job_id))
        if job is None or not _is_stale(job, known):
            return False
        place = documents.creation(job_id)
        if job.deleted_at is None:
            tx.project(place, Creation.of(job))
        else:
            tx.delete(place)
        return True

    return store.transact(body)


def _is_stale(job: Job, known: Creation | None) -> bool:
    """Whether the creation says something else than the job; what its owner does not see leaves it behind."""
    if job.deleted_at is not None or known is None:
        return (job.deleted_at is None) != (known is not None)
    return Creation.of(job).model_copy(update={"revision": known.revision}) != known


def main() -> int:
    """Read the command line and report the counts."""
    asked = read_command_line("Write creations anew where they are not what their jobs say.")
    store = firestore_of(asked.project, emulator=os.environ.get("FIRESTORE_EMULATOR_HOST"))
    counts = rebuild(store, write=asked.write, after=asked.after)
    done = "were written anew" if asked.write else "would be written anew (dry run; --write does it)"
    number = counts["written"] if asked.write else counts["stale"]
    print(f"{counts['seen']} jobs seen, {number} creations {done}")  # noqa: T201 - its output
    return 0


if __name__ == "__main__":
    sys.exit(main())
