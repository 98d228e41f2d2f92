"""ffmpeg of the simulation: encodes segments in a few bytes, takes its time, and fails now and then.

A larger film is the film with a `#` before it; a segment of it says which frames it has.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from shared.errors import PermanentError, TransientError
from shared.model.footage import Footage
from shared.model.segment import SegmentPlan
from shared.model.video import Probe
from shared.services.transcoder import Encoder
from tests.fakes.encoder import FOOTAGE, KEY_FRAMES_S
from tests.simulation.faults import Faults
from tests.simulation.files import read, write
from tests.simulation.world import World

LARGER = b"#"
FRAMES = 1300
"""As many as make three segments."""

BEATS = 3
"""How often a segment says how far it is."""


class SimEncoder:
    """What `shared.media` does for the transcoder."""

    def __init__(self, world: World, faults: Faults, probe: Callable[[Path], Probe]) -> None:
        self._world = world
        self._faults = faults
        self._probe = probe

    @property
    def tools(self) -> Encoder:
        return Encoder(survey=_survey, encode=self._encode, join=self._join, probe=self._probe)

    def _encode(self, film: Path, plan: SegmentPlan, target: Path, *, watch: Callable[[int], None]) -> None:
        first, end = plan.first, plan.footage.frames if plan.end is None else plan.end
        for n in range(BEATS):
            self._world.at("mid-encode")
            self._world.sleep(self._world.random.uniform(1, 30))
            watch((end - first) * n // BEATS)
        if self._faults.hit("encode.slow"):
            raise TransientError("Preparing the video took too long.", code="transcode_timeout")
        if self._faults.hit("encode.broken"):
            raise PermanentError("The video could not be prepared.", code="transcode_failed")
        write(target, b"%d-%d:%s" % (first, end, read(film)))

    def _join(
        self,
        segments: Sequence[tuple[Path, int | None]],
        film: Path,
        footage: Footage,
        target: Path,
        *,
        sound: bool,
    ) -> None:
        self._world.at("mid-join")
        at = 0
        for path, frames in segments:
            place, _, whole = read(path).partition(b":")
            first, end = (int(number) for number in place.split(b"-"))
            if first != at or whole != read(film) or frames not in (None, end - first):
                raise AssertionError(f"{path.name} holds {place!r} of {whole!r} behind frame {at}")
            at = end
        if at != footage.frames:
            raise AssertionError(f"the film ends at frame {at}")
        write(target, LARGER + read(film))


def _survey(path: Path, *, container: str) -> tuple[Footage, tuple[float, ...]]:
    size = {"width": 3840, "height": 2160} if read(path).startswith(LARGER) else {}
    frames = {"frames": FRAMES, "lasts_s": FRAMES / 24}
    return FOOTAGE.model_copy(update={**frames, **size, "container": container}), KEY_FRAMES_S
