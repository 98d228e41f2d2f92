"""Guards of segments: whose turn it is to encode one, and when all of them are a film."""

import secrets
from typing import Any

from shared.errors import FenceLost
from shared.model import segment_lifecycle
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.segment import Segment, Segmented
from shared.services.segment_worker import SegmentWorker
from shared.store import documents
from tests.simulation.mutants.fences import guards_out
from tests.simulation.mutants.mutant import Mutant, Patch


def _claim_without(guard: str) -> list[Patch]:
    """Claim without looking at one of: settled, epoch, lease."""
    out = guards_out(SegmentWorker._claim, guard)

    def _claim(self: SegmentWorker, message: StepMessage) -> Job | None:
        at, token, n = self._now(), secrets.token_hex(16), message.segment or 0

        def body(tx: Any) -> Job | None:
            job = tx.get(documents.job(message.job_id))
            if job is None or (job.settled and "settled" not in out) or not isinstance(job.memo, Segmented):
                return None
            segment = job.memo.segments[n]
            if segment.epoch != message.epoch and "epoch" not in out:
                return None
            if segment.lease_token == token:
                return job
            if (segment.leased(at) and "lease" not in out) or segment.file is not None:
                return None
            claimed = segment_lifecycle.claimed(job, n, token=token, at=at, lease_s=self._lease_s)
            tx.put(documents.job(job.id), claimed)
            return claimed

        body.__qualname__ = "SegmentWorker._claim.<locals>.body"
        return self._store.transact(body)

    _claim.without = out  # type: ignore[attr-defined]
    return [(SegmentWorker, "_claim", _claim)]


def _fence_without(guard: str) -> list[Patch]:
    """Check the fence without one of: settled, attempt."""
    out = guards_out(segment_lifecycle.fenced, guard)

    def fenced(current: Job | None, n: int, mine: Segment) -> Job:
        if current is None or not isinstance(current.memo, Segmented):
            raise FenceLost("gone")
        if current.settled and "settled" not in out:
            raise FenceLost("settled")
        now = current.memo.segments[n]
        if (now.attempt, now.epoch) != (mine.attempt, mine.epoch) and "attempt" not in out:
            raise FenceLost("moved")
        return current

    fenced.without = out  # type: ignore[attr-defined]
    return [(segment_lifecycle, "fenced", fenced)]


def _joined_early() -> list[Patch]:
    return [(Segmented, "unfinished", property(lambda self: ()))]


def _never_found() -> list[Patch]:
    """Let nobody find a lost attempt at a segment."""
    return [(segment_lifecycle, "_owed_at", lambda job, memo, at: None)]


def _released_by_none() -> list[Patch]:
    """Let a segment that cannot be encoded be somebody else's trouble."""
    return [(SegmentWorker, "_fail", lambda self, mine, error: mine.job)]


SEGMENTS = (
    Mutant(
        "segment-settled", "a segment of a job that has ended is encoded", lambda: _claim_without("settled")
    ),
    Mutant("segment-epoch", "an old message begins an attempt at a segment", lambda: _claim_without("epoch")),
    Mutant("segment-lease", "two attempts encode one segment at once", lambda: _claim_without("lease")),
    Mutant(
        "segment-fence", "an attempt that was given up keeps its segment", lambda: _fence_without("attempt")
    ),
    Mutant("segment-after-end", "a segment changes a job that has ended", lambda: _fence_without("settled")),
    Mutant("joined-early", "segments are joined before all of them are encoded", _joined_early),
    Mutant("segments-unswept", "a segment that is lost is never found", _never_found),
    Mutant(
        "segment-unfailed",
        "a segment that cannot be encoded fails nobody",
        _released_by_none,
        survives="its lease runs out, and the sweep gives the job up after a few more attempts",
    ),
)
