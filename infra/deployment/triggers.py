"""What calls the functions that nobody else may call: Eventarc's triggers and the clock."""

from collections.abc import Iterator

from infra.deployment.place import Place
from infra.deployment.step import SUBSCRIPTION, Step, Words
from infra.local.function import Function
from infra.local.function_table import FunctionTable, Topic

SERVICES = ("gcloud", "run", "services")
AGAIN = ("--max-retry-attempts=3", "--min-backoff=60s")
NEVER_AGAIN = ("--max-retry-attempts=0",)


def invoker(place: Place, service: str, who: str, reason: str) -> Step:
    """Let somebody call a service."""
    role = (f"--member={who}", "--role=roles/run.invoker", f"--region={place.region}")
    return Step("invokers", reason, (*SERVICES, "add-iam-policy-binding", service, *role))


def triggers(place: Place, table: FunctionTable) -> Iterator[Step]:
    """Bring the messages of each topic to its function, again and again until it takes them."""
    known = {topic.name: topic for topic in table.topics}
    for function in table.triggered_by("pubsub"):
        yield from _trigger(place, function, known[str(function.topic)])


def _trigger(place: Place, function: Function, topic: Topic) -> Iterator[Step]:
    service = function.service
    eventarc = ("gcloud", "eventarc", "triggers")
    named = (service, f"--location={place.region}")
    events = f"serviceAccount:{place.account('events')}"
    yield invoker(place, service, events, "Eventarc alone calls it")
    yield Step(
        "triggers",
        f"messages of {topic.name} become events",
        (
            *(*eventarc, "create", *named),
            f"--destination-run-service={service}",
            f"--destination-run-region={place.region}",
            "--event-filters=type=google.cloud.pubsub.topic.v1.messagePublished",
            f"--transport-topic=projects/{place.project}/topics/{topic.name}",
            f"--service-account={place.account('events')}",
            place.labels(service=service, component="worker"),
        ),
        exists=(*eventarc, "describe", *named),
        undo=((*eventarc, "delete", *named),),
    )
    yield Step(
        "triggers",
        "a step may take 540 s: acknowledge late, back off, keep what is given up",
        _delivery(place, service, topic),
    )
    agent = (f"--member=serviceAccount:{place.agent('pubsub')}", "--role=roles/pubsub.subscriber")
    subscription = subscription_of(place, service)
    yield Step(
        "triggers",
        "Pub/Sub itself takes what it moves",
        ("gcloud", "pubsub", "subscriptions", "add-iam-policy-binding", subscription, *agent),
    )


def _delivery(place: Place, service: str, topic: Topic) -> Words:
    labels = place.labels(service=service, component="worker").replace("--labels", "--update-labels")
    return (
        *("gcloud", "pubsub", "subscriptions", "update", subscription_of(place, service)),
        f"--ack-deadline={topic.ack_deadline_s}",
        f"--min-retry-delay={topic.min_backoff_s:g}s",
        f"--max-retry-delay={topic.max_backoff_s:g}s",
        f"--dead-letter-topic=projects/{place.project}/topics/{topic.dead_letter}",
        f"--max-delivery-attempts={topic.dead_letter_after}",
        labels,
    )


def subscription_of(place: Place, trigger: str) -> str:
    """Return how to ask for the subscription that Eventarc has named: a word whose answer replaces it."""
    return f"{SUBSCRIPTION}{trigger}:{place.region}"


def schedules(place: Place, table: FunctionTable) -> Iterator[Step]:
    """Call what happens by the clock, under a name that nothing else has."""
    scheduler = ("gcloud", "scheduler", "jobs")
    for function in table.triggered_by("schedule"):
        yield invoker(
            place, function.name, f"serviceAccount:{place.account('scheduler')}", "the clock alone calls it"
        )
        called = (
            *(function.name, f"--location={place.region}", f"--schedule={function.schedule}"),
            *("--time-zone=Etc/UTC", f"--uri={place.url(function.name)}/", "--http-method=POST"),
            f"--oidc-service-account-email={place.account('scheduler')}",
            f"--oidc-token-audience={place.url(function.name)}",
            f"--attempt-deadline={function.timeout_s:g}s",
            *(AGAIN if function.retry else NEVER_AGAIN),
        )
        yield Step(
            "schedules",
            f"{function.name} at {function.schedule}",
            (*scheduler, "create", "http", *called),
            exists=(*scheduler, "describe", function.name, f"--location={place.region}"),
            update=(*scheduler, "update", "http", *called),
            undo=((*scheduler, "delete", function.name, f"--location={place.region}"),),
        )
