"""Media in a few bytes: a "film" is text that says of which frames it consists."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from shared.model.footage import Footage
from shared.model.segment import SegmentPlan
from shared.model.video import Probe
from shared.services.transcoder import Encoder

FOOTAGE = Footage(
    container="mp4",
    width=1280,
    height=720,
    pixel_ratio=1.0,
    rate="24",
    even=True,
    frames=2400,
    begins_s=0.0,
    lasts_s=100.0,
    hdr=False,
    matrix="bt709",
    full_range=False,
    interlaced=False,
)
KEY_FRAMES_S = tuple(float(n) for n in range(0, 100, 4))


class FakeEncoder:
    """Surveys every source as a film of 100 s; `errors` are raised by the next encodings, in turn."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []
        self.encoded: list[tuple[int, int | None]] = []
        self.meanwhile: Callable[[Callable[[int], None]], None] = lambda watch: None
        """What happens while a segment is encoded."""

    @property
    def tools(self) -> Encoder:
        return Encoder(survey=_survey, encode=self._encode, join=_join, probe=_probe)

    def _encode(self, film: Path, plan: SegmentPlan, target: Path, *, watch: Callable[[int], None]) -> None:
        assert film.read_bytes()
        self.meanwhile(watch)
        if self.errors:
            raise self.errors.pop(0)
        self.encoded.append((plan.first, plan.end))
        end = plan.footage.frames if plan.end is None else plan.end
        size = [plan.width, plan.height]
        target.write_text(json.dumps({"size": size, "frames": [plan.first, end]}))


def _join(
    segments: Sequence[tuple[Path, int | None]], film: Path, footage: Footage, target: Path, *, sound: bool
) -> None:
    parts: list[Any] = [json.loads(path.read_text()) for path, _ in segments]
    shown = [n for part in parts for n in range(*part["frames"])]
    assert shown == list(range(footage.frames)), "frames are lost, or shown twice"
    assert [None if n is None else n for _, n in segments][:-1] == [
        part["frames"][1] - part["frames"][0] for part in parts[:-1]
    ]
    target.write_text(json.dumps({"size": parts[0]["size"], "frames": [0, len(shown)], "sound": sound}))


def _survey(path: Path, *, container: str) -> tuple[Footage, tuple[float, ...]]:
    assert container == "mp4"
    content = path.read_bytes()
    if not content.startswith(b'{"size"') or not content.endswith(b"}"):  # or it was extended since
        return FOOTAGE, KEY_FRAMES_S
    (width, height), (first, end) = (json.loads(content)[key] for key in ("size", "frames"))
    made = {"width": width, "height": height, "frames": end - first}
    return FOOTAGE.model_copy(update=made), KEY_FRAMES_S


def _probe(path: Path) -> Probe:
    footage, _ = _survey(path, container="mp4")
    return Probe(
        container="mp4",
        codec="h264",
        width=footage.width,
        height=footage.height,
        duration_s=footage.frames / 24,
        fps=24,
        has_audio=True,
        size_bytes=path.stat().st_size,
    )
