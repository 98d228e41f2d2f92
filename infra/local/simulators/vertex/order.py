"""What `predictLongRunning` takes: checked strictly, then turned into clips."""

import re
from dataclasses import dataclass
from typing import Any

from infra.local.simulators.film.clip import Clip
from infra.local.simulators.film.given import Continued, last_picture, measured
from infra.local.simulators.film.render import Film
from infra.local.simulators.film.still import ImageError
from infra.local.simulators.refusal import Refusal
from infra.local.simulators.schema import Property, problems

MODELS = frozenset({"veo-3.1-generate-001", "veo-3.1-fast-generate-001"})
PIXELS = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160)}
FLAG: Property = {"type": "boolean"}
TEXT: Property = {"type": "string"}
PARAMETERS: dict[str, Property] = {
    "sampleCount": {"type": "integer", "minimum": 1, "maximum": 4},
    "storageUri": TEXT,
    "durationSeconds": {"type": "integer", "enum": [4, 6, 8]},
    "seed": {"type": "integer", "minimum": 0, "maximum": 2**32 - 1},
    "aspectRatio": {"type": "string", "enum": ["16:9", "9:16"]},
    "resolution": {"type": "string", "enum": list(PIXELS)},
    "personGeneration": {"type": "string", "enum": ["allow_adult", "dont_allow", "disallow"]},
    "negativePrompt": TEXT,
    "enhancePrompt": FLAG,
    "generateAudio": FLAG,
    "compressionQuality": {"type": "string", "enum": ["OPTIMIZED", "LOSSLESS"]},
    "resizeMode": {"type": "string", "enum": ["pad", "crop", "PAD", "CROP"]},
}
IMAGES = ("image", "lastFrame")
NOT_YET = ("referenceImages", "mask")
ADDS_S = 7
"""How much longer an extension makes its film."""
EXTENDED_MAX_S = 30
MIME_TYPES = ("image/png", "image/jpeg", "image/webp")
GS = re.compile(r"gs://(?P<bucket>[a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:/(?P<name>.*))?")


@dataclass(frozen=True)
class Order:
    """A valid request."""

    instance: dict[str, Any]
    parameters: dict[str, Any]

    @property
    def duration_s(self) -> int:
        """How long the video is to be."""
        return ADDS_S if self.video_uri else int(self.parameters.get("durationSeconds", 8))

    @property
    def video_uri(self) -> str | None:
        """The film to be extended."""
        video = self.instance.get("video")
        return str(video["gcsUri"]) if video else None

    def continued(self, model: str, words: str, video: bytes) -> list[Film]:
        """Return the film with seven seconds more; `words` is the prompt without directives.

        Raises:
            ImageError: the film cannot be extended.
        """
        given = measured(video)
        if not 1 <= given.duration_s <= EXTENDED_MAX_S:
            raise ImageError(f"the video must last 1 to {EXTENDED_MAX_S} s")
        clip = Clip(
            prompt=words,
            note=f"Vertex simulator · {model} · extension by {ADDS_S} s",
            width=720 * given.width // given.height // 2 * 2 if given.width > given.height else 720,
            height=720 if given.width > given.height else 720 * given.height // given.width // 2 * 2,
            duration_s=ADDS_S,
            sound=bool(self.parameters.get("generateAudio", True)),
            first_image=last_picture(given),
        )
        return [Continued(given, clip)]

    @property
    def samples(self) -> int:
        """How many videos were asked for."""
        return int(self.parameters.get("sampleCount", 1))

    def clips(self, model: str, words: str, images: dict[str, bytes]) -> list[Film]:
        """Return one clip per sample; `words` is the prompt without directives."""
        width, height = PIXELS[self.parameters.get("resolution", "720p")]
        if self.parameters.get("aspectRatio") == "9:16":
            width, height = height, width
        note = f"Vertex simulator · {model} · {width}x{height} · {self.duration_s} s"
        if "seed" in self.parameters:
            note += f" · seed {self.parameters['seed']}"
        takes = [f" · take {n + 1}" if self.samples > 1 else "" for n in range(self.samples)]
        return [
            Clip(
                prompt=words,
                note=note + take,
                width=width,
                height=height,
                duration_s=self.duration_s,
                sound=bool(self.parameters.get("generateAudio", True)),
                first_image=images.get("image"),
                last_image=images.get("lastFrame") if "image" in images else None,
            )
            for take in takes
        ]


def parse_order(body: dict[str, Any]) -> Order:
    """Return the order in `body`.

    Raises:
        Refusal: something in it is wrong; the message names everything that is.
    """
    found = [f"Unknown name '{k}'" for k in body if k not in ("instances", "parameters", "labels")]
    instances, parameters = body.get("instances"), body.get("parameters", {})
    if not isinstance(instances, list) or len(instances) != 1:
        raise Refusal(400, "'instances' must hold exactly one instance")
    if not isinstance(instances[0], dict) or not isinstance(parameters, dict):
        raise Refusal(400, "the instance and 'parameters' must be objects")
    found += _instance_faults(instances[0])
    found += problems(parameters, PARAMETERS, [])
    if "video" in instances[0] and parameters.get("resolution", "720p") != "720p":
        found.append("an extension is made in 720p only")
    storage_uri = parameters.get("storageUri")
    if isinstance(storage_uri, str) and not GS.fullmatch(storage_uri):
        found.append("'storageUri' must be gs://bucket/prefix")
    if found:
        raise Refusal(400, "; ".join(found))
    return Order(instances[0], parameters)


def _instance_faults(instance: dict[str, Any]) -> list[str]:
    found = [f"'{name}' is not simulated yet" for name in NOT_YET if name in instance]
    known = ("prompt", "video", *IMAGES, *NOT_YET)
    found += [f"Unknown name '{name}' in the instance" for name in instance if name not in known]
    prompt = instance.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        found.append("'prompt' must be a text that is not empty")
    for name in IMAGES:
        if name in instance:
            found += [f"'{name}' {fault}" for fault in _image_faults(instance[name])]
    if "video" in instance:
        found += _video_faults(instance)
    return found


def _video_faults(instance: dict[str, Any]) -> list[str]:
    video = instance["video"]
    found = [f"'video' cannot be combined with '{name}'" for name in IMAGES if name in instance]
    if not isinstance(video, dict) or set(video) != {"gcsUri", "mimeType"}:
        return [*found, "'video' must have gcsUri and mimeType"]
    if video["mimeType"] != "video/mp4" or not GS.fullmatch(str(video["gcsUri"])):
        found.append("'video' must be an MP4 at gs://bucket/name")
    return found


def _image_faults(image: Any) -> list[str]:
    if not isinstance(image, dict):
        return ["must be an object"]
    found = []
    if image.get("mimeType") not in MIME_TYPES:
        found.append(f"needs a mimeType of {', '.join(MIME_TYPES)}")
    sources = [key for key in ("bytesBase64Encoded", "gcsUri") if key in image]
    if len(sources) != 1 or not isinstance(image[sources[0]], str):
        found.append("needs either bytesBase64Encoded or gcsUri")
    elif sources == ["gcsUri"] and not GS.fullmatch(image["gcsUri"]):
        found.append("has a gcsUri that is not gs://bucket/name")
    if set(image) - {"mimeType", "bytesBase64Encoded", "gcsUri"}:
        found.append("has unknown fields")
    return found
