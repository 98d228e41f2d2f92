"""The official Pub/Sub emulator, with the topics and subscriptions of the table."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from infra.local.eventarc import push_endpoint
from infra.local.function_table import FunctionTable, Topic
from infra.local.layout import Addresses
from infra.local.ports import HOST
from infra.local.program import Program
from infra.local.toolchain import Toolchain

# Left alone, Java begins with a 64th of the machine's memory and collects nothing until that is full.
JAVA_FLAGS = ("-Xms16m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
REQUEST_TIMEOUT = aiohttp.ClientTimeout(total=20)


def pubsub_program(
    toolchain: Toolchain,
    addresses: Addresses,
    table: FunctionTable,
    *,
    environment: Mapping[str, str],
    project: str,
    session: aiohttp.ClientSession,
) -> Program:
    """Describe the emulator; it keeps nothing, so the topics are made after every start."""

    async def make_topics() -> None:
        api = f"{addresses.url('pubsub')}/v1"
        for path, body in resources(table, project=project, relay=addresses.url("relay")):
            async with session.put(f"{api}/{path}", json=body, timeout=REQUEST_TIMEOUT) as answer:
                if answer.status not in {200, 409}:  # 409: it is there already
                    raise RuntimeError(f"Pub/Sub answered {answer.status}: {await answer.text()}")

    command = [
        str(toolchain.java),
        *JAVA_FLAGS,
        "-jar",
        str(toolchain.pubsub_jar),
        f"--host={HOST}",
        f"--port={addresses.ports['pubsub']}",
    ]
    return Program("pubsub", command, environment, f"{addresses.url('pubsub')}/", after_start=make_topics)


def resources(table: FunctionTable, *, project: str, relay: str) -> list[tuple[str, dict[str, Any]]]:
    """List what must exist, in the order in which it can be made: path and body of each PUT.

    A dead letter topic has a subscription too, because a topic without one keeps nothing.
    """
    made: list[tuple[str, dict[str, Any]]] = []
    for topic in table.topics:
        dead = topic.dead_letter
        made += [(f"projects/{project}/topics/{name}", {}) for name in (topic.name, dead)]
        made.append(
            (
                f"projects/{project}/subscriptions/{dead}",
                {"topic": f"projects/{project}/topics/{dead}"},
            )
        )
    topics = {topic.name: topic for topic in table.topics}
    for function in table.triggered_by("pubsub"):
        topic = topics[str(function.topic)]
        endpoint = push_endpoint(relay, function.name, project=project, topic=topic.name)
        path = f"projects/{project}/subscriptions/{function.name}"
        made.append((path, _push_subscription(topic, project=project, endpoint=endpoint)))
    return made


def _push_subscription(topic: Topic, *, project: str, endpoint: str) -> dict[str, Any]:
    return {
        "topic": f"projects/{project}/topics/{topic.name}",
        "pushConfig": {"pushEndpoint": endpoint},
        "ackDeadlineSeconds": topic.ack_deadline_s,
        "retryPolicy": {
            "minimumBackoff": f"{topic.min_backoff_s:g}s",
            "maximumBackoff": f"{topic.max_backoff_s:g}s",
        },
        "deadLetterPolicy": {
            "deadLetterTopic": f"projects/{project}/topics/{topic.dead_letter}",
            "maxDeliveryAttempts": topic.dead_letter_after,
        },
    }
