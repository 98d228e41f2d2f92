"""Everything that can end a job, at once: it ends once, and whoever was told something was told the truth."""

from collections import Counter
from collections.abc import Sequence

from shared.model.job import Job, JobState
from shared.model.lifecycle import LAST_LOOK_S
from tests.house import DEADLINE_S, LEASE_S
from tests.integration.races.moves import Answer, Move
from tests.integration.races.reckoning import Books
from tests.integration.races.round import Round

LATE_S = DEADLINE_S + LAST_LOOK_S + 1
"""How old a job is that the sweep gives up, whatever its provider may still say."""
LOST_S = LEASE_S + 10
"""How long ago an attempt began that the sweep takes for lost."""
RELEASES = 50
HOLDERS = 6


def releases(play: Round) -> str:
    """F101: fifty callers end one job, by six ways; it has one end and one final entry."""
    job = play.house(LATE_S).jobs.create(play.an_order())
    moves = [
        play.move(
            "work",
            job.id,
            job.epoch,
            ago_s=(HOLDERS - n) * LOST_S,  # each takes the job over from the one before
            waits="made",
            comes_to="failed" if n % 2 else "done",
        )
        for n in range(HOLDERS)
    ]
    others = [play.move("cancel", job.id) for _ in range(14)]
    others += [play.move("sweep") for _ in range(14)]
    others += [play.move("redrive", job.id) for _ in range(8)]
    others += [play.move("delete", job.id) for _ in range(RELEASES - HOLDERS - len(others))]
    play.random.shuffle(others)

    answers = play.play([*moves, *others])

    _check_attempts(answers)
    _check(answers, play.books())
    return _end(play.heal().jobs[job.id])


def ends(play: Round) -> str:
    """F92, F93, F94, F119: finish against sweep against cancel against delete."""
    job = play.house(LATE_S).jobs.create(play.an_order())
    moves = [_finish(play, job)]
    moves += [play.move("sweep") for _ in range(play.random.choice((1, 1, 2)))]
    moves += [play.move("cancel", job.id) for _ in range(play.random.choice((1, 1, 2)))]
    moves += [play.move("delete", job.id) for _ in range(play.random.choice((1, 1, 2)))]
    moves += [play.move("publish", job.id) for _ in range(play.random.choice((0, 1)))]
    moves += [play.move("redrive", job.id) for _ in range(play.random.choice((0, 0, 0, 1)))]

    answers = play.play(moves)

    _check_attempts(answers)
    _check(answers, play.books())
    after = play.heal().jobs[job.id]
    assert sum(answer.submits for answer in answers) <= (after.state is not JobState.CANCELED)
    return _end(after)


def _finish(play: Round, job: Job) -> Move:
    """Return a worker's move: as near to the job's end as the round has it."""
    comes_to = play.random.choice(("done", "done", "failed"))
    if not play.scene.made_here and play.random.random() < 0.5:
        job = play.submit(job, ago_s=LATE_S - 60)
    waits = play.random.choice(("", "claimed", "made", "made", "made"))
    return play.move("work", job.id, job.epoch, ago_s=LOST_S, waits=waits, comes_to=comes_to)


def _check_attempts(answers: Sequence[Answer]) -> None:
    """Every claim has a number of its own, for that is the fence."""
    claims = [claim for answer in answers for claim in answer.claims]
    assert len({attempt for attempt, _ in claims}) == len(claims), claims


def _check(answers: Sequence[Answer], books: Books) -> None:
    """What was answered is so."""
    (job,) = books.jobs.values()
    kinds = books.kinds(job.id)
    told = Counter((answer.move.name, answer.error) for answer in answers)
    if told["cancel", None]:
        assert job.state is JobState.CANCELED, told
        assert not told["cancel", "JobNotCancelable"], told
    if job.state is JobState.CANCELED:
        assert told["cancel", None], told
    assert told["delete", None] == (job.deleted_at is not None), told
    assert not told["delete", "NotFound"] or told["delete", None], told
    assert kinds.count("redriven") == told["redrive", None], (told, kinds)
    assert not told["publish", None] or "published" in kinds, (told, kinds)
    for answer in answers:
        if answer.move.name == "cancel" and answer.error is None:
            assert answer.value.state is JobState.CANCELED


def _end(job: Job) -> str:
    why = f" ({job.error.code})" if job.error else ""
    return f"{job.state}{why}{', deleted' if job.deleted_at else ''}"
