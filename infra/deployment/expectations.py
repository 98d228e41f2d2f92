"""What Google's own description of a thing says, beside what it should say."""

from collections.abc import Iterator, Sequence
from typing import Any

from infra.deployment.place import Place
from infra.local.function import Function
from infra.local.function_table import Queue, Topic

Compared = Iterator[tuple[str, Any, Any]]
"""A name, what is so, and what should be."""


def service(place: Place, function: Function, found: Any) -> Compared:
    """Compare a Cloud Run service; a function that gcloud deployed is one, too."""
    revision = found["spec"]["template"]
    scale, container = revision["metadata"]["annotations"], revision["spec"]["containers"][0]
    variables = {row["name"]: row for row in container["env"]}
    yield "ingress", found["metadata"]["annotations"].get("run.googleapis.com/ingress"), function.ingress
    yield "account", revision["spec"].get("serviceAccountName"), place.account(function.service_account)
    yield "timeout", revision["spec"].get("timeoutSeconds"), int(function.timeout_s)
    yield "concurrency", revision["spec"].get("containerConcurrency"), function.concurrency
    yield "memory", container["resources"]["limits"].get("memory"), function.memory
    yield "max instances", scale.get("autoscaling.knative.dev/maxScale"), str(function.max_instances)
    yield "min instances", scale.get("autoscaling.knative.dev/minScale", "0"), str(function.min_instances)
    yield "emulators", sorted(name for name in variables if name.endswith("_EMULATOR_HOST")), []
    yield (
        "secrets",
        sorted(name for name in variables if "valueFrom" in variables[name]),
        sorted(function.secrets),
    )
    yield "traffic", _newest_alone(found), True


def callers(function: Function, found: Any) -> Compared:
    """Compare who may call a service."""
    bindings = found.get("bindings", [])
    invokers = {who for row in bindings if row["role"] == "roles/run.invoker" for who in row["members"]}
    everybody = {"allUsers", "allAuthenticatedUsers"}
    yield "everybody may call", bool(invokers & everybody), function.trigger == "http"


def subscription(place: Place, topic: Topic, found: Any) -> Compared:
    """Compare how messages are delivered, and where those go that nobody takes."""
    retries, dead = found.get("retryPolicy", {}), found.get("deadLetterPolicy", {})
    yield "acknowledgement", found.get("ackDeadlineSeconds"), topic.ack_deadline_s
    yield "first pause", retries.get("minimumBackoff"), f"{topic.min_backoff_s:g}s"
    yield "longest pause", retries.get("maximumBackoff"), f"{topic.max_backoff_s:g}s"
    yield "dead letters", dead.get("deadLetterTopic"), f"projects/{place.project}/topics/{topic.dead_letter}"
    yield "deliveries", dead.get("maxDeliveryAttempts"), topic.dead_letter_after


def queue(queue: Queue, found: Any) -> Compared:
    """Compare a queue's limits."""
    rates = found.get("rateLimits", {})
    yield "state", found.get("state"), "RUNNING"
    yield "per second", rates.get("maxDispatchesPerSecond"), queue.max_dispatches_per_second
    yield "at once", rates.get("maxConcurrentDispatches"), queue.max_concurrent_dispatches


def schedule(place: Place, function: Function, found: Any) -> Compared:
    """Compare what the clock does, and under which name."""
    token = found.get("httpTarget", {}).get("oidcToken", {})
    yield "state", found.get("state"), "ENABLED"
    yield "when", found.get("schedule"), function.schedule
    yield "name", token.get("serviceAccountEmail"), place.account("scheduler")
    yield "audience", token.get("audience"), place.url(function.service)


def database(found: Any) -> Compared:
    """Compare how safe the database is."""
    yield "going back", found.get("pointInTimeRecoveryEnablement"), "POINT_IN_TIME_RECOVERY_ENABLED"
    yield "deletion", found.get("deleteProtectionState"), "DELETE_PROTECTION_ENABLED"


def indexes(wanted: Sequence[Any], found: Sequence[Any]) -> Compared:
    """Compare which indexes are there and ready."""
    ready = {_index(row["name"].split("/")[-3], row["fields"]) for row in found if row["state"] == "READY"}
    lacking = [name for row in wanted if (name := _index(row["collectionGroup"], row["fields"])) not in ready]
    yield "not ready", lacking, []


def bucket(found: Any) -> Compared:
    """Compare how private the films are."""
    yield "uniform access", found.get("uniform_bucket_level_access"), True
    yield "public access", found.get("public_access_prevention"), "enforced"
    yield (
        "for our pages alone",
        any("*" in rule.get("origin", []) for rule in found.get("cors_config", [])),
        False,
    )


def _newest_alone(found: Any) -> bool:
    """Say whether the newest revision does all the work; an older one does after a roll-back."""
    status = found["status"]
    working = {row["revisionName"] for row in status["traffic"] if row.get("percent")}
    return bool(working == {status["latestReadyRevisionName"]})


def _index(group: str, fields: Sequence[Any]) -> str:
    """Name an index; Firestore itself adds the document's name as the last field."""
    words = [
        f"{field['fieldPath']} {field.get('order') or field.get('arrayConfig')}"
        for field in fields
        if field["fieldPath"] != "__name__"
    ]
    return f"{group}: {', '.join(words)}"
