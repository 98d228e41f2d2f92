"""What must hold for every commit that changes a job's segments: whose turn it is, and what it may touch."""

from collections.abc import Iterator
from datetime import datetime

from shared.model.backoff import ERRORS_MAX
from shared.model.job import Job
from shared.model.segment import Segment, Segmented
from tests.simulation.world import Process

Broken = Iterator[tuple[str, str]]


def segments_of(job: Job) -> tuple[Segment, ...]:
    """Return a job's segments, if it has any."""
    return job.memo.segments if isinstance(job.memo, Segmented) else ()


def wrong_moves(process: Process | None, before: Job, after: Job, now: datetime) -> Broken:
    """Yield what is wrong with how segments moved."""
    if process is not None and process.message_segment is not None:
        yield from _wrong_attempt(process, before, after, now)
    for n, (was, now_is) in enumerate(zip(segments_of(before), segments_of(after), strict=False)):
        if was == now_is:
            continue
        name = f"segment {n} of {after.id}"
        if was.file is not None:
            yield "I8", f"{name} was encoded and is changed: {was} -> {now_is}"
        if now_is.epoch < was.epoch or now_is.attempt < was.attempt or now_is.errors > ERRORS_MAX + 1:
            yield "I8", f"{name} went back, or has too many errors: {was} -> {now_is}"
        if process is not None and process.kind == "sweep" and was.leased(now):
            yield "lease", f"a sweep took {name} from attempt {was.attempt}"
        if process is not None and process.kind == "worker" and process.message_segment != n:
            yield "I8", f"{name} was changed by an attempt at segment {process.message_segment}"


def _wrong_attempt(process: Process, before: Job, after: Job, now: datetime) -> Broken:
    """Yield what is wrong with what an attempt at a segment wrote; a claim makes it the owner."""
    n = process.message_segment
    assert n is not None
    was, place = segments_of(before)[n], f"{after.id}/{n}"
    now_is = segments_of(after)[n]
    if now_is.lease_token == was.lease_token:
        owner = (was.lease_token, was.attempt, was.epoch)
        if process.claims.get(place) != owner:
            yield "I8", f"{process.claims.get(place)} wrote over {owner} of {place}"
        return
    process.claims[place] = (now_is.lease_token, now_is.attempt, now_is.epoch)
    if process.message_epoch != was.epoch:
        yield "F59", f"epoch {was.epoch} of {place} was worked by message {process.message_epoch}"
    if was.leased(now):
        yield "lease", f"{place} was claimed while its lease was alive"
    if was.file is not None or after.settled:
        yield "F59", f"{place} was claimed, and there is nothing to encode"
