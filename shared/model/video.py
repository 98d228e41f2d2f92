"""A video we keep: where its files are and what they were measured to be."""

from shared.model.base import Model, Time


class StoredObject(Model):
    """One object in our bucket, pinned: the generation says which bytes."""

    name: str
    generation: int
    size_bytes: int
    content_type: str
    crc32: int | None = None
    """Of its bytes, as ZIP counts. None: it was stored before anybody asked for it, or not by us."""


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
    key_frames: int | None = None
    key_gap_s: float | None = None
    """The longest time without a key frame. None: measured before anybody asked for it."""


class Grid(Model):
    """How a sprite sheet is laid out: tile `n`, counted row by row, shows the film at `n * interval_s`.

    Cells after the film's end repeat its last tile.
    """

    columns: int
    rows: int
    tile_width: int
    tile_height: int
    interval_s: float


class Sprite(Model):
    """The film at a glance, for scrubbing: many small pictures in one."""

    file: StoredObject
    grid: Grid


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
    sprite: Sprite | None = None
    """None: it was made before there were any, or its pictures cost too much to decode."""
    added: StoredObject | None = None
    """Of an extension: the new part alone."""
    probe: Probe
    created_at: Time

    @property
    def files(self) -> list[StoredObject]:
        """Everything it consists of."""
        sprite = self.sprite.file if self.sprite else None
        return [
            file for file in (self.source, self.poster, self.preview, sprite, self.added) if file is not None
        ]
