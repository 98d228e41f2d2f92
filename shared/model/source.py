"""The finished video that a job begins with: pinned, so that nothing that happens to it changes the job."""

from shared.model.base import Model
from shared.model.video import Probe, StoredObject, Video


class Source(Model):
    """One video's film, by its generation, and its measures."""

    video_id: str
    film: StoredObject
    probe: Probe

    @classmethod
    def of(cls, video: Video) -> "Source":
        """Pin a video as it is."""
        return cls(video_id=video.id, film=video.source, probe=video.probe)
