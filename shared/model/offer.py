"""What we sell: one model, in which combinations, at how many credits."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field

from shared.errors import InvalidRequest
from shared.model.base import Credits, Model
from shared.model.cost import micro_usd

Take = Literal["text", "image", "video"]
ShapeField = Literal["size", "resolution", "aspect_ratio", "target_resolution"]
T = TypeVar("T")


class Combination(Model):
    """One duration, resolution and aspect ratio that a model makes, and its price."""

    duration_s: int
    resolution: str
    aspect_ratio: str
    credits: Credits = Field(gt=0)
    expected_s: float = Field(gt=0)


class Quote(Model):
    """What one generation costs, and about how long it takes."""

    credits: Credits
    expected_s: float
    order_micro_usd: int = 0
    """What the provider charges us for it; nobody else is shown that."""


class VendorModel(Model):
    """What the provider calls a model, and the fields that tell it the shape. For its adapter alone.

    `model` may contain `{resolution}` where the provider has a model per resolution.
    """

    model: str
    fields: tuple[ShapeField, ...] = ()


class Offer(Model):
    """One model as we sell it; every fact a form needs to offer only what is accepted."""

    id: str
    title: str
    provider: str
    takes: tuple[Take, ...]
    """`text`: a prompt alone is enough. `image`: a prompt with a first image."""
    image_sets_shape: bool
    """With an image, the video has the image's aspect ratio rather than the one asked for."""
    combinations: tuple[Combination, ...]
    usd_per_s: dict[str, float]
    """What the provider charges us per second of video, by resolution."""
    retires_on: date | None = None
    """The first day on which the provider no longer answers."""
    vendor: dict[Take, VendorModel] = Field(exclude=True, repr=False)

    @property
    def durations_s(self) -> tuple[int, ...]:
        """Return every duration that some combination has."""
        return _unique(c.duration_s for c in self.combinations)

    @property
    def resolutions(self) -> tuple[str, ...]:
        """Return every resolution that some combination has."""
        return _unique(c.resolution for c in self.combinations)

    @property
    def aspect_ratios(self) -> tuple[str, ...]:
        """Return every aspect ratio that some combination has."""
        return _unique(c.aspect_ratio for c in self.combinations)

    def offered(self, on: date) -> bool:
        """Return whether it can be ordered on that day."""
        return self.retires_on is None or on < self.retires_on

    def quote(self, duration_s: int, resolution: str, aspect_ratio: str, *, has_image: bool) -> Quote:
        """Price one generation.

        Raises:
            InvalidRequest: this model does not make it; `field` and `allowed` say what to change.
        """
        self._check_take(has_image=has_image)
        left = self._with("resolution", resolution, self.combinations, "")
        left = self._with("duration_s", duration_s, left, f" in {resolution}")
        left = self._with("aspect_ratio", aspect_ratio, left, f" in {resolution} of {duration_s} s")
        return Quote(
            credits=left[0].credits,
            expected_s=left[0].expected_s,
            order_micro_usd=micro_usd(self.usd_per_s[resolution] * duration_s),
        )

    def _check_take(self, *, has_image: bool) -> None:
        if has_image and "image" not in self.takes:
            raise InvalidRequest(
                f"{self.title} takes no image. Leave the image out, or choose another model.",
                field="image",
                allowed=[None],
            )
        if not has_image and "text" not in self.takes:
            raise InvalidRequest(
                f"{self.title} starts from an image. Add one, or choose another model.",
                field="image",
                allowed=["an image"],
            )

    def _with(
        self, field: str, wanted: int | str, among: tuple[Combination, ...], context: str
    ) -> tuple[Combination, ...]:
        """Return the combinations whose `field` is `wanted`."""
        found = tuple(c for c in among if getattr(c, field) == wanted)
        if not found:
            allowed = _unique(getattr(c, field) for c in among)
            unit = " s" if field == "duration_s" else ""
            choices = spoken(f"{value}{unit}" for value in allowed)
            raise InvalidRequest(
                f"{self.title} does not make {wanted}{unit}{context}. Choose {choices}.",
                field=field,
                allowed=list(allowed),
            )
        return found


def spoken(choices: Iterable[str]) -> str:
    """Return choices as a person says them: `a, b or c`."""
    *first, last = choices
    return f"{', '.join(first)} or {last}" if first else last


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
