"""`infra/environments.toml`: settings of all environments, and of one."""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from infra.deployment.watch import Watch
from shared.config import Settings

OURS = {
    "GOOGLE_CLOUD_PROJECT",
    "REGION",
    "BUCKET",
    "PUBLIC_URL",
    "ALLOWED_ORIGINS",
    "VIDEOS_URL",
    "PUBLISHER_EMAIL",
}
"""What follows from the project, or from where a function runs."""
WATCH = "watch"
"""The key of what is no function's business: who is told, and what a month may cost."""
NOT_THERE = ("_EMULATOR_HOST", "K_SERVICE", "SIGNING_KEY_FILE")
SITE_KEY = "APP_CHECK_SITE_KEY"
"""Told to the studio alone: what reCAPTCHA Enterprise calls the address of an environment. No secret."""
_KEY = re.compile(r"[A-Za-z0-9_-]{20,100}")


class SettingRefused(ValueError):
    """An environment cannot be deployed as it is described."""


def read_settings(path: Path, env: str) -> dict[str, str]:
    """Return what the functions of an environment are told; one that is not named is told what all are.

    Raises:
        SettingRefused: a name is no setting, or not one to be said here, or the studio would be locked out.
    """
    return {name: value for name, value in _read(path, env).items() if name != SITE_KEY}


def read_site_key(path: Path, env: str) -> str:
    """Return reCAPTCHA's key for the studio of an environment, empty where it has none.

    Raises:
        SettingRefused: as above.
    """
    return _read(path, env).get(SITE_KEY, "")


def _read(path: Path, env: str) -> dict[str, str]:
    raw = tomllib.loads(path.read_text("utf-8"))
    settings: dict[str, str] = raw.get("all", {}) | raw.get(env, {})
    settings.pop(WATCH, None)
    known = {name.upper() for name in Settings.model_fields} - OURS | {SITE_KEY}
    for name, value in settings.items():
        if name not in known or name.endswith(NOT_THERE):
            raise SettingRefused(f"{path.name}: {name} is no setting, or none to be said here")
        if not isinstance(value, str) or "|" in value:
            raise SettingRefused(f"{path.name}: {name} must be text without a bar")
    key = settings.get(SITE_KEY, "")
    if key and not _KEY.fullmatch(key):
        raise SettingRefused(f"{path.name}: {SITE_KEY} is no key of reCAPTCHA: letters, digits, - and _")
    if settings.get("APP_CHECK") == "enforce" and not key:
        raise SettingRefused(
            f'{path.name}: APP_CHECK = "enforce" without {SITE_KEY} would lock the studio of {env} out: '
            "make the key first, and observe for a while (infra/deployment/README.md)"
        )
    return settings


def read_watch(path: Path, env: str) -> Watch:
    """Return who is told and what a month may cost, as far as the file says.

    Raises:
        SettingRefused: it makes no sense.
    """
    said = tomllib.loads(path.read_text("utf-8")).get(env, {}).get(WATCH, {})
    try:
        return Watch.model_validate(said)
    except ValidationError as error:
        raise SettingRefused(f"{path.name}: {env}.{WATCH}: {error}") from error
