"""Ask a project whether it is as it should be; what a command had no effect on shows here."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from infra.deployment import expectations
from infra.deployment.expectations import Compared
from infra.deployment.place import Place
from infra.deployment.release import describe
from infra.deployment.run import StepFailed, answered, run
from infra.deployment.step import Words
from infra.deployment.triggers import SERVICES, subscription_of
from infra.local.function import Function
from infra.local.function_table import FunctionTable


@dataclass(frozen=True)
class Question:
    """Something to describe, and what its description should say."""

    what: str
    words: Words
    compare: Callable[[Any], Compared]

    def answers(self) -> Iterator[tuple[str, str]]:
        """Ask; go through what was compared, and what is wrong with it: nothing, or words."""
        try:
            done = run(answered(self.words))
        except StepFailed as failure:
            yield self.what, f": {failure}"
            return
        if done.returncode:
            yield self.what, f": {done.stderr.strip() or 'no answer'}"
            return
        for name, is_so, should_be in self.compare(json.loads(done.stdout or "null")):
            wrong = "" if is_so == should_be else f" is {is_so!r}, should be {should_be!r}"
            yield f"{self.what}: {name}", wrong


def questions(place: Place, table: FunctionTable, root: Path) -> Iterator[Question]:
    """Go through all there is to ask."""
    for function in table.functions:
        yield from _of_service(place, function)
    yield from _of_deliveries(place, table)
    yield from _of_data(place, root)


def _of_service(place: Place, function: Function) -> Iterator[Question]:
    yield Question(
        f"service {function.service}",
        describe(place, function.service),
        partial(expectations.service, place, function),
    )
    yield Question(
        f"callers of {function.service}",
        _in(place, *SERVICES, "get-iam-policy", function.service, f"--region={place.region}"),
        partial(expectations.callers, function),
    )


def _of_deliveries(place: Place, table: FunctionTable) -> Iterator[Question]:
    at = f"--location={place.region}"
    for topic in table.topics:
        for function in (row for row in table.functions if row.topic == topic.name):
            named = subscription_of(place, function.service)
            yield Question(
                f"subscription of {function.service}",
                _in(place, "gcloud", "pubsub", "subscriptions", "describe", named),
                partial(expectations.subscription, place, topic),
            )
    for queue in table.queues:
        yield Question(
            f"queue {queue.name}",
            _in(place, "gcloud", "tasks", "queues", "describe", queue.name, at),
            partial(expectations.queue, queue),
        )
    for function in table.triggered_by("schedule"):
        yield Question(
            f"schedule {function.name}",
            _in(place, "gcloud", "scheduler", "jobs", "describe", function.name, at),
            partial(expectations.schedule, place, function),
        )


def _of_data(place: Place, root: Path) -> Iterator[Question]:
    firestore = ("gcloud", "firestore")
    yield Question(
        "database",
        _in(place, *firestore, "databases", "describe", "--database=(default)"),
        expectations.database,
    )
    wanted = json.loads((root / "firestore.indexes.json").read_text("utf-8"))
    yield Question(
        "indexes",
        _in(place, *firestore, "indexes", "composite", "list", "--database=(default)"),
        partial(expectations.indexes, wanted["indexes"]),
    )
    yield Question(
        "bucket",
        _in(place, "gcloud", "storage", "buckets", "describe", f"gs://{place.bucket}"),
        expectations.bucket,
    )


def _in(place: Place, *words: str) -> Words:
    return (*words, "--format=json", f"--project={place.project}", "--quiet")
