"""Long work in pieces: each segment of a film is claimed, fenced, retried and swept on its own.

They live in their job's document, so that the end of the last one, or the failure of any, is one commit.
"""

from typing import Literal

from shared.model.base import Model, Time
from shared.model.encoding import Quality, segments_for, work_s
from shared.model.footage import Footage
from shared.model.video import StoredObject


class Segment(Model):
    """Frames `first` up to `end`, or to the film's end; `file` is there once they are encoded."""

    first: int
    end: int | None
    epoch: int = 1
    attempt: int = 0
    errors: int = 0
    lease_expires_at: Time | None = None
    lease_token: str = ""
    sweep_after: Time | None = None
    frames_done: int = 0
    """How many frames its attempt has encoded so far."""
    file: StoredObject | None = None

    def leased(self, now: Time) -> bool:
        """Whether an attempt may be running."""
        return self.lease_expires_at is not None and self.lease_expires_at > now


class SegmentPlan(Model):
    """Some frames of a film and how they are encoded: from `first` up to `end`, or to the film's end."""

    footage: Footage
    width: int
    height: int
    quality: Quality
    first: int = 0
    end: int | None = None

    @property
    def frames(self) -> int | None:
        """How many there are; None if it goes to the film's end."""
        return None if self.end is None else self.end - self.first


class Segmented(Model):
    """The film is being encoded in segments, each by a step of its own."""

    kind: Literal["segmented"] = "segmented"
    footage: Footage
    width: int
    height: int
    quality: Quality
    segments: tuple[Segment, ...]

    @property
    def unfinished(self) -> tuple[int, ...]:
        """The numbers of the segments that are still to be encoded."""
        return tuple(n for n, segment in enumerate(self.segments) if segment.file is None)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The numbers of those that nobody works on."""
        return tuple(n for n in self.unfinished if self.segments[n].lease_expires_at is None)

    @property
    def progress(self) -> int:
        """How many percent of the frames are encoded."""
        frames = self.footage.shown_frames
        done = sum(
            (segment.end or frames) - segment.first if segment.file else segment.frames_done
            for segment in self.segments
        )
        return min(99, max(0, done * 100 // frames))

    def plan(self, n: int) -> SegmentPlan:
        """Return what one segment has to encode."""
        same = {"footage": self.footage, "width": self.width, "height": self.height, "quality": self.quality}
        return SegmentPlan(**same, first=self.segments[n].first, end=self.segments[n].end)

    def with_segment(self, n: int, **changes: object) -> "Segmented":
        """Return the same with one segment changed."""
        segments = list(self.segments)
        segments[n] = segments[n].model_copy(update=changes)
        return self.model_copy(update={"segments": tuple(segments)})


def divided(
    footage: Footage, key_frames_s: tuple[float, ...], *, size: tuple[int, int], quality: Quality
) -> Segmented:
    """Divide a film into segments of about the same work each, at key frames where there are any near."""
    width, height = size
    frames = footage.shown_frames
    count = segments_for(work_s(quality, width=width, height=height, frames=frames))
    keys = [round(time_s * footage.shown_rate) for time_s in key_frames_s]
    cuts = cuts_of(frames, keys, count=count)
    ends = [*cuts, None]
    segments = tuple(Segment(first=first, end=end) for first, end in zip([0, *cuts], ends, strict=True))
    return Segmented(footage=footage, width=width, height=height, quality=quality, segments=segments)


def cuts_of(frames: int, key_frames: list[int], *, count: int) -> list[int]:
    """Return where to cut `frames` into `count` parts: evenly, or at a key frame that is near."""
    part = frames / count
    cuts: set[int] = set()
    for n in range(1, count):
        even = round(n * part)
        near = min(key_frames, key=lambda key, even=even: abs(key - even), default=even)  # type: ignore[misc]
        cuts.add(near if abs(near - even) <= part / 3 else even)
    return sorted(cut for cut in cuts if 0 < cut < frames)
