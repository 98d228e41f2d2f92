"""Encode images anew as an upload does, one after the other; called and answering as `harness` does."""

import json
import resource
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from urllib.request import urlopen

from shared.errors import InvalidRequest
from shared.media.image import clean_image
from tests.hostile_media.case import OK
from tests.hostile_media.harness import MARK, Ended, spent_s

REFUSED = "refused"


def reencoded(number: int, url: str) -> Ended:
    """Make a harmless picture of what is at `url`."""
    began_s, used_s, ends, words = time.monotonic(), spent_s(), OK, ""
    with tempfile.TemporaryDirectory(prefix="collect-") as folder:
        source, target = Path(folder, "fetched"), Path(folder, "picture")
        with urlopen(url, timeout=30) as answer:
            source.write_bytes(answer.read())
        try:
            clean_image(source, target)
        except InvalidRequest as refusal:
            ends, words = REFUSED, refusal.detail
        except Exception as error:  # noqa: BLE001 - what nobody foresees is what we are looking for
            ends = f"{type(error).__name__} escaped: {error}"
        if (ends == OK) != target.exists():
            ends = f"{ends}, and the picture is {'there' if target.exists() else 'not there'}"
    return Ended(
        number=number,
        ends=ends,
        words=words,
        wall_s=round(time.monotonic() - began_s, 3),
        cpu_s=round(spent_s() - used_s, 3),
        peak_bytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        own_peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def main(origin: str, numbers: list[int], report: Path) -> None:
    """Encode the images anew: `<origin>/<number>`."""
    with report.open("w", buffering=1) as lines:
        for number in numbers:
            with suppress(FileNotFoundError):
                Path(MARK, str(number)).stat()
            lines.write(json.dumps(asdict(reencoded(number, f"{origin}/{number}"))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], [int(number) for number in sys.argv[2].split(",")], Path(sys.argv[3]))
