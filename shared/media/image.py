"""Make a harmless picture of an image that a person sent: upright, without metadata, coded anew by us.

Coding anew is what makes it harmless: of a file that is also something else (a page, an archive), only the
pixels come through. The declared type is a claim and plays no part. Pillow runs in a process of its own
(`reencoding`), with limits on memory and time: an image that crashes it, or never comes to its end, costs one
answer, not the function with everybody else's requests. That is about 0.15 s per image.
"""

import json
import threading
from pathlib import Path

from shared.errors import InvalidRequest
from shared.media.confined import Limits, RanTooLong, run_module
from shared.media.picture import SIZE_MAX_BYTES, UNREADABLE, CleanImage

_LIMITS = Limits(timeout_s=40, memory_max_bytes=5 * 2**28, file_max_bytes=2**27, files_max=32, cpus=1)

_ONE_AT_A_TIME = threading.Lock()
"""Decoding 40 megapixels takes 0.3 GB (JPEG) to 0.8 GB (WebP with transparency); two would not fit."""


def clean_image(path: Path, target: Path) -> CleanImage:
    """Write what `path` shows to `target`: JPEG, or PNG when parts of it are transparent.

    Raises:
        InvalidRequest: it is not a whole JPEG, PNG or WebP image within the limits.
    """
    if path.stat().st_size > SIZE_MAX_BYTES:
        raise InvalidRequest(
            f"The image is larger than {SIZE_MAX_BYTES // 1_000_000} MB. Send a smaller one."
        )
    try:
        with _ONE_AT_A_TIME:
            ended = run_module("shared.media.reencoding", [str(path), str(target)], _LIMITS)
    except RanTooLong as error:
        target.unlink(missing_ok=True)
        raise InvalidRequest("The image takes too long to read. Save it again and send that.") from error
    made = json.loads(ended.output) if ended.code == 0 else {"refused": UNREADABLE}
    if "refused" in made:
        target.unlink(missing_ok=True)
        raise InvalidRequest(made["refused"])
    return CleanImage(**made)
