"""A floor below the floor: the same calls on bare gRPC stubs.

No library of Google's is between this loop and the wire, so nobody would write it; it says how much of a
create is the emulators' own time.
"""

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any

import grpc
from google.cloud.firestore_v1.types import firestore as types
from google.cloud.tasks_v2.types import CreateTaskRequest, Task

from shared.store.values import decode_fields, encode_fields
from tests.bench.papers import Papers
from tests.bench.stage import Person, Stage

SERVICE = "/google.firestore.v1.Firestore"
OWNER = [("authorization", "Bearer owner")]


class RawFloor:
    """The stubs, made once."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._database = f"projects/{stage.project}/databases/(default)"
        self._root = f"{self._database}/documents"
        in_this_thread = (grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1)
        firestore = grpc.insecure_channel(stage.cloud.ready["firestore"], options=[in_this_thread])
        self._read = firestore.unary_stream(
            f"{SERVICE}/BatchGetDocuments",
            request_serializer=types.BatchGetDocumentsRequest.pb().SerializeToString,
            response_deserializer=types.BatchGetDocumentsResponse.pb().FromString,
        )
        self._commit = firestore.unary_unary(
            f"{SERVICE}/Commit",
            request_serializer=types.CommitRequest.pb().SerializeToString,
            response_deserializer=types.CommitResponse.pb().FromString,
        )
        self._push = grpc.insecure_channel(stage.cloud.ready["tasks"]).unary_unary(
            "/google.cloud.tasks.v2.CloudTasks/CreateTask",
            request_serializer=CreateTaskRequest.pb().SerializeToString,
            response_deserializer=Task.pb().FromString,
        )

    def creates(self, person: Person) -> Callable[[], None]:
        """Return what creates one job of a person of its own."""
        papers = Papers(person.uid)
        account = f"accounts/{person.uid}"

        def create() -> None:
            job_id = uuid.uuid4().hex[:26]
            names = [f"{self._root}/jobs/{job_id}", f"{self._root}/{account}"]
            asked = types.BatchGetDocumentsRequest.pb()(database=self._database, documents=names)
            answers = list(self._read(asked, timeout=10, metadata=OWNER))
            found = next(answer.found for answer in answers if answer.HasField("found"))
            before = decode_fields(found.fields)
            request = types.CommitRequest.pb()(database=self._database)
            update = self._write(request, account, papers.charged(before))
            update.current_document.update_time.CopyFrom(found.update_time)
            for path, data in papers.sheets(job_id, before["available"]).items():
                write = self._write(request, path, data)
                if not (path.startswith("creations/") or "/events/" in path):
                    write.current_document.exists = False
            self._commit(request, timeout=10, metadata=OWNER)
            self._push(self._task(job_id), timeout=5)

        return create

    def _write(self, request: Any, path: str, data: dict[str, Any]) -> Any:
        write = request.writes.add()
        write.update.name = f"{self._root}/{path}"
        encode_fields(data, write.update.fields)
        return write

    def _task(self, job_id: str) -> Any:
        request = CreateTaskRequest.pb()(parent=self._stage.queue)
        request.task.name = f"{self._stage.queue}/tasks/{uuid.uuid4().hex}"
        pubsub = self._stage.cloud.ready["pubsub"]
        http = request.task.http_request
        http.url = f"http://{pubsub}/v1/projects/{self._stage.project}/topics/provider-steps:publish"
        http.http_method = 1
        http.headers["Content-Type"] = "application/json"
        message = base64.b64encode(json.dumps({"job_id": job_id, "epoch": 1}).encode()).decode()
        http.body = json.dumps({"messages": [{"data": message}]}).encode()
        return request
