"""One page of a bucket's objects."""

import base64
import binascii
from dataclasses import dataclass, field

from .call import Call, whole_number
from .errors import invalid, not_implemented
from .object_table import ObjectTable
from .records import ObjectRecord

PAGE_MAX = 1000
# Sorts behind every name that starts with what it is appended to.
_LAST = chr(0x10FFFF)


@dataclass(frozen=True)
class Question:
    """What to list; `start` counts and `end` does not."""

    bucket: str
    prefix: str = ""
    delimiter: str = ""
    start: str = ""
    end: str = ""
    limit: int = PAGE_MAX
    after: str = ""

    @classmethod
    def of_call(cls, call: Call, bucket: str) -> "Question":
        """Read the parameters of `objects.list`.

        Raises:
            StorageError: one is malformed, or it is one we do not have.
        """
        query = call.query
        if "matchGlob" in query:
            raise not_implemented("matchGlob")
        limit = whole_number(query.get("maxResults"), "maxResults")
        if limit == 0:
            raise invalid("Invalid value for maxResults: it must be positive.")
        return cls(
            bucket=bucket,
            prefix=query.get("prefix", ""),
            delimiter=query.get("delimiter", ""),
            start=query.get("startOffset", ""),
            end=query.get("endOffset", ""),
            limit=min(limit or PAGE_MAX, PAGE_MAX),
            after=_name_of(query.get("pageToken", "")),
        )

    def folder_of(self, name: str) -> str | None:
        """Return the prefix under which `name` is hidden, delimiter included."""
        if not self.delimiter:
            return None
        cut = name.find(self.delimiter, len(self.prefix))
        return None if cut < 0 else name[: cut + len(self.delimiter)]

    def includes(self, name: str) -> bool:
        """Tell whether a name is before the end."""
        return name.startswith(self.prefix) and (not self.end or name < self.end)


@dataclass
class Page:
    """Objects and folders, and the token of the next page if there is one."""

    objects: list[ObjectRecord] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    next_token: str | None = None


def list_page(table: ObjectTable, question: Question) -> Page:
    """Walk names in order; a folder is stepped over with one jump, however full it is."""
    page = Page()
    cursor = max(question.prefix, question.start)
    inclusive = True
    if question.after and question.after >= cursor:
        cursor, inclusive = question.after, False
    for _ in range(question.limit):
        # Without a delimiter nothing is jumped over, so that one query gives the whole page.
        wanted = 1 if question.delimiter else question.limit
        records = table.from_name(question.bucket, cursor, inclusive=inclusive, limit=wanted)
        records = [record for record in records if question.includes(record.name)]
        if not records:
            return page
        cursor, inclusive = _add(page, question, records), False
        if len(page.objects) + len(page.prefixes) >= question.limit:
            break
    if _has_more(table, question, cursor):
        page.next_token = _token_of(cursor)
    return page


def _add(page: Page, question: Question, records: list[ObjectRecord]) -> str:
    """Add records to the page and return the name to go on after."""
    folder = question.folder_of(records[0].name)
    if folder is None:
        page.objects += records
        return records[-1].name
    page.prefixes.append(folder)
    return folder + _LAST


def _has_more(table: ObjectTable, question: Question, cursor: str) -> bool:
    following = table.from_name(question.bucket, cursor, inclusive=False, limit=1)
    return bool(following) and question.includes(following[0].name)


def _token_of(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode()


def _name_of(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, ValueError):
        raise invalid("Invalid value for pageToken.") from None
