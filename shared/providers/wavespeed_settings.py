"""The WAVESPEED_* variables; the webhook's function reads them without loading the adapter."""

from typing import Annotated, Any

from pydantic import Field, HttpUrl, PositiveFloat, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class WaveSpeedSettings(BaseSettings):
    """How to reach WaveSpeed. Secrets may be rotated: both webhook secrets are valid while both are set."""

    model_config = SettingsConfigDict(
        env_prefix="wavespeed_", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    api_key: SecretStr
    base_url: HttpUrl = HttpUrl("https://api.wavespeed.ai")
    webhook_secret: SecretStr | None = None
    webhook_secret_previous: SecretStr | None = None
    result_hosts: Annotated[frozenset[str], NoDecode, Field(min_length=1)] = frozenset(
        {"d2p7pge43lyniu.cloudfront.net"}
    )
    """Where a finished file may be fetched from (form: `target_of`); the default is of their samples."""
    timeout_s: PositiveFloat = 30

    @field_validator("api_key")
    @classmethod
    def _one_visible_word(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not text.isascii() or not text.isprintable() or " " in text or not text:
            raise ValueError("must be visible ASCII without spaces")
        return value

    @field_validator("result_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return frozenset(host.strip().lower() for host in value.split(",") if host.strip())

    @property
    def webhook_secrets(self) -> tuple[SecretStr, ...]:
        """Return the secrets that a webhook may be signed with now."""
        return tuple(s for s in (self.webhook_secret, self.webhook_secret_previous) if s is not None)
