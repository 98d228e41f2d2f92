"""Tasks: named by job and epoch, carrying ids only."""

import base64
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from google.api_core import exceptions as google

from shared.errors import Unavailable
from shared.log import trace_id_of
from shared.model import lifecycle
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.model.segment import Segment, Segmented
from shared.queue.cloud_tasks import CloudTasks, publish_body, task_id_of
from shared.queue.pubsub import Topics
from tests.factories import an_order
from tests.fakes.clock import START
from tests.fakes.encoder import FOOTAGE


class Client:
    def __init__(self, error: Exception | None = None) -> None:
        self.requests: list[Any] = []
        self.error = error

    def create_task(self, *, request: Any, retry: Any, timeout: float) -> None:
        self.requests.append(request)
        if self.error:
            raise self.error


def a_job(key: str = "k1") -> Job:
    return Job.pending(an_order(key, prompt="secret words"), at=START, deadline_s=60)


def a_segmented_job() -> Job:
    """A job at epoch 2 with two segments, both at epoch 4."""
    segments = (Segment(first=0, end=9, epoch=4), Segment(first=9, end=None, epoch=4))
    memo = Segmented(footage=FOOTAGE, width=16, height=16, quality="fast", segments=segments)
    order = an_order(provider="ffmpeg")
    return Job.pending(order, at=START, deadline_s=60).model_copy(update={"memo": memo, "epoch": 2})


def queue(client: Client) -> CloudTasks:
    return CloudTasks(client, Topics(project="p"), project="p", region="r", publisher="pub@p.iam")


def test_a_task_publishes_the_step_message_straight_to_the_topic() -> None:
    client = Client()
    queue(client).push(a_job(), due=START + timedelta(seconds=5))

    [request] = client.requests
    task = request.task
    assert request.parent == "projects/p/locations/r/queues/wavespeed"
    assert task.name == f"{request.parent}/tasks/{task_id_of(StepMessage.of(a_job()))}"
    assert (
        task.http_request.url == "https://pubsub.googleapis.com/v1/projects/p/topics/provider-steps:publish"
    )
    assert task.http_request.oauth_token.service_account_email == "pub@p.iam"
    assert task.schedule_time.timestamp() == (START + timedelta(seconds=5)).timestamp()
    [message] = json.loads(task.http_request.body)["messages"]
    assert json.loads(base64.b64decode(message["data"])) == {"job_id": a_job().id, "epoch": 1}


def test_f21_a_name_that_was_used_means_the_message_was_asked_for() -> None:
    queue(Client(google.AlreadyExists("there"))).push(a_job())
    queue(Client(google.Conflict("there, over REST"))).push(a_job())


@pytest.mark.parametrize(
    "error",
    [
        google.ServiceUnavailable("x"),
        google.PermissionDenied("x"),
        google.NotFound("queue"),
        google.RetryError("tried in vain for as long as we wait", cause=google.ServiceUnavailable("x")),
    ],
)
def test_f23_f129_any_other_answer_is_ours_to_mend_later(error: Exception) -> None:
    with pytest.raises(Unavailable):
        queue(Client(error)).push(a_job())


def test_f29_a_task_carries_an_id_and_a_number_and_is_small() -> None:
    client = Client()
    queue(client).push(a_job())

    whole = type(client.requests[0]).pb(client.requests[0]).SerializeToString()
    assert len(whole) < 4096
    assert b"secret" not in whole
    assert b"alice" not in whole
    assert len(publish_body(StepMessage(job_id=a_job().id, epoch=1))) < 200


def test_f30_names_begin_with_every_digit_alike() -> None:
    names = Counter(task_id_of(StepMessage.of(a_job(f"k{n}")))[0] for n in range(3200))

    assert len(names) == 16
    assert max(names.values()) < 300


def test_every_epoch_has_a_name_of_its_own() -> None:
    job = a_job()
    driven = lifecycle.driven(job, at=START)
    assert task_id_of(StepMessage.of(job)) != task_id_of(StepMessage.of(driven))


def test_a_segment_is_asked_for_by_its_number_and_epoch_and_where_we_work_ourselves() -> None:
    client = Client()
    job = a_segmented_job()

    queue(client).push(job, segment=1)

    [request] = client.requests
    assert request.parent.endswith("/queues/ffmpeg")
    assert request.task.http_request.url.endswith("/topics/media-steps:publish")
    [message] = json.loads(request.task.http_request.body)["messages"]
    assert json.loads(base64.b64decode(message["data"])) == {"job_id": job.id, "epoch": 4, "segment": 1}


def test_the_job_and_each_of_its_segments_have_names_of_their_own() -> None:
    job = a_segmented_job()
    messages = [StepMessage.of(job, n) for n in (None, 0, 1)]

    assert len({task_id_of(message) for message in messages}) == 3


def test_a_message_carries_the_trace_of_the_jobs_order_and_is_the_same_each_time() -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    job = a_job().model_copy(update={"trace_id": trace_id})
    client = Client()

    queue(client).push(job)
    queue(client).push(job)

    first, second = (json.loads(request.task.http_request.body) for request in client.requests)
    assert first == second
    assert trace_id_of(first["messages"][0]["attributes"]["traceparent"]) == trace_id


def test_a_job_of_an_earlier_release_has_no_trace_to_carry() -> None:
    client = Client()

    queue(client).push(a_job())

    assert "attributes" not in json.loads(client.requests[0].task.http_request.body)["messages"][0]
