"""The models the simulator knows: their parameters, prices and what they deliver.

Parameters as on the official model pages of October 2025 and, for Veo 3.1, of 2026.
"""

from dataclasses import dataclass
from typing import Any

from infra.local.simulators.schema import Property

SIZES = {
    "480p": ["832*480", "480*832"],
    "720p": ["1280*720", "720*1280"],
    "1080p": ["1920*1080", "1080*1920"],
}
PROMPT: Property = {"type": "string", "minLength": 1}
TEXT: Property = {"type": "string"}
URL: Property = {"type": "string", "format": "uri", "minLength": 1}
SEED: Property = {"type": "integer", "minimum": -1, "maximum": 2147483647, "default": -1}
FLAG: Property = {"type": "boolean"}
UPSCALED_MIN_S = 5
"""What an upscale is billed for at least; the quote knows no film."""
SERVICE = {"enable_sync_mode": FLAG, "enable_base64_output": FLAG}
"""Fields the service itself understands, whatever the model."""


@dataclass(frozen=True)
class Model:
    """One entry of the catalogue."""

    id: str
    properties: dict[str, Property]
    required: list[str]
    usd_per_s: dict[str, float]

    @property
    def worded(self) -> bool:
        """Whether it takes a prompt, and so directives."""
        return "prompt" in self.properties

    def filled(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return `inputs` with the model's defaults in the gaps."""
        defaults = {k: p["default"] for k, p in self.properties.items() if "default" in p}
        return {**defaults, **inputs}

    def resolution(self, inputs: dict[str, Any]) -> str:
        """Return 480p, 720p or 1080p: as asked, from the size, or the model's only one."""
        filled = self.filled(inputs)
        if "size" in filled:
            return next(name for name, sizes in SIZES.items() if filled["size"] in sizes)
        return str(filled.get("resolution", next(iter(self.usd_per_s))))

    def price_usd(self, inputs: dict[str, Any]) -> float:
        """Return the list price of one run."""
        seconds = int(self.filled(inputs).get("duration", UPSCALED_MIN_S))
        return round(self.usd_per_s[self.resolution(inputs)] * seconds, 4)

    def entry(self) -> dict[str, Any]:
        """Return the model as `GET /api/v3/models` lists it."""
        return {
            "model_id": self.id,
            "name": self.id,
            "type": self.id.rsplit("/", 1)[-1],
            "base_price": min(self.usd_per_s.values()),
            "formula": "",
            "api_schema": {
                "api_schemas": [
                    {
                        "type": "model_run",
                        "request_schema": {
                            "type": "object",
                            "properties": self.properties,
                            "required": self.required,
                            "x-order-properties": list(self.properties),
                        },
                    }
                ]
            },
        }


def _one_of(*values: str | int, default: str | int) -> Property:
    kind = "integer" if isinstance(default, int) else "string"
    return {"type": kind, "enum": list(values), "default": default}


def _wan_2_5(*, image: bool) -> Model:
    shape: dict[str, Property] = (
        {"image": URL, "resolution": _one_of("480p", "720p", "1080p", default="720p")}
        if image
        else {"size": _one_of(*(s for sizes in SIZES.values() for s in sizes), default="1280*720")}
    )
    return Model(
        id=f"alibaba/wan-2.5/{'image' if image else 'text'}-to-video",
        properties={
            "prompt": PROMPT,
            **shape,
            "negative_prompt": TEXT,
            "audio": URL,
            "duration": _one_of(5, 10, default=5),
            "enable_prompt_expansion": FLAG,
            "seed": SEED,
        },
        required=["image", "prompt"] if image else ["prompt"],
        usd_per_s={"480p": 0.05, "720p": 0.10, "1080p": 0.15},
    )


def _wan_2_2(resolution: str, usd_per_s: float, *, image: bool) -> Model:
    shape: dict[str, Property] = (
        {"image": URL, "last_image": URL}
        if image
        else {"size": _one_of(*SIZES[resolution], default=SIZES[resolution][0])}
    )
    return Model(
        id=f"wavespeed-ai/wan-2.2/{'i2v' if image else 't2v'}-{resolution}",
        properties={
            "prompt": PROMPT,
            **shape,
            "negative_prompt": TEXT,
            "duration": _one_of(5, 8, default=5),
            "seed": SEED,
        },
        required=["image", "prompt"] if image else ["prompt"],
        usd_per_s={resolution: usd_per_s},
    )


def _veo(*, image: bool) -> Model:
    return Model(
        id=f"google/veo3.1-fast/{'image' if image else 'text'}-to-video",
        properties={
            "prompt": PROMPT,
            **({"image": URL} if image else {}),
            "aspect_ratio": _one_of("16:9", "9:16", default="16:9"),
            "duration": _one_of(8, 4, 6, default=8),
            "resolution": _one_of("720p", "1080p", default="720p"),
            "generate_audio": {**FLAG, "default": True},
            "negative_prompt": TEXT,
            "seed": SEED,
        },
        required=["image", "prompt"] if image else ["prompt"],
        usd_per_s={"720p": 0.15, "1080p": 0.15},
    )


def _wan_2_5_extend() -> Model:
    return Model(
        id="alibaba/wan-2.5/video-extend",
        properties={
            "video": URL,
            "prompt": PROMPT,
            "audio": URL,
            "negative_prompt": TEXT,
            "resolution": _one_of("480p", "720p", "1080p", default="480p"),
            "duration": {"type": "integer", "minimum": 3, "maximum": 10, "default": 5},
            "enable_prompt_expansion": FLAG,
            "seed": SEED,
        },
        required=["video", "prompt"],
        usd_per_s={"480p": 0.05, "720p": 0.10, "1080p": 0.15},
    )


def _upscaler() -> Model:
    return Model(
        id="wavespeed-ai/video-upscaler",
        properties={
            "video": URL,
            "target_resolution": _one_of("720p", "1080p", "2k", "4k", default="1080p"),
            "copy_audio": {**FLAG, "default": True},
        },
        required=["video"],
        usd_per_s={"1080p": 0.005},
    )


MODELS = {
    model.id: model
    for model in (
        *(_wan_2_5(image=image) for image in (False, True)),
        *(_wan_2_2("480p", 0.03, image=image) for image in (False, True)),
        *(_wan_2_2("720p", 0.06, image=image) for image in (False, True)),
        *(_veo(image=image) for image in (False, True)),
        _wan_2_5_extend(),
        _upscaler(),
    )
}
TAKES_VIDEO = frozenset(
    {
        "alibaba/wan-2.5/video-extend-fast",
        "wavespeed-ai/wan-2.2-spicy/video-extend",
        "bytedance/seedance-v1.5-pro/video-extend",
        "wavespeed-ai/video-upscaler-pro",
        "wavespeed-ai/flashvsr",
        "wavespeed-ai/wan-2.2/animate",
    }
)
"""Real models whose input is a video; the simulator refuses them with a sentence for now."""
