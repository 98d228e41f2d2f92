"""A video we keep: where its files are and what they were measured to be."""

from shared.model.base import Model, Time


class StoredObject(Model):
    """One object in our bucket, pinned: the generation says which bytes."""

    name: str
    generation: int
    size_bytes: int
    content_type: str


class Probe(Model):
    """What a file was measured to be, by decoding it."""

    container: str
    codec: str
    width: int
    height: int
    duration_s: float
    fps: float
    has_audio: bool
    size_bytes: int


class Video(Model):
    """One finished video; `id` is `<job_id>-<n>`."""

    id: str
    account_id: str
    job_id: str
    attempt: int
    """The attempt that stored it; its files lie under that attempt's own prefix."""
    source: StoredObject
    poster: StoredObject
    preview: StoredObject
    added: StoredObject | None = None
    """Of an extension: the new part alone."""
    probe: Probe
    created_at: Time

    @property
    def files(self) -> list[StoredObject]:
        """Everything it consists of."""
        return [file for file in (self.source, self.poster, self.preview, self.added) if file is not None]
