"""The local cloud as the measurements use it: rich people, and queues that can be held."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import grpc
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from infra.local.layout import LOCATION
from tests.e2e.cloud import Cloud, local_cloud

RICH = {"SIGNUP_CREDITS": "900000000", "ACTIVE_JOBS_MAX": "10000000", "JOB_DEADLINE_S": "3600"}
HASTY = dict.fromkeys(("ORDERS_PER_MINUTE", "REQUESTS_PER_MINUTE", "ADDRESS_REQUESTS_PER_MINUTE"), "10000000")
QUEUES = ("wavespeed", "vertex")


@dataclass(frozen=True)
class Person:
    """Somebody with credits."""

    uid: str
    token: str


@dataclass(frozen=True)
class Stage:
    """A running cloud in which nobody runs out of credits."""

    cloud: Cloud

    @property
    def project(self) -> str:
        """The project's id."""
        return str(self.cloud.ready["project"])

    @property
    def queue(self) -> str:
        """The queue that both the product and the bare loop push to."""
        return f"projects/{self.project}/locations/{LOCATION}/queues/wavespeed"

    def people(self, count: int) -> list[Person]:
        """Sign up new people; their accounts are opened by their first look at it."""
        tokens = [self.cloud.sign_up(f"{uuid.uuid4().hex}@example.com") for _ in range(count)]
        for token in tokens:
            self.cloud.api("GET", "/api/credits", token=token).raise_for_status()
        return [Person(self.cloud.uid_of(token), token) for token in tokens]

    def tasks_client(self) -> CloudTasksClient:
        """Return Google's client of the Cloud Tasks server."""
        channel = grpc.insecure_channel(self.cloud.ready["tasks"])
        return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))

    @contextlib.contextmanager
    def queues_held(self) -> Iterator[None]:
        """Keep every task in its queue: two cores cannot create and generate at once.

        Creating still pays for the push, durable and named; only the generation waits. At the end the
        tasks are thrown away.
        """
        client = self.tasks_client()
        names = [f"projects/{self.project}/locations/{LOCATION}/queues/{name}" for name in QUEUES]
        for name in names:
            client.pause_queue(name=name)
        try:
            yield
        finally:
            for name in names:
                client.purge_queue(name=name)
                client.resume_queue(name=name)


@contextlib.contextmanager
def stage(*arguments: str, **environment: str) -> Iterator[Stage]:
    """Start a local cloud of its own, and end it."""
    with local_cloud(*arguments, environment=RICH | HASTY | environment) as cloud:
        yield Stage(cloud)
