"""One prediction of the simulated provider, and the film it becomes: its bytes say what it was made from.

A film is a row of parts, `|` and the name of the prediction that made each; so many parts are so many times
five seconds. A sharper copy has a `*` before it.
"""

from dataclasses import dataclass

from shared.model.prediction import GenerationRequest
from tests.simulation.objects import SimObjects

SHARPER = b"*"
PART_S = 5.0
NOT_TAKEN = "not taken"
"""The end of a prediction whose provider could not take the film it was to begin with."""


@dataclass
class Made:
    """One prediction: what it will come to, when, and since when the history shows it."""

    id: str
    job_id: str
    request: GenerationRequest
    created_s: float
    ends_s: float
    shown_s: float
    end: str
    whole: bool = False
    """Of an extension: the provider delivers it with its beginning, not the new part alone."""
    begin: bytes = b""
    """The film that the provider took, to go on with it or make it sharper."""
    refused: bool = False
    """The order was answered with an error, although it was accepted."""
    written_off: bool = False
    """It was counted as lost when its job was ordered again."""
    told_failed: bool = False
    """The provider has said of it that it failed, whatever comes later."""

    def over(self, time: float) -> bool:
        return time >= self.ends_s

    @property
    def film(self) -> bytes:
        """What it delivers."""
        if self.request.video_object and not self.request.prompt:
            return SHARPER + self.begin
        return (self.begin if self.whole else b"") + part(self.id)

    def take(self, objects: SimObjects, *, in_bucket: bool) -> None:
        """Take the film to begin with: by its link, or, in our own bucket, whatever has its name."""
        name, url = self.request.video_object, self.request.video_url
        if name is None or url is None:
            return
        if in_bucket:
            found = objects.objects.get(name)
            content = found[1] if found else b""
        else:
            content = objects.serve(url)[1]
        self.begin = content
        if not content:
            self.end = NOT_TAKEN


def part(prediction_id: str) -> bytes:
    """Return what a prediction adds to a film."""
    return b"|" + prediction_id.encode()


def lasts_s(film: bytes) -> float:
    """Return how many seconds a film lasts."""
    return PART_S * film.count(b"|")
