"""`infra/environments.toml`: settings of all environments, and of one."""

import tomllib
from pathlib import Path

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
NOT_THERE = ("_EMULATOR_HOST", "K_SERVICE", "SIGNING_KEY_FILE")


def read_settings(path: Path, env: str) -> dict[str, str]:
    """Return the settings of an environment; one that is not named has those of all.

    Raises:
        ValueError: a name is no setting, or not one to be said here.
    """
    raw = tomllib.loads(path.read_text("utf-8"))
    settings: dict[str, str] = raw.get("all", {}) | raw.get(env, {})
    known = {name.upper() for name in Settings.model_fields} - OURS
    for name, value in settings.items():
        if name not in known or name.endswith(NOT_THERE):
            raise ValueError(f"{path.name}: {name} is no setting, or none to be said here")
        if not isinstance(value, str) or "|" in value:
            raise ValueError(f"{path.name}: {name} must be text without a bar")
    return settings
