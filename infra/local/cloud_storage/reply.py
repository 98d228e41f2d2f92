"""One answer, free of the web framework."""

import json
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True)
class FileSlice:
    """Bytes of an open file that are yet to be sent; whoever sends them closes it."""

    file: BinaryIO
    offset: int
    size_bytes: int


@dataclass
class Reply:
    """An answer; `head_size_bytes` is the length a HEAD announces instead of sending a body."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | FileSlice = b""
    head_size_bytes: int | None = None

    @classmethod
    def json(cls, payload: object, *, status: int = 200) -> "Reply":
        """Answer with a JSON document."""
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        return cls(status, headers, json.dumps(payload).encode())

    def close(self) -> None:
        """Let go of a body that will not be sent."""
        if isinstance(self.body, FileSlice):
            self.body.file.close()
