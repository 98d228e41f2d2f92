"""Publish against unpublish, delete and the sweep that tidies: the feed shows what is published."""

from collections import Counter

from shared.model.job import JobState
from shared.model.lifecycle import TIDY_AFTER_S
from tests.integration.races.round import Round


def shows(play: Round) -> str:
    """F94, F121: whatever comes last, feed, projection and files agree; what is deleted is nowhere."""
    house = play.house(2 * TIDY_AFTER_S)
    job = house.make(f"{play.scene.project}:k1")
    assert job.state is JobState.COMPLETED
    if play.random.random() < 0.5:
        house.drafts.publish("alice", job.id)
    deletes = play.random.choice((0, 1, 1, 2))
    moves = [play.move("publish", job.id) for _ in range(play.random.choice((1, 2)))]
    moves += [play.move("unpublish", job.id) for _ in range(play.random.choice((1, 2)))]
    moves += [play.move("delete", job.id) for _ in range(deletes)]
    moves += [play.move("sweep") for _ in range(play.random.choice((0, 1, 2)))]
    play.random.shuffle(moves)

    answers = play.play(moves)

    told = Counter((answer.move.name, answer.error) for answer in answers)
    books = play.books()
    assert told["delete", None] == min(1, deletes) == (books.jobs[job.id].deleted_at is not None), told
    kinds = play.heal().kinds(job.id)
    return next(
        kind for kind in reversed(kinds) if kind in {"deleted", "unpublished", "published", "completed"}
    )
