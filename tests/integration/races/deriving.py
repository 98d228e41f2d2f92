"""Orders from a film that is being deleted, while the sweep comes by to remove it."""

from shared.model.job import JobState
from shared.model.lifecycle import TIDY_AFTER_S
from shared.model.source import Source
from shared.store import documents
from tests.integration.races.moves import ALICE, Move
from tests.integration.races.round import Round

ORDERS = 8
SWEEPS = 3
LATER_MAX_S = 0.25
"""How long after the first orders the deletion comes, and after it a sweep: several orders' time."""
WANTED = (
    ("upscale", {"target_resolution": "1080p"}),
    ("extend", {"prompt": "and on", "resolution": "720p"}),
    ("upscale", {"target_resolution": "1080p", "engine": "ffmpeg", "quality": "high"}),
)


def derives(play: Round) -> str:
    """F15, F122: a job either begins with the film, which then stays until its end, or was refused."""
    house = play.house(ago_s=TIDY_AFTER_S + 60)  # what is deleted now is due to be removed at once
    source = house.jobs.create(play.an_order("source"))
    house.deliver_all()
    video = house.store.get(documents.video(house.job(source.id).video_id))
    pinned = Source.of(video)
    key = play.scene.project
    orders = []
    for n in range(ORDERS):
        job_type, wanted = WANTED[n % len(WANTED)]
        asked = {"source_job_id": source.id, **wanted}
        orders.append(house.orders.order(ALICE, job_type=job_type, input=asked, key=f"{key}:{n}"))

    moves = [play.move("create", order) for order in orders]
    deletes_s = LATER_MAX_S * play.random.random() ** 2
    moves.append(Move("delete", (source.id,), delay_s=deletes_s))
    moves += [Move("sweep", delay_s=deletes_s + LATER_MAX_S * play.random.random()) for _ in range(SWEEPS)]
    play.random.shuffle(moves)
    answers = play.play(moves)

    made = [answer.value.id for answer in answers if answer.move.name == "create" and not answer.error]
    refused = [answer.error for answer in answers if answer.move.name == "create" and answer.error]
    books = play.books()
    assert set(refused) <= {"NotFound"}, refused
    assert set(books.jobs) == {source.id, *made}
    assert books.jobs[source.id].deleted_at is not None
    there = play.objects.find(pinned.film.name)
    assert not made or (there is not None and there.generation == pinned.film.generation)
    healed = play.heal()
    for job_id in made:
        job = healed.jobs[job_id]
        assert job.source == pinned
        assert job.state is JobState.COMPLETED or (job.error and job.error.code == "policy"), job.error
    assert play.objects.find(pinned.film.name) is None
    return f"{len(made)} of {ORDERS} came before the deletion"
