"""A provider's callback against the message that was due, against the sweep, against an operator."""

from tests.integration.races.ending import _check_attempts, _end
from tests.integration.races.round import Round

AGO_S = 130
"""Since when the job is at its provider: the poll's message is so late that the sweep takes it for lost."""


def wakes(play: Round) -> str:
    """F32, F59, F62: however often a job is woken, an epoch is worked once, and nothing is ordered twice."""
    job = play.submit(play.house(AGO_S).jobs.create(play.an_order()), ago_s=AGO_S)
    comes_to = play.random.choice(("done", "running", "failed"))
    given = (job.id, job.epoch)
    moves = [play.move("work", *given, comes_to=comes_to) for _ in range(4)]
    moves += [play.move("wake", job.id, job.memo.prediction_id) for _ in range(4)]
    moves += [play.move("sweep") for _ in range(2)]
    moves += [play.move("redrive", job.id) for _ in range(play.random.choice((0, 1, 2)))]
    play.random.shuffle(moves)

    answers = play.play(moves)

    _check_attempts(answers)
    epochs = [epoch for answer in answers for _, epoch in answer.claims]
    assert len(epochs) == len(set(epochs)), answers
    assert not any(answer.submits for answer in answers)
    play.books()
    return f"polled: {comes_to if epochs else 'no'}; then {_end(play.heal().jobs[job.id])}"
