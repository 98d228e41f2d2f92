"""The core settings: the environment, read and checked once. A vendor's own lie beside its adapter."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CLOUD_RUN_DECLARED_MAX_BYTES = 32 * 1024 * 1024
"""Of an answer over HTTP/1 (Cloud Run, quotas)."""


class Settings(BaseSettings):
    """What every function needs to know of where it runs. Emulator hosts are set on one machine only."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    google_cloud_project: str
    region: str = "us-central1"
    bucket: str
    public_url: str
    """The origin that browsers and providers reach us at, without a slash at its end."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    publisher_email: str = ""
    """The service account whose token a Cloud Task publishes with."""

    signup_credits: NonNegativeInt = 0
    active_jobs_max: PositiveInt = 20
    orders_per_minute: PositiveInt = 60
    """Of one account, exactly; a third of them at once."""
    requests_per_minute: PositiveInt = 600
    """Of one account to one instance of a function; a third of them at once."""
    address_requests_per_minute: PositiveInt = 3000
    """Of one network address, signed in or not, to one instance; an office may share one address."""
    app_check: Literal["off", "observe", "enforce"] = "off"
    """Whether requests that need a sign-in must come from our own page or app (`http/app_check.py`)."""
    forwarded_hops: PositiveInt = 1
    """How many proxies stand between the caller and us: each has added one address to X-Forwarded-For."""
    job_deadline_s: PositiveFloat = 1800
    lease_s: PositiveFloat = 570
    """Longer than the longest function's timeout: a lease that ends while its attempt works wastes work."""
    media_lease_s: PositiveFloat = 570
    """The same, for the steps that use ffmpeg."""
    segment_lease_s: PositiveFloat = 120
    """Of a segment, which renews it: how long after its last sign of life an attempt counts as lost."""
    retry_base_s: PositiveFloat = 60
    pace: PositiveFloat = 1.0
    """How much of the catalogue's times passes here; the simulators of one machine are quicker."""

    segments_at_once: PositiveInt = 8
    """How many segments of a film are usually encoded at once: as many instances as there are to be had."""
    videos_url: str = ""
    """The origin of the function `videos` itself, for downloads that take longer than Hosting waits: 60 s."""
    buy_url: str = ""
    """Where credits are for sale: an address, or a path of our own; empty where they are not."""
    k_service: str = ""
    """What Cloud Run calls us; empty elsewhere."""

    firestore_emulator_host: str | None = None
    pubsub_emulator_host: str | None = None
    storage_emulator_host: str | None = None
    firebase_auth_emulator_host: str | None = None
    cloud_tasks_emulator_host: str | None = None
    signing_key_file: Path | None = None
    """A service account's key that signs links; without it, IAM signs them."""

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(origin.strip() for origin in value.split(",") if origin.strip())

    @property
    def downloads_origin(self) -> str:
        """Where large downloads are fetched from."""
        return self.videos_url or self.public_url

    @property
    def declared_max_bytes(self) -> int | None:
        """How long an answer may say it is: a longer one Cloud Run lets pass only without a length."""
        return CLOUD_RUN_DECLARED_MAX_BYTES if self.k_service else None

    @field_validator("buy_url")
    @classmethod
    def _address_or_path(cls, value: str) -> str:
        if value and not re.match(r"https?://[^/]|/(?![/\\])", value):
            raise ValueError(
                "must be an address such as https://shop.example/credits, or a path such as /buy"
            )
        return value

    @field_validator("videos_url")
    @classmethod
    def _origin_if_any(cls, value: str) -> str:
        return cls._origin(value) if value else value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or value.endswith("/"):
            raise ValueError("must be an origin such as https://example.com, without a slash at its end")
        return value


class EmulatorInProduction(RuntimeError):
    """Emulator variables are set where real money is: a forged sign-in would be accepted."""


def refuse_emulators_in_production(environment: Mapping[str, str] = os.environ) -> None:
    """Stop a revision that runs in the cloud with any emulator variable set.

    Raises:
        EmulatorInProduction: it does.
    """
    found = sorted(name for name, value in environment.items() if name.endswith("_EMULATOR_HOST") and value)
    if environment.get("K_SERVICE") and found:
        raise EmulatorInProduction(
            f"K_SERVICE is set together with {', '.join(found)}: unset them and redeploy"
        )
