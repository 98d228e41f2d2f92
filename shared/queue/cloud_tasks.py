"""Cloud Tasks decides when a step is asked for; the task itself publishes the message to Pub/Sub."""

import base64
import hashlib
import json
from typing import Any

from google.api_core import exceptions as google
from google.api_core.retry import Retry, if_exception_type
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.types import CreateTaskRequest, HttpMethod

from shared.errors import Unavailable
from shared.model.base import Time
from shared.model.job import Job
from shared.model.messages import StepMessage
from shared.queue.pubsub import Topics

CALL_TIMEOUT_S = 5.0
_RETRY = Retry(  # a task is named, so sending it twice makes one
    predicate=if_exception_type(
        google.ServiceUnavailable, google.DeadlineExceeded, google.InternalServerError
    ),
    initial=0.05,
    maximum=1.0,
    timeout=CALL_TIMEOUT_S,
)


class CloudTasks:
    """A `StepQueue` with one queue per provider; `publisher` is the account that may publish."""

    def __init__(
        self, client: CloudTasksClient, topics: Topics, *, project: str, region: str, publisher: str
    ) -> None:
        self._client = client
        self._topics = topics
        self._location = f"projects/{project}/locations/{region}"
        self._publisher = publisher

    def push(self, job: Job, *, segment: int | None = None, due: Time | None = None) -> None:
        """Ask for one attempt at the job's epoch, or at a segment's, at once or when `due`.

        Raises:
            Unavailable: Cloud Tasks did not take it; the sweep will ask again.
        """
        try:
            self._client.create_task(
                request=CreateTaskRequest.wrap(self._request(job, StepMessage.of(job, segment), due)),
                retry=_RETRY,
                timeout=CALL_TIMEOUT_S,
            )
        except google.Conflict:
            return  # asked before: the name says so
        except (google.GoogleAPICallError, google.RetryError) as error:
            raise Unavailable("The queue does not answer.") from error

    def _request(self, job: Job, message: StepMessage, due: Time | None) -> Any:
        queue = f"{self._location}/queues/{job.provider}"
        request = CreateTaskRequest.pb()(parent=queue)
        task = request.task
        task.name = f"{queue}/tasks/{task_id_of(message)}"
        task.http_request.url = self._topics.publish_url(job)
        task.http_request.http_method = HttpMethod.POST
        task.http_request.headers["Content-Type"] = "application/json"
        task.http_request.body = publish_body(message, trace_id=job.trace_id)
        if self._publisher:
            task.http_request.oauth_token.service_account_email = self._publisher
        if due is not None:
            task.schedule_time.FromDatetime(due)
        return request


def task_id_of(message: StepMessage) -> str:
    """Return the name of a message: job, segment and epoch; hashed, because sequential names are slow."""
    part = "" if message.segment is None else f"|{message.segment}"
    return hashlib.sha256(f"{message.job_id}{part}|{message.epoch}".encode()).hexdigest()[:40]


def publish_body(message: StepMessage, *, trace_id: str = "") -> bytes:
    """Return the body of Pub/Sub's publish call for one message; its name is its span in the job's trace."""
    data = base64.b64encode(message.model_dump_json(exclude_none=True).encode()).decode()
    said: dict[str, Any] = {"data": data}
    if trace_id:
        said["attributes"] = {"traceparent": f"00-{trace_id}-{task_id_of(message)[:16]}-01"}
    return json.dumps({"messages": [said]}).encode()
