"""The VERTEX_* variables."""

from pydantic import Field, HttpUrl, PositiveFloat, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class VertexSettings(BaseSettings):
    """How to reach Vertex AI. Without `access_token` the default credentials are used."""

    model_config = SettingsConfigDict(
        env_prefix="vertex_", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    project: str = Field(pattern=r"^[a-z][a-z0-9.:-]{4,60}[a-z0-9]$")
    location: str = Field(default="us-central1", pattern=r"^[a-z0-9-]{2,40}$")
    base_url: HttpUrl | None = None
    access_token: SecretStr | None = None
    timeout_s: PositiveFloat = 60

    @property
    def origin(self) -> str:
        """Return where the API is: as set, or by location."""
        if self.base_url is not None:
            return str(self.base_url)
        region = "" if self.location == "global" else f"{self.location}-"
        return f"https://{region}aiplatform.googleapis.com"
