"""Guards of jobs that begin with another one's video: the order, the source, the film."""

from typing import Any

from shared.model import lifecycle
from shared.model.base import Time
from shared.model.derivation import Upscaler
from shared.model.job import Job, JobState
from shared.model.order import JobOrder
from shared.model.source import Source
from shared.services import jobs as jobs_module
from shared.services import sources
from shared.services.collector import Collector, Made
from shared.services.sweep import Sweep
from shared.store import documents, queries
from tests.fakes.memory_objects import MemoryObjects
from tests.simulation.mutants.mutant import Mutant, Patch


def _source_unrelied() -> list[Patch]:
    """Look at the source, but commit whatever became of it since."""
    real = sources.check_source

    def check_source(tx: Any, caller_id: str, source_job_id: str, pinned: Source | None) -> None:
        real(tx, caller_id, source_job_id, pinned)
        for path in [path for path in tx._read if path.startswith("videos/")]:
            del tx._read[path]
        del tx._read[documents.job(source_job_id).path]

    return [(jobs_module, "check_source", check_source)]


def _anybodys() -> list[Patch]:
    return [(sources, "_mine", lambda job, caller_id: job)]


def _needed_if(*states: JobState) -> list[Patch]:
    """Ask for dependents in some states only."""

    def is_needed(self: Sweep, job: Job) -> bool:
        return any(self._store.find(queries.dependents(job.id, state=one, limit=1)) for one in states)

    return [(Sweep, "_is_needed", is_needed)]


def _kept_forgotten() -> list[Patch]:
    def kept(job: Job, *, at: Time) -> Job:
        return job.moved(sweep_after=None)

    return [(lifecycle, "kept", kept)]


def _uncompared(*names: str) -> list[Patch]:
    """Take the source as it is, whichever bytes these are."""

    def fetch_source(self: Collector, job: Job, target: Any) -> Source | None:
        if job.source is not None:
            self._objects.fetch(job.source.film.name, target, size_max_bytes=1_000_000)
        return job.source

    instead = {"fetch_source": fetch_source, "_check_source": lambda self, pinned: None}
    return [(Collector, name, instead[name]) for name in names]


def _links_to_whatever() -> list[Patch]:
    """Lend a name, not the generation that was pinned."""
    real = MemoryObjects.link

    def link(self: MemoryObjects, stored: Any, **words: Any) -> str:
        there = self.objects.get(stored.name)
        return real(self, there[0] if there else stored, **words)

    return [(MemoryObjects, "link", link)]


def _upscaled_at_least() -> list[Patch]:
    real = Upscaler.quote

    def quote(self: Upscaler, source: Source, *, target: str, source_credits: int) -> Any:
        return real(self, source, target=target, source_credits=0)

    return [(Upscaler, "quote", quote)]


def _own_root() -> list[Patch]:
    real = Job.pending

    def pending(order: JobOrder, **words: Any) -> Job:
        return real(order.model_copy(update={"root_job_id": None}), **words)

    return [(Job, "pending", staticmethod(pending))]


def _new_part_alone() -> list[Patch]:
    real = Collector._made

    def made(self: Collector, job: Job, prediction: Any, folder: Any) -> Made:
        return real(self, job.model_copy(update={"adds_s": 0}), prediction, folder)

    return [(Collector, "_made", made)]


HEIRS = (
    Mutant(
        "source-unchecked",
        "an order does not ask whether its source is still what was priced",
        lambda: [(jobs_module, "check_source", lambda *_: None)],
    ),
    Mutant("source-unrelied", "an order's commit does not rely on its source", _source_unrelied),
    Mutant("any-source", "anybody's video can be gone on with", _anybodys),
    Mutant("source-unneeded", "the sweep tidies a deleted source that is needed", _needed_if),
    Mutant(
        "pending-unneeding",
        "a job that has not begun does not need its source",
        lambda: _needed_if(JobState.PROCESSING),
    ),
    Mutant(
        "processing-unneeding",
        "a job under way does not need its source",
        lambda: _needed_if(JobState.PENDING),
    ),
    Mutant("kept-forgotten", "a deleted source that was needed is never tidied", _kept_forgotten),
    Mutant(
        "joined-uncompared",
        "a new part is joined to whatever bytes are there",
        lambda: _uncompared("fetch_source"),
    ),
    Mutant(
        "whole-uncompared",
        "a film that was made whole is kept, whatever it begins with",
        lambda: _uncompared("_check_source"),
    ),
    Mutant(
        "link-unpinned",
        "a provider is lent a name, not a generation",
        _links_to_whatever,
        survives="what was made of other bytes is not kept (three with whole- and joined-uncompared)",
    ),
    Mutant("upscaled-cheaply", "an upscale costs the least, whatever its source cost", _upscaled_at_least),
    Mutant("own-root", "a derived job is the root of a chain of its own", _own_root),
    Mutant("unjoined", "of an extension only the new part is kept", _new_part_alone),
)
