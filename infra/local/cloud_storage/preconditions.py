"""Which state of an object or a bucket a request insists on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from .call import Call, whole_number
from .errors import not_modified, precondition_failed


@dataclass(frozen=True)
class Preconditions:
    """The four numbers a request may name; generation 0 means that nothing is there."""

    generation_match: int | None = None
    generation_not_match: int | None = None
    metageneration_match: int | None = None
    metageneration_not_match: int | None = None

    @classmethod
    def of_query(cls, query: Mapping[str, object], *, prefix: str = "if") -> "Preconditions":
        """Read the parameters of the JSON API; `prefix` is `ifSource` for a copy's source."""
        return cls(
            whole_number(query.get(f"{prefix}GenerationMatch"), "ifGenerationMatch"),
            whole_number(query.get(f"{prefix}GenerationNotMatch"), "ifGenerationNotMatch"),
            whole_number(query.get(f"{prefix}MetagenerationMatch"), "ifMetagenerationMatch"),
            whole_number(query.get(f"{prefix}MetagenerationNotMatch"), "ifMetagenerationNotMatch"),
        )

    @classmethod
    def of_headers(cls, call: Call) -> "Preconditions":
        """Read the headers of the XML API."""
        return cls(
            generation_match=whole_number(
                call.headers.get("x-goog-if-generation-match"), "x-goog-if-generation-match"
            ),
            metageneration_match=whole_number(
                call.headers.get("x-goog-if-metageneration-match"),
                "x-goog-if-metageneration-match",
            ),
        )

    @classmethod
    def stored(cls, record: Mapping[str, int | None]) -> "Preconditions":
        """Restore what `as_record` gave."""
        return cls(**record)

    def as_record(self) -> dict[str, int | None]:
        """Return what an upload session must remember."""
        return asdict(self)

    def check(self, generation: int, metageneration: int) -> None:
        """Compare with what is there now; both numbers are 0 when nothing is.

        Raises:
            StorageError: 412, or 304 when it is a *not match* that does not hold.
        """
        _match(self.generation_match, generation)
        _match(self.metageneration_match, metageneration)
        # Nothing there fails every "not match": there is nothing that could differ.
        _differ(self.generation_not_match, generation)
        _differ(self.metageneration_not_match, metageneration)


def _match(wanted: int | None, present: int) -> None:
    if wanted is not None and wanted != present:
        raise precondition_failed()


def _differ(unwanted: int | None, present: int) -> None:
    if unwanted is not None and present in {unwanted, 0}:
        raise not_modified()
