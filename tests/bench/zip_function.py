"""The function that `zip` measures: our service and our adapter, on a list that is kept in memory."""

import json
import os
from collections.abc import Iterator
from functools import cache

import functions_framework
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from werkzeug.wrappers import Request, Response

from shared.http import content
from shared.http.content import Content
from shared.model.video import StoredObject, Video
from shared.services.downloads import Archive, Downloads
from shared.storage.gcs import CloudStorage
from shared.store import documents
from tests.factories import a_probe
from tests.fakes.clock import START
from tests.house import House


@cache
def archive() -> Archive:
    """Put the films together, as a ticket would."""
    told = json.loads(os.environ["FILMS"])
    film = StoredObject(**told["film"])
    client = storage.Client(
        project="bench", credentials=AnonymousCredentials(), client_options={"api_endpoint": told["storage"]}
    )
    objects = CloudStorage(client, told["bucket"], signer=None, endpoint=told["storage"])
    house = House(available=1_000)
    ids = [_kept(house, film, f"film {n}") for n in range(told["count"])]
    return Downloads(house.store, objects, now=house.clock, new_ticket=lambda: "0" * 32).begin("alice", ids)[
        1
    ]


def _kept(house: House, film: StoredObject, key: str) -> str:
    job = house.make(key)
    video = Video(
        id=f"{job.id}-1",
        account_id="alice",
        job_id=job.id,
        attempt=1,
        source=film,
        poster=film,
        preview=film,
        probe=a_probe(),
        created_at=START,
    )
    place = documents.video(video.id)
    house.store.transact(lambda tx: (tx.get(place), tx.put(place, video)))
    return video.id


@functions_framework.http
def films(request: Request) -> Response:
    """Answer `/zip` with the ZIP, `/plain` with its films one behind the other."""
    made = archive()
    sizes = [film.size_bytes for film in made.files.values()]

    def plain(_start: int, _stop: int) -> Iterator[bytes]:
        for film in made.files.values():
            yield from made.objects.read(film, 0, film.size_bytes)

    is_zip = request.path == "/zip"
    size_bytes, read = (made.size_bytes, made.read) if is_zip else (sum(sizes), plain)
    answer = Content("application/octet-stream", made.etag, size_bytes, "attachment", read)
    return content.response_of(answer, request, declared_max_bytes=None)
