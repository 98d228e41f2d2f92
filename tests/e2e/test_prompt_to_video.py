"""A prompt becomes a paid-for video, through the whole local cloud."""

import io
import uuid
from pathlib import Path

import av
import httpx
import pytest
from PIL import Image

from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person


def frames_of(content: bytes) -> tuple[int, int, float, float, int, bool]:
    """Decode a film: width, height, seconds, frames per second, frames decoded, sound."""
    with av.open(io.BytesIO(content)) as film:
        stream = film.streams.video[0]
        decoded = sum(1 for _ in film.decode(stream))
        seconds = float(film.duration or 0) / 1_000_000
        return (
            stream.width,
            stream.height,
            seconds,
            float(stream.average_rate or 0),
            decoded,
            bool(film.streams.audio),
        )


@pytest.mark.parametrize(
    ("model", "duration_s", "size", "price"),
    [("wan-2.5", 5, (1280, 720), 7), ("veo-3.1-fast", 8, (1280, 720), 10)],
)
def test_the_same_prompt_through_both_providers(
    cloud: Cloud, model: str, duration_s: int, size: tuple[int, int], price: int
) -> None:
    person = Person.new(cloud)

    job = person.make("a lighthouse in a storm", model=model, duration_s=duration_s, resolution="720p")

    assert job["status"] == "draft", job["error"]
    film = cloud.http.get(job["video"]["url"]).content
    width, height, seconds, fps, frames, sound = frames_of(film)
    assert (width, height) == size
    assert seconds == pytest.approx(duration_s, abs=0.1)
    assert fps == 24
    assert frames == duration_s * 24
    assert sound
    assert job["video"]["size_bytes"] == len(film)
    assert person.balance() == (100 - price, 0)
    assert person.final_kinds(job["id"]) == ["hold", "capture"]


def test_poster_and_preview_are_there_and_links_are_private(cloud: Cloud) -> None:
    person = Person.new(cloud)
    video = person.make("a red fox in the snow")["video"]

    poster = Image.open(io.BytesIO(cloud.http.get(video["poster_url"]).content))
    assert poster.format == "WEBP"
    assert poster.size == (832, 480)
    width, _, seconds, _, _, sound = frames_of(cloud.http.get(video["preview_url"]).content)
    assert width <= 480
    assert seconds <= 3.1
    assert not sound
    assert cloud.http.get(video["url"].split("?")[0]).status_code == 403
    part = cloud.http.get(video["url"], headers={"Range": "bytes=100-199"})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_two_prompts_look_different(cloud: Cloud) -> None:
    person = Person.new(cloud)
    posters = [
        Image.open(io.BytesIO(cloud.http.get(person.make(prompt)["video"]["poster_url"]).content))
        for prompt in ("a calm sea at dawn", "a neon city at night")
    ]

    first, second = (poster.convert("RGB").resize((64, 36)).tobytes() for poster in posters)
    assert sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first) > 8


def test_an_image_becomes_the_first_frame_and_its_metadata_is_gone(cloud: Cloud) -> None:
    person = Person.new(cloud)
    upload = upload_image(person, an_image((20, 160, 60)), "image/jpeg")

    job = person.make("the green slowly moves", image={"upload_id": upload["id"]})

    assert job["status"] == "draft", job["error"]
    ready = person.get(f"/api/uploads/{upload['id']}")
    assert ready["state"] == "ready"
    poster = Image.open(io.BytesIO(cloud.http.get(job["video"]["poster_url"]).content)).convert("RGB")
    red, green, blue = poster.resize((1, 1)).getpixel((0, 0))
    assert green > red
    assert green > blue


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + bytes(50), b"\xff\xd8\xff"]
)
def test_what_is_not_an_image_is_refused_in_words_and_costs_nothing(cloud: Cloud, content: bytes) -> None:
    person = Person.new(cloud)
    upload = upload_image(person, content, "image/png")

    answer = person.order("anything", image={"upload_id": upload["id"]})

    assert answer.status_code == 400, answer.text
    assert person.balance() == (100, 0)


def test_the_same_key_makes_one_job_and_another_body_is_refused(cloud: Cloud) -> None:
    person, key = Person.new(cloud), uuid.uuid4().hex
    first = person.order("a boat", key=key)
    again = person.order("a boat", key=key)
    other = person.order("a ship", key=key)

    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    person.follow(first.json()["id"])
    assert person.balance() == (96, 0)


