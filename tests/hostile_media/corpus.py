"""The whole hostile corpus: generated anew in each run, the same bytes from the same ffmpeg."""

from tests.hostile_media.bombs import bombs
from tests.hostile_media.case import Canary, Case
from tests.hostile_media.indexes import lies
from tests.hostile_media.outlines import outlines
from tests.hostile_media.posers import playlists, posers
from tests.hostile_media.reels import a_good_film, good, real_but_wrong
from tests.hostile_media.references import references
from tests.hostile_media.webms import webms


def corpus(canary: Canary) -> list[Case]:
    """Return every file; `canary` is what the files that name others name."""
    film = a_good_film().read_bytes()
    cases = [
        *good(),
        *posers(film),
        *playlists(canary),
        *outlines(film),
        *lies(film),
        *references(film, canary),
        *bombs(),
        *webms(a_good_film("webm").read_bytes()),
        *real_but_wrong(),
    ]
    if len({case.name for case in cases}) != len(cases):
        raise ValueError("two cases have one name")
    return cases
