"""What a test needs of the machine: without it the test is skipped here, and fails where `CI` is set."""

import os
from typing import NoReturn

import pytest


def needs(present: object, words: str) -> None:
    """Let the test go on only if `present`; `words` say what is missing and how to get it."""
    if not present:
        lacks(words)


def lacks(words: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(words, pytrace=False)
    pytest.skip(words)
