"""Which part of an upload a request carries."""

import re
from dataclasses import dataclass

from .errors import invalid

_FORM = re.compile(r"bytes (?:(\d{1,18})-(\d{1,18}|\*)|\*)/(\d{1,18}|\*)")


@dataclass(frozen=True)
class ContentRange:
    """`bytes first-last/total`; None where a star stands.

    Without `first` it is a question about the session, or with a `total` perhaps its end.
    """

    first: int | None
    last: int | None
    total: int | None

    @classmethod
    def parse(cls, header: str | None) -> "ContentRange":
        """Read the header; without one the body is all that is missing, from byte 0.

        Raises:
            StorageError: it is not of that form or contradicts itself.
        """
        if header is None:
            return cls(0, None, None)
        match = _FORM.fullmatch(header.strip())
        if match is None:
            raise invalid("Failed to parse Content-Range header.")
        first, last, total = (None if text in {None, "*"} else int(text) for text in match.groups())
        if first is not None and last is not None and not first <= last < (total or last + 1):
            raise invalid("The Content-Range header contradicts itself.")
        return cls(first, last, total)
