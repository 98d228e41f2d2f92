"""What a ZIP of videos says of itself: one row for each, as JSON and as a table for spreadsheets."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from shared.model.job import Job
from shared.model.video import Video

NAME_CHARS_MAX = 60
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 _-]+")
_STARTS_A_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the beginning of a formula, also in its wide forms."""

Row = Mapping[str, str | int | float | None]


def file_name(place: int, video: Video, job: Job) -> str:
    """Return the name of the film at a place of the list: of plain characters, and no other film's.

    What cannot be said in ASCII is left out; the manifest has the whole prompt.
    """
    words = unicodedata.normalize("NFKD", job.prompt[: NAME_CHARS_MAX * 8])
    plain = " ".join(_NOT_PLAIN.sub(" ", "".join(map(_in_ascii, words))).split())
    if len(plain) > NAME_CHARS_MAX:
        plain = plain[: NAME_CHARS_MAX + 1].rpartition(" ")[0] or plain[:NAME_CHARS_MAX]
    return f"{place:03} {plain.strip(' _-') or job.job_type}.{video.probe.container}"


def _in_ascii(char: str) -> str:
    """Return what is ASCII, nothing for foreign letters, marks and what is invisible, else a space."""
    if char.isascii():
        return char
    return "" if unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in ("Cf", "Cs") else " "


def row_of(name: str, video: Video, job: Job) -> Row:
    """Return what there is to say of one film."""
    return {
        "file_name": name,
        "id": video.id,
        "prompt": job.prompt,
        "model": job.model,
        "job_type": job.job_type,
        "created_at": video.created_at.isoformat(),
        "width": video.probe.width,
        "height": video.probe.height,
        "duration_s": video.probe.duration_s,
        "credits": job.price,
        "size_bytes": video.source.size_bytes,
        "crc32": f"{video.source.crc32 or 0:08x}",
        "job_id": job.id,
        "source_job_id": job.source_job_id,
    }


def as_json(rows: Sequence[Row]) -> bytes:
    """Return the manifest: the same rows give the same bytes."""
    return (json.dumps({"videos": list(rows)}, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return the table, in UTF-8 that spreadsheets recognise; no cell of it is taken for a formula.

    Source: RFC 4180; OWASP, CSV Injection.
    """
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(rows[0]), quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows({key: _tame(value) for key, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _tame(value: str | float | None) -> str | float | None:
    """Return a cell; an apostrophe says that what follows is text."""
    if not isinstance(value, str):
        return value
    bare = value.lstrip()
    is_risky = bare.startswith(_STARTS_A_FORMULA) or value.startswith(("\t", "\r", "\n"))
    return f"'{value}" if is_risky else value
