"""ZIPs of chosen videos: what is in them, who may have them, and what happens when something is missing."""

import io
import json
import zipfile
import zlib
from itertools import count

import pytest

from shared.errors import Gone, InvalidRequest, NotFound, TransientError
from shared.model import download
from shared.model.video import Video
from shared.services.downloads import TICKET_TTL_S, Archive, Downloads
from shared.store import documents
from tests.house import House


class Shelf:
    """A house with a few finished videos of alice's."""

    def __init__(self, films: int = 3, *, lose_replies: float = 0.0) -> None:
        self.house = House(available=1000, lose_replies=lose_replies)
        self.jobs = [self.house.make(f"k{n}") for n in range(films)]
        self.ids = [f"{job.id}-1" for job in self.jobs]
        tickets = (f"{n:032x}" for n in count(1))
        self.downloads = Downloads(
            self.house.store, self.house.objects, now=self.house.clock, new_ticket=lambda: next(tickets)
        )
        self.house.objects.read_bytes = 0

    def video(self, n: int) -> Video:
        video = self.house.store.get(documents.video(self.ids[n]))
        assert video is not None
        return video

    def forget_crc32(self, n: int) -> None:
        """Let a video be one of old, whose checksum nobody counted."""
        video = self.video(n)
        film = video.source.model_copy(update={"crc32": None})
        old = video.model_copy(update={"source": film})
        self.house.store.transact(
            lambda tx: (tx.get(documents.video(video.id)), tx.put(documents.video(video.id), old))
        )


def whole(archive: Archive) -> bytes:
    return b"".join(archive.read(0, archive.size_bytes))


def test_a_zip_holds_the_films_in_their_order_and_two_lists_of_them() -> None:
    shelf = Shelf()
    chosen = [shelf.ids[2], shelf.ids[0]]
    _, archive = shelf.downloads.begin("alice", chosen)

    content = whole(archive)
    assert len(content) == archive.size_bytes
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        assert found.namelist() == [
            "manifest.json",
            "manifest.csv",
            "001 a lighthouse.mp4",
            "002 a lighthouse.mp4",
        ]
        told = json.loads(found.read("manifest.json"))["videos"]
        assert [row["id"] for row in told] == chosen
        for row, n in zip(told, (2, 0), strict=True):
            film = found.read(row["file_name"])
            assert film == shelf.house.objects.objects[shelf.video(n).source.name][1]
            assert (row["size_bytes"], row["crc32"]) == (len(film), f"{zlib.crc32(film):08x}")


def test_the_same_list_gives_the_same_bytes_and_tag_by_any_ticket_and_another_list_another() -> None:
    shelf = Shelf()
    first, begun = shelf.downloads.begin("alice", shelf.ids)
    shelf.house.clock.pass_s(3600)
    second, again = shelf.downloads.begin("alice", shelf.ids)
    _, turned = shelf.downloads.begin("alice", shelf.ids[::-1])
    _, fewer = shelf.downloads.begin("alice", shelf.ids[:2])

    opened = shelf.downloads.open(first.id)
    assert first.id != second.id
    assert begun.etag == again.etag == opened.etag
    assert whole(begun) == whole(again) == whole(opened)
    assert len({begun.etag, turned.etag, fewer.etag}) == 3


def test_beginning_reads_no_film_and_a_part_reads_no_other() -> None:
    shelf = Shelf()
    _, archive = shelf.downloads.begin("alice", shelf.ids)

    assert shelf.house.objects.read_bytes == 0
    list(archive.read(archive.size_bytes - 100, archive.size_bytes))
    assert shelf.house.objects.read_bytes == 0, "the directory at the end needs no film"


def test_a_film_of_old_is_read_once_for_its_checksum() -> None:
    shelf = Shelf(2)
    _, known = shelf.downloads.begin("alice", shelf.ids)
    shelf.forget_crc32(1)
    shelf.house.objects.piece_bytes = 5

    _, archive = shelf.downloads.begin("alice", shelf.ids)
    assert shelf.house.objects.read_bytes == shelf.video(1).source.size_bytes
    assert (archive.etag, whole(archive)) == (known.etag, whole(known))
    shelf.house.objects.read_bytes = 0
    shelf.downloads.begin("alice", shelf.ids)
    assert shelf.house.objects.read_bytes == 0


