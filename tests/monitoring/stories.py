"""What can happen, each once, on fakes: together these make the code say every line that it knows."""

import contextlib
import io
import json
from collections.abc import Callable
from typing import Any

from shared.log import traced
from tests.monitoring import edge_stories, house_stories, job_stories

Line = dict[str, Any]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
STORIES: tuple[Callable[[], None], ...] = (
    *job_stories.STORIES,
    *house_stories.STORIES,
    *edge_stories.STORIES,
)


def told(story: Callable[[], object]) -> list[Line]:
    """Return the lines that a story makes the code say."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), traced(TRACE, project="my-project", function="a_function"):
        story()
    return [json.loads(line) for line in out.getvalue().splitlines()]
