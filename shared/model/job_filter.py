"""What somebody looks for among their jobs."""

from dataclasses import dataclass

from shared.model.base import Time


@dataclass(frozen=True)
class JobFilter:
    """Which jobs, and from which end; all of it must be so. From `since` on, and before `until`."""

    status: str | None = None
    job_type: str | None = None
    model: str | None = None
    favorite: bool | None = None
    words: tuple[str, ...] = ()
    since: Time | None = None
    until: Time | None = None
    oldest_first: bool = False

    @property
    def rarest_word(self) -> str | None:
        """The word that the fewest prompts have, so far as that can be guessed: the longest."""
        return max(self.words, key=len, default=None)
