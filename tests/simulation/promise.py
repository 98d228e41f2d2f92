"""What a client asked for under one key, and what it was told."""

from dataclasses import dataclass, field, replace


@dataclass
class Promise:
    """What a client was told about one key of its own; the end must agree with it."""

    account_id: str
    key: str
    route: str = "jobs"
    model: str = "wan-2.5"
    prompt: str = "a lighthouse"
    with_image: bool = False
    job_type: str = "generate"
    source_job_id: str = ""
    """Of an extension or an upscale: the job that it begins with."""
    resolution: str = "720p"
    upload_id: str | None = None
    ids: set[str] = field(default_factory=set)
    """Every job id that an answer named."""
    refused: bool = False
    """The last answer was a refusal."""
    canceled: bool = False
    deleted: bool = False
    delete_asked: int = 0
    revision: int = 0

    def other(self) -> "Promise":
        """Return another wish under the same key."""
        words = {"prompt": "something else", "resolution": "1440p" if self.job_type == "upscale" else "480p"}
        return replace(self, ids=set(), **words)  # type: ignore[arg-type]
