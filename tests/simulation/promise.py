"""What a client asked for under one key, and what it was told."""

from dataclasses import dataclass, field


@dataclass
class Promise:
    """What a client was told about one key of its own; the end must agree with it."""

    account_id: str
    key: str
    route: str = "jobs"
    model: str = "wan-2.5"
    prompt: str = "a lighthouse"
    with_image: bool = False
    upload_id: str | None = None
    ids: set[str] = field(default_factory=set)
    """Every job id that an answer named."""
    refused: bool = False
    """The last answer was a refusal."""
    canceled: bool = False
    deleted: bool = False
    delete_asked: int = 0
    revision: int = 0
