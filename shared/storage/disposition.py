"""Header words for a download: a file name no browser or proxy can read in two ways."""

import unicodedata
from urllib.parse import quote

NAME_MAX = 120
_UNSAFE = set('"\\/:*?<>|%;')


def attachment(file_name: str) -> str:
    """Return a Content-Disposition that saves the file under `file_name`.

    Control and direction characters, separators and quotes become `_`; the plain form is ASCII for old
    clients, the extended form carries the rest.

    Source: RFC 6266, section 4.3 and appendix D; RFC 8187, section 3.2.
    """
    name = unicodedata.normalize("NFC", file_name).encode("utf-8", "replace").decode()
    # Categories C*: controls, direction marks, surrogates, unassigned; Zl, Zp: line ends.
    name = "".join("_" if _is_unsafe(char) else char for char in name).strip(" .")[:NAME_MAX] or "download"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_unsafe(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _UNSAFE or category.startswith("C") or category in {"Zl", "Zp"}
