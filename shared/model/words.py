"""The words of a text, as they are looked for: in one spelling, each once, and not without end."""

import re
import unicodedata

WORDS_MAX = 100
"""How many words of a prompt can be found by: each is a row or two in an index."""

LETTERS_MAX = 40
"""What is longer is found by its beginning."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """Return the different words of a text, in order, whatever the case they are in."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    found = dict.fromkeys(word[:LETTERS_MAX] for word in _WORD.findall(plain))
    return tuple(found)[:WORDS_MAX]
