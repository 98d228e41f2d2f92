"""Give older jobs their type: `job_type = "generate"` on every job, and its projection, that has none.

    python -m infra.scripts.backfill_job_types --project P            says what it would do
    python -m infra.scripts.backfill_job_types --project P --write    does it

It may be stopped and run again at any time: what has a type is left alone. `--after ID` goes on behind a job;
the id to give is printed with every page. A document that changes meanwhile is read again, never overwritten.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from google.api_core.exceptions import Aborted, FailedPrecondition, NotFound
from google.cloud import firestore

from infra.scripts.command_line import read_command_line

JOB_TYPE = "generate"
PAGE = 200
TIMEOUT_S = 60.0
TRIES_MAX = 5


def backfill(
    db: firestore.Client, *, write: bool, after: str | None = None, said: bool = True
) -> Counter[str]:
    """Go through all jobs behind `after`, by id; return how many were seen, lacked a type, and got one.

    Raises:
        RuntimeError: a document changed under us again and again; run it again with the id printed last.
    """
    counts: Counter[str] = Counter(seen=0, lacking=0, written=0)
    for page in _pages(db, after):
        counts["seen"] += len(page)
        lacking = [job.id for job in page if not _type_of(job)]
        counts["lacking"] += len(lacking)
        if write and lacking:
            counts["written"] += _give(db, lacking)
        if said:
            print(f"{dict(counts)}, up to --after {page[-1].id}", file=sys.stderr)  # noqa: T201 - its output
    return counts


def _pages(db: firestore.Client, after: str | None) -> Iterator[list[Any]]:
    jobs = db.collection("jobs").order_by("__name__").select(["job_type"]).limit(PAGE)
    while True:
        query = jobs.start_after({"__name__": db.document(f"jobs/{after}")}) if after else jobs
        page = list(query.stream(timeout=TIMEOUT_S))
        if page:
            yield page
            after = page[-1].id
        if len(page) < PAGE:
            return


def _give(db: firestore.Client, job_ids: list[str]) -> int:
    """Give these jobs their type in one commit, with a precondition on each."""
    for _ in range(TRIES_MAX):
        places = [db.document(f"{kind}/{job_id}") for job_id in job_ids for kind in ("jobs", "creations")]
        found = [one for one in db.get_all(places, timeout=TIMEOUT_S) if one.exists]
        lacking = [one for one in found if not _type_of(one)]
        batch = db.batch()
        for one in lacking:
            unchanged = db.write_option(last_update_time=one.update_time)
            batch.update(one.reference, {"job_type": JOB_TYPE}, option=unchanged)
        try:
            batch.commit(retry=None, timeout=TIMEOUT_S)
        except (Aborted, FailedPrecondition, NotFound):
            continue
        return sum(one.reference.parent.id == "jobs" for one in lacking)
    raise RuntimeError(f"the jobs from {job_ids[0]} on change too fast; run it again with --after")


def _type_of(job: Any) -> object:
    return (job.to_dict() or {}).get("job_type")


def main() -> int:
    """Read the command line and report the counts."""
    asked = read_command_line("Give older jobs the type 'generate'.")
    db = firestore.Client(project=asked.project)
    counts = backfill(db, write=asked.write, after=asked.after)
    done = "were given one" if asked.write else "would be given one (dry run; --write does it)"
    number = counts["written"] if asked.write else counts["lacking"]
    print(f"{counts['seen']} jobs seen, {number} {done}")  # noqa: T201 - its output
    return 0


if __name__ == "__main__":
    sys.exit(main())
