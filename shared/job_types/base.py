"""What a job type is: a closed input, a price, and one function that does the next bounded thing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from shared.catalog import Catalog
from shared.model.job import Job
from shared.model.outcome import Outcome
from shared.model.prediction import Prediction
from shared.model.segment import Segmented
from shared.model.source import Source
from shared.model.upload import Upload
from shared.model.video import StoredObject, Video
from shared.providers.base import VideoProvider


class Input(BaseModel):
    """What a customer may say; anything else is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True)
class Price:
    """What an input costs, who makes it, how long that usually takes, and what it is made from."""

    credits: int
    model: str
    provider: str
    expected_s: float
    upload: Upload | None = None
    source: "SourceJob | None" = None
    adds_s: int = 0
    """How much longer than its source the video becomes."""
    order_micro_usd: int = 0
    """What the provider charges us."""
    function: str = "provider_steps"
    """Which function of ours works on it."""


@dataclass(frozen=True)
class SourceJob:
    """A finished job of the caller, and its video, pinned."""

    job: Job
    video: Source


@dataclass(frozen=True)
class Desk:
    """What pricing may use: the catalogue, and what the caller owns. Each raises what its service raises."""

    catalog: Catalog
    today: date
    upload: Callable[[str], Upload]
    """Return the caller's upload with its picture, by id."""
    source: Callable[[str], SourceJob]
    """Return the caller's finished job, by id."""
    at_once: int
    """How many segments of a film are encoded at once here."""


class Tools(Protocol):
    """What an attempt may use. Every commit is fenced: it raises FenceLost once the job has moved on."""

    def now(self) -> datetime:
        """Return the current time."""
        ...

    def pace(self, seconds: float) -> float:
        """Return how long a wait of `seconds` lasts here; shorter on one machine."""
        ...

    def provider(self, name: str) -> VideoProvider:
        """Return the adapter of a provider."""
        ...

    def intend(self, job: Job) -> Job:
        """Commit that a provider is about to be paid; only then make the call."""
        ...

    def saving(self, job: Job) -> Job:
        """Say that the result is being fetched."""
        ...

    def collect(self, job: Job, prediction: Prediction) -> Video:
        """Fetch, measure and keep a finished prediction's file.

        Raises:
            TransientError: the file may come another time.
            PermanentError: it is not what was asked for.
        """
        ...

    def survey(self, job: Job) -> Segmented:
        """Look at the job's source and divide the work of upscaling it.

        Raises:
            TransientError, PermanentError: it cannot be fetched or read.
        """
        ...

    def encode(self, job: Job, n: int, watch: Callable[[int], None]) -> StoredObject:
        """Encode one segment and store it; `watch` hears about once a second how many frames are done.

        Raises:
            TransientError, PermanentError: it could not be encoded; what `watch` raises comes out, too.
        """
        ...

    def join(self, job: Job) -> Video:
        """Put the segments together, with the source's sound, and keep the whole.

        Raises:
            TransientError, PermanentError: it could not be done, or is not what it should be.
        """
        ...

    def link(self, stored: StoredObject, *, file_name: str | None = None) -> str:
        """Return a signed link that a provider can fetch; `file_name` stands in it."""
        ...

    def callback_url(self, job: Job) -> str | None:
        """Return where a provider may say that something happened; None if it cannot reach us."""
        ...


@dataclass(frozen=True)
class JobType:
    """One thing we sell: its name, its input, what it costs, what one attempt does."""

    name: str
    input: type[Input]
    check: type[Input]
    """The input, less what does not matter to the price."""
    price: Callable[[Any, Desk], Price]
    """Takes an `input` or a `check` of this type.

    Raises InvalidRequest if nobody makes it, and what the desk raises.
    """
    attempt: Callable[[Job, Tools], Outcome]
