"""Words that several inputs have: prompts, as we keep them and send them on, and ids."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

PROMPT_LENGTH_MAX = 2000

EXAMPLE_ID = "a2b3c4d5e6f7a2b3c4d5e6f7ab"
JobId = Annotated[str, Field(pattern=r"^[a-z2-7]{26}$")]


def readable(text: str) -> str:
    """Return a prompt in one Unicode form, without control and direction characters.

    Raises:
        ValueError: nothing is left, or too much.
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # most are, and need no look at each character
        text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    clean = text.strip()
    if not 1 <= len(clean) <= PROMPT_LENGTH_MAX:
        raise ValueError(f"must have 1 to {PROMPT_LENGTH_MAX} characters that can be seen.")
    return clean


Prompt = Annotated[str, Field(max_length=4 * PROMPT_LENGTH_MAX), AfterValidator(readable)]
