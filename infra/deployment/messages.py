"""What decides when and who: queues and topics."""

from collections.abc import Iterator

from infra.deployment.place import Place
from infra.deployment.step import Step
from infra.local.function_table import FunctionTable


def queues(place: Place, table: FunctionTable) -> Iterator[Step]:
    """Make one queue per provider."""
    tasks = ("gcloud", "tasks", "queues")
    for row in table.queues:
        rates = (
            f"--location={place.region}",
            f"--max-dispatches-per-second={row.max_dispatches_per_second:g}",
            f"--max-concurrent-dispatches={row.max_concurrent_dispatches}",
            f"--max-attempts={row.max_attempts}",
            f"--min-backoff={row.min_backoff_s:g}s",
            f"--max-backoff={row.max_backoff_s:g}s",
        )
        yield Step(
            "queues",
            f"the limits of {row.name} are its own",
            (*tasks, "create", row.name, *rates),
            exists=(*tasks, "describe", row.name, f"--location={place.region}"),
            update=(*tasks, "update", row.name, *rates),
            undo=((*tasks, "delete", row.name, f"--location={place.region}"),),
            holds_data=True,  # and its name could not be used again for days
        )


def topics(place: Place, table: FunctionTable) -> Iterator[Step]:
    """Make the topics, and where their lost messages can be read."""
    pubsub = ("gcloud", "pubsub")
    labels = place.labels(service="steps", component="messages")
    for row in table.topics:
        for name in (row.name, row.dead_letter):
            yield Step(
                "topics",
                "steps" if name == row.name else f"what {row.name} gave up",
                (*pubsub, "topics", "create", name, labels),
                exists=(*pubsub, "topics", "describe", name),
                undo=((*pubsub, "topics", "delete", name),),
            )
        dead = row.dead_letter
        kept = (f"--topic={dead}", "--message-retention-duration=31d", "--expiration-period=never", labels)
        yield Step(
            "topics",
            "without a subscription what was given up would be gone",
            (*pubsub, "subscriptions", "create", dead, *kept),
            exists=(*pubsub, "subscriptions", "describe", dead),
            undo=((*pubsub, "subscriptions", "delete", dead),),
        )
