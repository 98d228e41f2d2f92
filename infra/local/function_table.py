"""`infra/functions.toml`, read and checked."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import PositiveFloat, PositiveInt, model_validator

from infra.local.function import Function, Row, Trigger


class Queue(Row):
    """One Cloud Tasks queue."""

    name: str
    max_dispatches_per_second: PositiveFloat
    max_concurrent_dispatches: PositiveInt
    max_attempts: PositiveInt
    min_backoff_s: PositiveFloat
    max_backoff_s: PositiveFloat


class Topic(Row):
    """One Pub/Sub topic and how its subscription delivers."""

    name: str
    ack_deadline_s: PositiveInt
    min_backoff_s: PositiveFloat
    max_backoff_s: PositiveFloat
    dead_letter_after: PositiveInt

    @property
    def dead_letter(self) -> str:
        """Return the topic that keeps what was given up, and the name of its subscription."""
        return f"{self.name}-dead-letter"


class Cors(Row):
    """What a page of ours may do with the bucket; `headers` are sent by it or shown to it."""

    methods: tuple[str, ...]
    headers: tuple[str, ...]
    max_age_s: PositiveInt


class Bucket(Row):
    """The one bucket."""

    raw_upload_days: PositiveInt
    cors: Cors


class FunctionTable(Row):
    """Every function, queue and topic, and the bucket."""

    functions: tuple[Function, ...]
    queues: tuple[Queue, ...]
    topics: tuple[Topic, ...]
    bucket: Bucket

    @model_validator(mode="after")
    def _topics_exist(self) -> Self:
        known = {topic.name for topic in self.topics}
        for function in self.triggered_by("pubsub"):
            if function.topic not in known:
                raise ValueError(f"{function.name}: no [topics.{function.topic}]")
        return self

    def triggered_by(self, trigger: Trigger) -> Iterator[Function]:
        """Go through the functions of one kind."""
        return (function for function in self.functions if function.trigger == trigger)

    def serving(self, path: str) -> Function | None:
        """Find the function whose route is the longest prefix of `path`, in whole segments."""
        matches = (
            (route, function)
            for function in self.triggered_by("http")
            for route in function.routes
            if path == route or path.startswith(f"{route}/")
        )
        best = max(matches, key=lambda match: len(match[0]), default=None)
        return best[1] if best else None


def read_table(path: Path) -> FunctionTable:
    """Read the table.

    Raises:
        ValueError: it is not TOML, or says something no one understands.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := sorted(raw.keys() - {"defaults", "functions", "queues", "topics", "bucket"}):
        raise ValueError(f"{path.name}: nobody reads [{unknown[0]}]")
    defaults = raw.get("defaults", {})
    functions = [
        {
            **defaults,
            **row,
            "name": name,
            "labels": defaults.get("labels", {}) | row.get("labels", {}),
        }
        for name, row in raw.get("functions", {}).items()
    ]
    return FunctionTable.model_validate(
        {
            "functions": functions,
            "queues": [{**row, "name": name} for name, row in raw.get("queues", {}).items()],
            "topics": [{**row, "name": name} for name, row in raw.get("topics", {}).items()],
            "bucket": raw.get("bucket"),
        }
    )
