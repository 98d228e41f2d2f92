"""Two finished videos as one ZIP, through the whole local cloud: fetched by a plain link, and taken up."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx
import pytest
from PIL import Image

from shared.media.probe import probe
from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person

PROMPTS = ("a lighthouse in a storm", "two foxes in the snow")


@pytest.fixture(scope="module")
def made(cloud: Cloud) -> tuple[Person, list[dict[str, Any]]]:
    person = Person.new(cloud)
    return person, [person.make(prompt)["video"] for prompt in PROMPTS]


def begun(person: Person, videos: list[dict[str, Any]]) -> dict[str, Any]:
    answer = person.call("POST", "/api/videos/download", json={"video_ids": [one["id"] for one in videos]})
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    person.cloud.canaries.plant("a ticket", view["url"].rpartition("/")[2])
    return view


def test_two_videos_come_in_one_zip_and_go_on_where_they_broke_off(
    cloud: Cloud, made: tuple[Person, list[dict[str, Any]]], tmp_path: Path
) -> None:
    person, videos = made
    view = begun(person, videos)

    whole = cloud.http.get(view["url"])
    assert whole.status_code == 200
    assert int(whole.headers["Content-Length"]) == view["size_bytes"] == len(whole.content)
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[2:] == [f"00{n} {prompt}.mp4" for n, prompt in enumerate(PROMPTS, 1)]
        rows = json.loads(archive.read("manifest.json"))["videos"]
        archive.extractall(tmp_path)
    for row, video in zip(rows, videos, strict=True):
        film = tmp_path / row["file_name"]
        assert film.read_bytes() == cloud.http.get(video["url"]).content
        assert probe(film).duration_s == pytest.approx(row["duration_s"], abs=0.05)

    head = cloud.http.head(view["url"])
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(view["size_bytes"]))
    assert _broken_and_taken_up(cloud, view) == whole.content
    assert cloud.http.get(view["url"], headers={"Range": f"bytes={view['size_bytes']}-"}).status_code == 416
    assert cloud.http.get(view["url"], headers={"If-Match": '"x"'}).status_code == 412


def _broken_and_taken_up(cloud: Cloud, view: dict[str, Any]) -> bytes:
    """Hang up in the middle, then ask for the rest, as browsers and curl do."""
    had = b""
    with cloud.http.stream("GET", view["url"]) as answer:
        for piece in answer.iter_raw(65_536):
            had += piece
            if len(had) > view["size_bytes"] // 3:
                break
    headers = {"Range": f"bytes={len(had)}-", "If-Range": answer.headers["ETag"]}
    rest = cloud.http.get(view["url"], headers=headers)
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes {len(had)}-{view['size_bytes'] - 1}/{view['size_bytes']}"
    return had + rest.content


def test_nobody_gets_a_zip_of_somebody_elses(cloud: Cloud, made: tuple[Person, list[dict[str, Any]]]) -> None:
    _, videos = made
    body = {"video_ids": [video["id"] for video in videos]}

    assert Person.new(cloud).call("POST", "/api/videos/download", json=body).status_code == 404
    assert cloud.api("POST", "/api/videos/download", json=body).status_code == 401
    unknown = f"{cloud.ready['gateway']}/api/videos/download/{'0' * 32}"
    assert httpx.get(unknown, trust_env=False).status_code == 404


def test_a_finished_video_has_a_sheet_for_scrubbing(
    cloud: Cloud, made: tuple[Person, list[dict[str, Any]]]
) -> None:
    _, (video, _) = made
    sprite = video["sprite"]

    sheet = Image.open(io.BytesIO(cloud.http.get(sprite["url"]).content))
    assert sheet.format == "WEBP"
    assert sheet.size == (sprite["columns"] * sprite["tile_width"], sprite["rows"] * sprite["tile_height"])
    assert sprite["interval_s"] * sprite["columns"] * sprite["rows"] >= video["duration_s"]
    assert cloud.http.get(sprite["url"].split("?")[0]).status_code == 403


def test_a_zip_of_which_a_film_has_vanished_breaks_off_on_the_way(
    cloud: Cloud, made: tuple[Person, list[dict[str, Any]]]
) -> None:
    person, videos = made
    view = begun(person, videos)
    bucket, _, name = unquote(urlsplit(videos[1]["url"]).path).removeprefix("/").partition("/")
    gone = f"{cloud.ready['storage']}/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
    assert cloud.http.delete(gone).status_code == 204

    came: list[bytes] = []
    with cloud.http.stream("GET", view["url"]) as answer:
        assert int(answer.headers["Content-Length"]) == view["size_bytes"]
        with pytest.raises(httpx.RemoteProtocolError):
            came.extend(answer.iter_raw())
    assert 0 < sum(map(len, came)) < view["size_bytes"]
    log = cloud.log("function-videos")
    assert '"event": "answer.broke"' in log
    assert '"error_class": "Gone"' in log
    assert view["url"].rpartition("/")[2] not in log
