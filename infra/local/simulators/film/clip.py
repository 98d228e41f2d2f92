"""What was ordered: one clip, with everything that decides how it looks."""

import hashlib
import json
from dataclasses import dataclass

FPS = 24


@dataclass(frozen=True)
class Clip:
    """One film to make. `prompt` is drawn as it is; `note` is the small line under it."""

    prompt: str
    note: str
    width: int
    height: int
    duration_s: int
    sound: bool = True
    first_image: bytes | None = None
    last_image: bytes | None = None

    @property
    def frames(self) -> int:
        """How many pictures the film has."""
        return self.duration_s * FPS

    @property
    def key(self) -> str:
        """Name the content: equal clips have equal keys."""
        facts = [self.prompt, self.note, self.width, self.height, self.duration_s, self.sound]
        facts += [_digest(self.first_image), _digest(self.last_image)]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:40]


def _digest(image: bytes | None) -> str | None:
    return None if image is None else hashlib.sha256(image).hexdigest()
