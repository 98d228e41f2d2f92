"""The decorator of Pub/Sub functions. How whole deliveries end is tested through functions-framework."""

import base64
import types

import pytest
from cloudevents.http import CloudEvent
from functions_framework import _function_registry as registry

from shared.events.subscriber import Redeliver, subscriber
from shared.model.messages import StepMessage

JOB = "a" * 26


def an_event(data: object) -> CloudEvent:
    return CloudEvent({"type": "google.cloud.pubsub.topic.v1.messagePublished", "source": "//pubsub"}, data)


def a_message(text: str) -> dict[str, object]:
    return {"message": {"data": base64.b64encode(text.encode()).decode(), "messageId": "m1"}}


def test_the_frameworks_registry_knows_the_function_by_its_own_name() -> None:
    @subscriber(StepMessage, project=lambda: "my-project")
    def some_steps(message: StepMessage) -> None:
        """Do something."""

    assert registry.REGISTRY_MAP["some_steps"] == registry.CLOUDEVENT_SIGNATURE_TYPE
    assert isinstance(some_steps, types.FunctionType)
    assert (some_steps.__name__, some_steps.__doc__) == ("some_steps", "Do something.")


def test_the_function_gets_the_message_itself() -> None:
    seen = []

    @subscriber(StepMessage, project=lambda: "my-project")
    def take(message: StepMessage) -> None:
        seen.append(message)

    take(an_event(a_message(f'{{"job_id": "{JOB}", "epoch": 2}}')))

    assert seen == [StepMessage(job_id=JOB, epoch=2)]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        b"bytes",
        {},
        {"message": None},
        {"message": []},
        {"message": {}},
        {"message": {"data": None}},
        {"message": {"data": 5}},
        {"message": {"data": "é"}},
        {"message": {"data": "", "attributes": []}},
        {"message": {"data": "e30=", "attributes": {"traceparent": 5}, "publishTime": "yesterday"}},
    ],
)
def test_f36_an_envelope_of_any_shape_is_acknowledged(
    data: object, capsys: pytest.CaptureFixture[str]
) -> None:
    @subscriber(StepMessage, project=lambda: "my-project")
    def never(message: StepMessage) -> None:
        raise AssertionError("reached")

    never(an_event(data))

    assert "message.dropped" in capsys.readouterr().out


def test_f37_an_error_becomes_a_redelivery_that_says_only_its_class() -> None:
    @subscriber(StepMessage, project=lambda: "my-project")
    def broken(message: StepMessage) -> None:
        raise RuntimeError("canary")

    with pytest.raises(Redeliver, match=r"^RuntimeError$") as raised:
        broken(an_event(a_message(f'{{"job_id": "{JOB}", "epoch": 2}}')))

    assert raised.value.__suppress_context__
