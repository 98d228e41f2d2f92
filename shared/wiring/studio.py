"""What the collector and the callbacks need of media and vendors, tied to this place."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from shared.clock import utc_now
from shared.errors import NotAuthenticated
from shared.media.expectation import Wanted, check
from shared.media.fetch import fetch
from shared.media.joining import cut, join
from shared.media.previews import make_previews
from shared.media.probe import probe, survey
from shared.media.upscaling import encode, join_segments
from shared.model.footage import Footage
from shared.model.job import OURSELVES, Job
from shared.model.video import Probe
from shared.providers.wavespeed_settings import WaveSpeedSettings
from shared.providers.wavespeed_webhook import verify
from shared.services.collector import RESULT_SIZE_MAX_BYTES, Pictures, Studio
from shared.services.transcoder import WHOLE_SIZE_MAX_BYTES, Encoder
from shared.wiring.adapters import settings


def studio() -> Studio:
    """Return how a result is fetched, measured, compared with its order, and pictured."""

    def fetch_result(url: str, target: Path) -> object:
        # Read here: the function for our own work fetches from nobody, and is not given the vendor's key.
        hosts = WaveSpeedSettings().result_hosts
        return fetch(url, target, hosts=hosts, size_max_bytes=RESULT_SIZE_MAX_BYTES)

    def picture(film: Path, measured: Probe, folder: Path) -> Pictures:
        made = make_previews(film, measured, folder)
        return Pictures(made.poster, made.preview, made.sprite, made.grid)

    return Studio(fetch=fetch_result, probe=probe, check=check_order, picture=picture, join=join, cut=cut)


def encoder() -> Encoder:
    """Return how a film is upscaled."""

    def look_at(film: Path, *, container: str) -> tuple[Footage, tuple[float, ...]]:
        seen = survey(film, container=container)
        return seen.footage, seen.key_frames_s

    measured = partial(probe, size_max_bytes=WHOLE_SIZE_MAX_BYTES)
    return Encoder(survey=look_at, encode=encode, join=join_segments, probe=measured)


def check_order(measured: Probe, job: Job) -> None:
    """Refuse a video that is not what was ordered."""
    check(measured, _wanted(job))


def _wanted(job: Job) -> Wanted:
    source = job.source.probe if job.source else None
    if source is None:
        return Wanted(
            duration_s=float(str(job.input["duration_s"])),
            resolution=str(job.input["resolution"]),
            aspect_ratio=None if job.image else str(job.input["aspect_ratio"]),
        )
    if job.adds_s:
        return Wanted(
            duration_s=source.duration_s + job.adds_s,
            resolution=str(job.input["resolution"]),
        )
    return Wanted(
        duration_s=source.duration_s,
        resolution=None if job.provider == OURSELVES else str(job.input["target_resolution"]),
        aspect_ratio=f"{source.width}:{source.height}",
    )


def callback_url(job: Job) -> str | None:
    """Return where a provider may call back about a job; only WaveSpeed can."""
    if job.provider != "wavespeed" or not WaveSpeedSettings().webhook_secrets:
        return None
    return f"{settings().public_url}/api/callbacks/wavespeed/{job.id}"


def verify_wavespeed(headers: Mapping[str, str], body: bytes) -> str:
    """Check a WaveSpeed callback and return the prediction it names.

    Raises:
        NotAuthenticated: it is not from WaveSpeed, too old, or we have no secret to check it with.
    """
    secrets = WaveSpeedSettings().webhook_secrets
    if not secrets:
        raise NotAuthenticated("Callbacks are not set up.")
    return verify(headers, body, secrets, utc_now())
