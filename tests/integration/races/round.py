"""One round of a race: a project of its own, a scene, moves, and the reckoning."""

from collections.abc import Sequence
from random import Random
from typing import Any

import httpx

from shared.model.job import Job
from shared.model.messages import StepMessage
from tests.factories import an_order
from tests.integration.races.crew import Crew
from tests.integration.races.hand import the_objects, the_store
from tests.integration.races.moves import Answer, Move, Scene, a_house
from tests.integration.races.reckoning import Books, broken, broken_files

HEAL_MAX = 40
STEP_S = 65
"""A little more than a message may be late."""
DELAY_MAX_S = 0.03
"""Some times a commit: whoever starts first need not arrive first."""


class Round:
    """What a race needs: houses to prepare it, the shot, and what the books say afterwards."""

    def __init__(self, crew: Crew, project: str, random: Random, **scene: Any) -> None:
        self.random = random
        self.scene = Scene(project, **scene)
        self.store = the_store(self.scene)
        self.objects = the_objects(crew.storage_url)
        self._crew = crew
        self._soon = random.random() < 0.5

    def house(self, ago_s: float = 0.0, **move: Any) -> Any:
        """Return the services of an instance outside of the race."""
        return a_house(self.scene, self.store, self.objects, Move("", ago_s=ago_s, **move))

    def an_order(self, key: str = "k1", **changes: Any) -> Any:
        """Return an order of this round; its job id is its own, for all rounds share a bucket."""
        return an_order(f"{self.scene.project}:{key}", **changes)

    def delay_s(self) -> float:
        """Return how long after the shot a move begins; in half of the rounds all begin at once."""
        return 0.0 if self._soon else self.random.uniform(0, DELAY_MAX_S)

    def move(self, name: str, *given: Any, **more: Any) -> Move:
        return Move(name, given, delay_s=self.delay_s(), **more)

    def play(self, moves: Sequence[Move]) -> list[Answer]:
        """Make the moves; whoever it was got an answer, and no error that nobody foresaw."""
        answers = self._crew.play(self.scene, moves)
        assert len(answers) == len(moves)
        odd = [answer for answer in answers if answer.error not in FORESEEN]
        assert not odd, odd
        return answers

    def books(self, *, granted: int | None = None) -> Books:
        """Return the books as they stand, after seeing that they are right."""
        books = Books.read(self.store)
        found = list(broken(books, granted=granted or self.scene.credits))
        assert not found, found
        assert self.house().credits.audit("alice").balanced
        return books

    def heal(self) -> Books:
        """Let time pass, sweep and deliver until nothing is owed; then the files must be right, too."""
        house = self.house(comes_to=self.random.choice(["done", "failed"]))
        for _ in range(HEAL_MAX):
            books = Books.read(self.store)
            if all(job.sweep_after is None for job in books.jobs.values()):
                break
            house.clock.pass_s(STEP_S)
            house.sweep.run()
            house.deliver_all()
        books = self.books()
        found = list(broken_files(books, self.objects))
        assert not found, found
        return books

    def submit(self, job: Job, *, ago_s: float) -> Job:
        """Bring a new job to its provider."""
        house = self.house(ago_s)
        house.worker.run(StepMessage(job_id=job.id, epoch=job.epoch))
        return house.job(job.id)

    def close(self) -> None:
        """Forget the round's documents."""
        address = f"http://{self._crew.firestore}/emulator/v1/projects/{self.scene.project}"
        answer = httpx.delete(f"{address}/databases/(default)/documents", timeout=10, trust_env=False)
        answer.raise_for_status()


FORESEEN = {
    None,
    "InsufficientCredits",
    "IdempotencyKeyReused",
    "JobNotCancelable",
    "JobNotSettled",
    "JobNotPublishable",
    "NotFound",
}
