from pathlib import Path

from infra.local.eventarc import event_headers
from infra.local.function_table import read_table
from infra.local.pubsub import resources

TABLE = read_table(Path(__file__).resolve().parents[2] / "infra" / "functions.toml")


def test_a_topic_has_a_dead_letter_topic_that_keeps_what_it_gets() -> None:
    made = dict(resources(TABLE, project="p", relay="http://relay"))

    dead = "projects/p/topics/provider-steps-dead-letter"
    assert dead in made
    assert made["projects/p/subscriptions/provider-steps-dead-letter"] == {"topic": dead}


def test_a_subscription_delivers_to_its_function_as_the_table_says() -> None:
    made = dict(resources(TABLE, project="p", relay="http://relay"))

    assert made["projects/p/subscriptions/provider_steps"] == {
        "topic": "projects/p/topics/provider-steps",
        "pushConfig": {"pushEndpoint": "http://relay/provider_steps/projects/p/topics/provider-steps"},
        "ackDeadlineSeconds": 600,
        "retryPolicy": {"minimumBackoff": "10s", "maximumBackoff": "600s"},
        "deadLetterPolicy": {
            "deadLetterTopic": "projects/p/topics/provider-steps-dead-letter",
            "maxDeliveryAttempts": 10,
        },
    }


def test_topics_are_made_before_what_needs_them() -> None:
    seen: set[str] = set()
    for path, body in resources(TABLE, project="p", relay="http://relay"):
        if "topic" in body:
            assert body["topic"] in seen
        seen.add(path)


def test_an_event_carries_the_headers_that_production_sends() -> None:
    headers = event_headers(
        {"messageId": "7", "publishTime": "2026-11-20T10:00:00Z"}, project="p", topic="steps"
    )

    assert headers == {
        "ce-specversion": "1.0",
        "ce-id": "7",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-source": "//pubsub.googleapis.com/projects/p/topics/steps",
        "ce-time": "2026-11-20T10:00:00Z",
        "content-type": "application/json",
    }
