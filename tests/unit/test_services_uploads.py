import threading
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from shared.errors import InvalidRequest, NotFound, PayloadTooLarge, TransientError, Unavailable
from shared.media.picture import CleanImage
from shared.media.reencoding import reencode
from shared.model.upload import Upload, UploadState
from shared.services.uploads import Uploads
from shared.store import documents
from tests.fakes.memory_objects import MemoryObjects
from tests.fakes.memory_store import MemoryStore

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Begun = tuple[Upload, str, dict[str, str]]


def a_picture(form: str = "JPEG", colour: str = "red") -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 20), colour).save(content, form)
    return content.getvalue()


class World:
    """The service on fakes, and a person with a browser."""

    def __init__(self, *, lose_replies: float = 0.0) -> None:
        self.store = MemoryStore(lose_replies=lose_replies)
        self.objects = MemoryObjects(now=lambda: NOW)
        self.ids = count(1)
        self.uploads = self.service()

    def service(self, clean=reencode) -> Uploads:
        return Uploads(self.store, self.objects, lambda: NOW, lambda: f"upload{next(self.ids)}", clean)

    def begun(self, content: bytes | None = None, content_type: str = "image/jpeg") -> Begun:
        begun = self.uploads.begin("alice", content_type=content_type, size_bytes=len(content or b"x"))
        if content is not None:
            assert self.objects.receive(begun[1], content, begun[2]) == 200
        return begun

    def ready(self, upload: Upload) -> Upload:
        return self.uploads.ready("alice", upload.id)

    def stored(self, upload: Upload) -> Upload | None:
        return self.store.get(documents.upload(upload.id))


@pytest.fixture
def world() -> World:
    return World()


def test_a_sent_image_becomes_a_picture(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    assert upload.state is UploadState.WAITING
    ready = world.ready(upload)

    assert (ready.state, ready.width, ready.height) == (UploadState.READY, 40, 20)
    assert ready.image is not None
    assert (ready.image.name, ready.image.content_type) == ("uploads/alice/upload1/image.jpg", "image/jpeg")
    assert list(world.objects.objects) == [ready.image.name], "what was sent is gone"
    assert world.stored(upload) == ready


def test_asking_again_does_nothing_again(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    first = world.ready(upload)
    commits, puts = world.store.commits, world.objects.puts

    assert world.ready(upload) == first
    assert (world.store.commits, world.objects.puts) == (commits, puts)


def test_the_declared_type_is_only_a_claim(world: World) -> None:
    upload, _, _ = world.begun(a_picture("PNG"), "image/webp")

    assert world.ready(upload).state is UploadState.READY


def test_before_the_bytes_have_come_the_caller_is_told_to_send_them(world: World) -> None:
    upload, link, headers = world.begun()
    with pytest.raises(InvalidRequest, match="Upload the file first"):
        world.ready(upload)
    world.objects.receive(link, a_picture(), headers)

    assert world.ready(upload).state is UploadState.READY


def test_what_is_no_image_is_refused_for_good_with_the_reason(world: World) -> None:
    upload, _, _ = world.begun(b"<svg/>")
    for _ in range(2):
        with pytest.raises(InvalidRequest, match="not an image we can read"):
            world.ready(upload)

    assert world.objects.objects == {}
    stored = world.stored(upload)
    assert stored is not None
    assert stored.state is UploadState.REFUSED


@pytest.mark.parametrize("upload_id", ["upload9", "", "..", "a/b", "../accounts/alice", "x" * 65, "ü", "a\n"])
def test_an_unknown_or_malformed_id_is_not_found(world: World, upload_id: str) -> None:
    with pytest.raises(NotFound):
        world.uploads.ready("alice", upload_id)


def test_a_foreign_upload_is_not_found(world: World) -> None:
    upload, _, _ = world.begun(a_picture())

    with pytest.raises(NotFound) as foreign:
        world.uploads.ready("bob", upload.id)
    with pytest.raises(NotFound) as unknown:
        world.uploads.ready("bob", "upload77")
    assert foreign.value.detail == unknown.value.detail


@pytest.mark.parametrize(
    "content_type", ["image/svg+xml", "image/gif", "image/heic", "text/html", "", "IMAGE/PNG"]
)
def test_other_types_are_refused_at_the_start(world: World, content_type: str) -> None:
    with pytest.raises(InvalidRequest):
        world.uploads.begin("alice", content_type=content_type, size_bytes=10)
    assert world.store.documents == {}


def test_sizes_are_held_at_the_start_and_by_the_link(world: World) -> None:
    with pytest.raises(PayloadTooLarge):
        world.uploads.begin("alice", content_type="image/png", size_bytes=20_000_001)
    with pytest.raises(InvalidRequest):
        world.uploads.begin("alice", content_type="image/png", size_bytes=0)
    _, link, headers = world.begun()

    assert world.objects.receive(link, bytes(20_000_001), headers) == 400


def test_storage_that_is_down_is_our_fault_and_may_be_asked_again(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    world.objects.down = True
    with pytest.raises(Unavailable):
        world.ready(upload)
    with pytest.raises(Unavailable):
        world.uploads.begin("alice", content_type="image/png", size_bytes=1)
    world.objects.down = False

    assert world.ready(upload).state is UploadState.READY


def test_f88_a_crash_after_the_put_is_finished_by_the_next_call(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    world.objects.lost_replies = 1
    with pytest.raises(Unavailable):
        world.ready(upload)

    assert world.ready(upload).state is UploadState.READY
    assert len(world.objects.objects) == 1


def test_a_crash_after_the_commit_loses_nothing(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    delete, world.objects.delete = world.objects.delete, _fails
    first = world.ready(upload)
    world.objects.delete = delete

    assert world.ready(upload) == first


def test_lost_replies_of_the_store_change_nothing() -> None:
    world = World(lose_replies=0.7)
    for n in range(20):
        upload, _, _ = world.begun(a_picture() if n % 2 else b"nothing")
        if n % 2:
            assert world.ready(upload).state is UploadState.READY
        else:
            with pytest.raises(InvalidRequest):
                world.ready(upload)


def test_a_picture_of_another_release_is_as_good(world: World) -> None:
    upload, _, _ = world.begun(a_picture())

    def older(path: Path, target: Path) -> CleanImage:
        target.write_bytes(b"the same picture, coded otherwise")
        return CleanImage(40, 20, "image/jpeg", 33)

    world.objects.before_put = lambda: world.service(older).ready("alice", upload.id)
    ready = world.ready(upload)

    assert ready == world.stored(upload)
    assert ready.image is not None
    assert world.objects.find(ready.image.name) == ready.image


def test_one_that_comes_while_another_has_just_finished_sees_its_picture(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    fetch = world.objects.fetch

    def late_fetch(*args, **options):
        world.objects.fetch = fetch
        world.ready(upload)
        return fetch(*args, **options)

    world.objects.fetch = late_fetch

    assert world.ready(upload) == world.stored(upload)


def test_many_at_once_get_one_picture(world: World) -> None:
    upload, _, _ = world.begun(a_picture())
    seen: list[Upload] = []
    threads = [threading.Thread(target=lambda: seen.append(world.ready(upload))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 8
    assert len({one.model_dump_json() for one in seen}) == 1
    assert len(world.objects.objects) == 1


def _fails(name: str) -> None:
    raise TransientError(f"no answer for {name}")