def test_out_of_credits_says_how_many_are_missing(cloud: Cloud) -> None:
    person = Person.new(cloud)
    answer = None
    for n in range(8):
        answer = person.order(f"[slow:5] number {n}", duration_s=10, resolution="1080p")
        if answer.status_code != 202:
            break

    assert answer is not None
    problem = answer.json()
    assert answer.status_code == 402
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["needed"], problem["available"], problem["short"]) == (19, 5, 14)
    assert person.balance() == (5, 95)


def test_a_draft_is_published_seen_by_everybody_taken_back_and_deleted(cloud: Cloud) -> None:
    person = Person.new(cloud)
    job = person.make("a paper boat on a pond")
    link = job["video"]["url"]

    published = person.call("POST", f"/api/drafts/{job['id']}/publish")
    feed = cloud.api("GET", "/api/feed").json()
    mine = [item for item in feed["items"] if item["id"] == job["video"]["id"]]
    assert published.json()["status"] == "published"
    assert cloud.http.get(mine[0]["url"]).status_code == 200
    assert person.call("POST", f"/api/drafts/{job['id']}/unpublish").json()["status"] == "draft"
    assert job["id"] not in cloud.api("GET", "/api/feed").text

    assert person.call("DELETE", f"/api/jobs/{job['id']}").status_code == 204
    assert person.call("GET", f"/api/jobs/{job['id']}").status_code == 404
    cloud.run_schedule("sweep")
    assert cloud.http.get(link).status_code == 404
    assert person.balance() == (96, 0)


def test_a_retry_is_a_new_job_that_says_so(cloud: Cloud) -> None:
    person = Person.new(cloud)
    failed = person.make(f"[fail:policy] {uuid.uuid4().hex}")

    answer = person.call(
        "POST", f"/api/jobs/{failed['id']}/retry", headers={"Idempotency-Key": uuid.uuid4().hex}
    )

    assert answer.status_code == 202, answer.text
    assert answer.json()["retried_from"] == failed["id"]
    person.follow(answer.json()["id"])


def test_operators_give_credits_and_drive_jobs(cloud: Cloud, tmp_path: Path) -> None:
    person = Person.new(cloud)
    uid = cloud.uid_of(person.token)
    grant = {"account_id": uid, "amount": 50, "key": "invoice-7", "reason": "bought"}
    for _ in range(2):
        answer = cloud.operate("grant_credits", grant)
        assert answer.status_code == 200, answer.text
    assert person.balance() == (150, 0)

    job = person.order(f"[hang] {uuid.uuid4().hex}").json()
    driven = cloud.operate("retry_job", {"job_id": job["id"], "reason": "a customer asked"})
    assert driven.status_code == 200, driven.text
    events = person.get(f"/api/jobs/{job['id']}/events")["events"]
    assert "redriven" in [event["kind"] for event in events]


def upload_image(person: Person, content: bytes, content_type: str) -> dict[str, str]:
    """Send an image as a browser does: ask for a link, PUT the bytes."""
    asked = {"content_type": content_type, "size_bytes": len(content)}
    answer = person.call("POST", "/api/uploads", json=asked)
    assert answer.status_code == 201, answer.text
    upload: dict[str, str] = answer.json()
    put = httpx.put(upload["url"], content=content, headers=upload["headers"], timeout=60)  # type: ignore[arg-type]
    assert put.status_code == 200, put.text
    return upload


def an_image(colour: tuple[int, int, int]) -> bytes:
    image, buffer = Image.new("RGB", (640, 360), colour), io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "where I live"
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_page_of_ours_may_send_and_play_files_and_a_page_of_others_may_not(cloud: Cloud) -> None:
    person = Person.new(cloud)
    upload = person.call("POST", "/api/uploads", json={"content_type": "image/png", "size_bytes": 9}).json()
    asks = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": ", ".join(sorted(upload["headers"])).lower(),
    }

    ours = cloud.http.options(upload["url"], headers={**asks, "Origin": cloud.ready["gateway"]})
    others = cloud.http.options(upload["url"], headers={**asks, "Origin": "https://evil.example"})

    assert ours.headers["Access-Control-Allow-Origin"] == cloud.ready["gateway"]
    assert "PUT" in ours.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in others.headers