@pytest.mark.parametrize("who", ["mallory", "", "alice2"])
def test_a_list_with_anything_of_somebody_elses_is_as_if_it_did_not_exist(who: str) -> None:
    shelf = Shelf()
    sentences = set()
    for account, ids in (
        (who, shelf.ids),
        ("alice", [*shelf.ids, "b" * 26 + "-1"]),
        ("alice", [shelf.ids[0], shelf.ids[1][:-1] + "2"]),
    ):
        with pytest.raises(NotFound) as error:
            shelf.downloads.begin(account, ids)
        sentences.add(str(error.value))
    assert len(sentences) == 1
    assert not [path for path in shelf.house.store.documents if path.startswith("downloads/")]


def test_one_foreign_video_among_ones_own_is_as_if_none_existed() -> None:
    shelf = Shelf()
    bobs = shelf.house.order(
        "generate",
        "b",
        account_id="bob",
        model="wan-2.5",
        prompt="x",
        duration_s=5,
        resolution="480p",
        aspect_ratio="16:9",
        image=None,
    )
    shelf.house.deliver_all()

    with pytest.raises(NotFound):
        shelf.downloads.begin("alice", [*shelf.ids, f"{bobs.id}-1"])


def test_what_was_deleted_cannot_be_chosen_and_a_list_with_it_is_gone() -> None:
    shelf = Shelf()
    ticket, _ = shelf.downloads.begin("alice", shelf.ids)
    shelf.house.jobs.delete("alice", shelf.jobs[1].id)

    with pytest.raises(NotFound):
        shelf.downloads.begin("alice", shelf.ids)
    with pytest.raises(Gone, match="was deleted"):
        shelf.downloads.open(ticket.id)


def test_f135_a_ticket_ends_at_its_time_whether_or_not_the_database_has_removed_it() -> None:
    shelf = Shelf(1)
    ticket, _ = shelf.downloads.begin("alice", shelf.ids)

    shelf.house.clock.pass_s(TICKET_TTL_S - 1)
    assert shelf.downloads.open(ticket.id).size_bytes
    shelf.house.clock.pass_s(1)
    for one in (ticket.id, "f" * 32):
        with pytest.raises(NotFound):
            shelf.downloads.open(one)


def test_what_is_too_large_together_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(2)
    monkeypatch.setattr("shared.services.downloads.SIZE_MAX_BYTES", shelf.video(0).source.size_bytes)

    assert shelf.downloads.begin("alice", shelf.ids[:1])
    with pytest.raises(InvalidRequest, match="Choose fewer"):
        shelf.downloads.begin("alice", shelf.ids)
    assert download.SIZE_MAX_BYTES == 20_000_000_000


def test_a_film_that_is_not_in_the_bucket_is_gone_and_never_left_out() -> None:
    shelf = Shelf()
    ticket, _ = shelf.downloads.begin("alice", shelf.ids)
    shelf.house.objects.delete(shelf.video(1).source.name)

    archive = shelf.downloads.open(ticket.id)
    with pytest.raises(Gone):
        whole(archive)
    shelf.forget_crc32(1)
    with pytest.raises(Gone):
        shelf.downloads.begin("alice", shelf.ids)


def test_storage_that_breaks_off_is_an_error_and_no_shorter_zip() -> None:
    shelf = Shelf()
    _, archive = shelf.downloads.begin("alice", shelf.ids)
    shelf.house.objects.breaks_after = 1

    with pytest.raises(TransientError):
        whole(archive)


def test_a_ticket_whose_commit_lost_its_reply_is_good() -> None:
    shelf = Shelf(2, lose_replies=0.5)
    tickets = [shelf.downloads.begin("alice", shelf.ids)[0] for _ in range(20)]

    assert len({ticket.id for ticket in tickets}) == 20
    assert all(shelf.downloads.open(ticket.id) for ticket in tickets)
