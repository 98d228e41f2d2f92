"""A real browser and our Cloud Storage: cross-origin uploads, and a player that seeks."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import imageio_ffmpeg
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.cloud_storage_process import BUCKET, RunningServer, running_server
from tests.needs import lacks

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
DURATION_S = 60
LISTED_HEADERS = [
    "Content-Type",
    "Content-Range",
    "Location",
    "x-goog-content-length-range",
    "x-goog-generation",
    "x-goog-resumable",
]


def chromium() -> str:
    """Find the browser, or skip; CI must have it."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    paths = (shutil.which(name) for name in names if name)
    return next(filter(None, paths), None) or lacks(
        "Chromium is not installed: run infra/local/install_chromium.sh"
    )


class _EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>studio</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def studio() -> Iterator[str]:
    """Serve a page of an origin of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{pages.server_address[1]}"
        pages.shutdown()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    path = chromium()
    with studio() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(origin)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory, page) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("browser")) as running:
        bucket = running.client().get_bucket(BUCKET)
        bucket.cors = [
            {
                "origin": [page.url.rstrip("/")],
                "method": ["GET", "HEAD", "PUT", "POST"],
                "responseHeader": LISTED_HEADERS,
                "maxAgeSeconds": 600,
            }
        ]
        bucket.patch()
        yield running


def put(page: Page, url: str, headers: dict[str, str]) -> dict[str, object]:
    return page.evaluate(
        """async ([url, headers]) => {
            try {
                const answer = await fetch(url, {method: "PUT", headers, body: "from a page"});
                return {status: answer.status, generation: answer.headers.get("x-goog-generation")};
            } catch (error) {
                return {blocked: String(error)};
            }
        }""",
        [url, headers],
    )


def test_a_page_of_another_origin_uploads_with_a_preflight(page, server):
    headers = {"Content-Type": "text/plain", "x-goog-content-length-range": "0,1000"}
    url = server.sign("uploaded.txt", method="PUT", headers=headers)

    answer = put(page, url, headers)

    blob = server.bucket().get_blob("uploaded.txt")
    assert answer == {"status": 200, "generation": str(blob.generation)}
    assert blob.download_as_bytes() == b"from a page"


def test_a_header_that_the_bucket_does_not_list_is_blocked_by_the_browser(page, server):
    headers = {"x-goog-meta-secret": "1"}
    url = server.sign("blocked.txt", method="PUT", headers=headers)

    assert "blocked" in put(page, url, headers)
    assert not server.bucket().blob("blocked.txt").exists()


def test_a_page_uploads_in_chunks(page, server):
    url = server.sign("chunks.bin", method="RESUMABLE")

    statuses = page.evaluate(
        """async (url) => {
            const start = {method: "POST", headers: {"x-goog-resumable": "start"}};
            const session = (await fetch(url, start)).headers.get("Location");
            const unit = 256 * 1024, total = 2 * unit + 1, body = new Uint8Array(total).fill(7);
            const statuses = [];
            for (let first = 0; first < total; first += unit) {
                const end = Math.min(first + unit, total);
                const headers = {"Content-Range": `bytes ${first}-${end - 1}/${total}`};
                const chunk = body.slice(first, end);
                statuses.push((await fetch(session, {method: "PUT", headers, body: chunk})).status);
            }
            return statuses;
        }""",
        url,
    )

    assert statuses == [308, 308, 200]
    assert server.bucket().blob("chunks.bin").download_as_bytes() == b"\x07" * ((512 << 10) + 1)


def test_a_video_plays_from_where_it_is_sought(page, server, tmp_path):
    path = tmp_path / "movie.mp4"
    _render(path)
    server.bucket().blob("movie.mp4").upload_from_filename(str(path), content_type="video/mp4")
    ranges: list[str] = []
    page.on("response", lambda answer: ranges.append(answer.headers.get("content-range", "")))

    shown = page.evaluate(
        """async ([url, at]) => {
            const video = document.createElement("video");
            video.muted = true;
            video.preload = "metadata";
            video.src = url;
            document.body.append(video);
            const event = (name) => new Promise((resolve, reject) => {
                video.addEventListener(name, resolve, {once: true});
                video.addEventListener("error", () => reject(video.error.message), {once: true});
            });
            await event("loadedmetadata");
            video.currentTime = at;
            await event("seeked");
            return {
                time: video.currentTime, duration: video.duration,
                width: video.videoWidth, seekable: video.seekable.end(0),
            };
        }""",
        [server.sign("movie.mp4"), DURATION_S - 5],
    )

    assert shown["time"] == pytest.approx(DURATION_S - 5, abs=0.1)
    assert shown["duration"] == pytest.approx(DURATION_S, abs=0.2)
    assert shown["seekable"] == pytest.approx(DURATION_S, abs=0.2)
    assert shown["width"] == 640
    # Seeking asked for a part that begins in the middle of the file.
    assert any(found.startswith("bytes ") and not found.startswith("bytes 0-") for found in ranges)


def _render(path) -> None:
    """Make an H.264 video that is too large to be fetched as a whole before the seek."""
    source = f"-f lavfi -i testsrc2=size=640x360:rate=25:duration={DURATION_S}"
    picture = "-c:v libx264 -preset ultrafast -b:v 4M -pix_fmt yuv420p -g 25 -movflags +faststart"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    options = f"-nostdin -loglevel error {source} {picture}".split()
    subprocess.run([ffmpeg, *options, str(path)], check=True, timeout=100)
