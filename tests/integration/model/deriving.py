"""Rules: finished films go on and become sharper, by a provider or by ourselves, while their sources go."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.integration.model.books import MADE, Expected
from tests.integration.model.ordering import KEYS, VERSIONS, Ordering
from tests.integration.model.wanted import Wanted
from tests.integration.model.world import PICK

EXTEND = {"prompt": "the storm ends", "resolution": "720p", "model": None}
UPSCALE = {"target_resolution": "1080p", "engine": "provider", "quality": None, "model": None}
WORKS: dict[str, tuple[str, dict[str, Any]]] = {
    "longer": ("extend", EXTEND),
    "longer and small": ("extend", {**EXTEND, "resolution": "480p"}),
    "sharper": ("upscale", UPSCALE),
    "sharper by us": ("upscale", {**UPSCALE, "engine": "ffmpeg", "quality": "high"}),
}


class Deriving(Ordering):
    """What begins with a finished film."""

    @initialize(works=st.lists(st.sampled_from([*WORKS]), max_size=2), goes=st.booleans())
    def begin_with_heirs(self, works: list[str], goes: bool) -> None:
        """Have a film, and what begins with it, from the first step on."""
        if works:
            self.make_a_video("alice", "short")
            self.derive_while_the_source_goes(0, works, goes)

    @precondition(lambda self: any(job.status in MADE for job in self.jobs))
    @rule(number=PICK, key=KEYS, work=st.sampled_from([*WORKS]), version=VERSIONS)
    def derive(self, number: int, key: str, work: str, version: str | None) -> None:
        made = [job for job in self.jobs if job.status in MADE]
        source = made[-1 - number % len(made)]
        self._derive(source, source.owner, key, work, version)

    @precondition(lambda self: self.jobs)
    @rule(number=PICK, key=KEYS, work=st.sampled_from([*WORKS]), trespasses=st.booleans())
    def derive_from_anything(self, number: int, key: str, work: str, trespasses: bool) -> None:
        """From what is not finished, or deleted, or somebody else's."""
        source = self.pick(number)
        other = "bob" if source.owner == "alice" else "alice"
        self._derive(source, other if trespasses else source.owner, key, work, None)

    @precondition(lambda self: any(job.status in MADE and not job.deleted for job in self.jobs))
    @rule(number=PICK, works=st.lists(st.sampled_from([*WORKS]), min_size=1, max_size=2), goes=st.booleans())
    def derive_while_the_source_goes(self, number: int, works: list[str], goes: bool) -> None:
        """Order under keys that nobody used; perhaps the source is deleted before anything is made of it."""
        made = [job for job in self.jobs if job.status in MADE and not job.deleted]
        if not made:
            return  # there were no credits for a first one
        source, before = made[-1 - number % len(made)], len(self.jobs)
        for work in works:
            self._derive(source, source.owner, f"d{len(self.jobs)}", work, None)
        if goes:
            answer = self.ask("jobs", "DELETE", f"/api/jobs/{source.id}", who=source.owner)
            assert answer.status_code == 204
            source.deleted = True
            self.sweep_once()  # its files would go now, if nothing under way needed them
        for job in self.jobs[before:]:
            for _ in range(2):
                for message in self.currents(job):
                    self.deliver(message, "good")

    def _derive(self, source: Expected, who: str, key: str, work: str, version: str | None) -> None:
        job_type, more = WORKS[work]
        wanted = Wanted(job_type, {"source_job_id": source.id, **more}, source)
        self.order_it(who, key, wanted, version)
