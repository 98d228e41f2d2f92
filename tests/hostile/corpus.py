"""The whole hostile corpus: generated anew in each run, the same bytes from the same ffmpeg."""

from tests.hostile.case import Canary, Case
from tests.hostile.indexes import lies
from tests.hostile.posers import playlists, posers
from tests.hostile.reels import a_good_film, good, real_but_wrong
from tests.hostile.webms import webms


def corpus(canary: Canary) -> list[Case]:
    """Return every file; `canary` is what the files that name others name."""
    film = a_good_film().read_bytes()
    cases = [
        *good(),
        *posers(film),
        *playlists(canary),
        *lies(film, canary),
        *webms(a_good_film("webm").read_bytes()),
        *real_but_wrong(),
    ]
    if len({case.name for case in cases}) != len(cases):
        raise ValueError("two cases have one name")
    return cases
