"""Header words for a download: a file name no browser or proxy can read in two ways."""

import re
import unicodedata
from urllib.parse import quote

NAME_MAX = 120
NAME_MAX_BYTES = 255
"""What most file systems take."""

_UNSAFE = set('"\\/:*?<>|%;')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
"""Devices of Windows, which no file may be called, with whatever ending."""


def attachment(file_name: str) -> str:
    """Return a Content-Disposition that saves the file under `file_name`.

    Control and direction characters, separators and quotes become `_`, also those that a client may tidy into
    one; the plain form is ASCII for old clients, the extended form carries the rest.

    Source: RFC 6266, section 4.3 and appendix D; RFC 8187, section 3.2.
    """
    name = _harmless(unicodedata.normalize("NFC", file_name).encode("utf-8", "replace").decode())
    plain = _harmless(unicodedata.normalize("NFKD", name).encode("ascii", "replace").decode())
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _harmless(name: str) -> str:
    name = "".join("_" if _is_unsafe(char) else char for char in name).strip(" .")[:NAME_MAX]
    name = name.encode()[:NAME_MAX_BYTES].decode(errors="ignore").strip(" .")
    return f"_{name}"[:NAME_MAX] if _RESERVED.fullmatch(name) else name or "download"


def _is_unsafe(char: str) -> bool:
    # Categories C*: controls, direction marks, surrogates, unassigned; Zl, Zp: line ends.
    category = unicodedata.category(char)
    tidied = unicodedata.normalize("NFKC", char)
    return not _UNSAFE.isdisjoint(tidied) or category.startswith("C") or category in {"Zl", "Zp"}
