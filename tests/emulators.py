"""The official emulators for tests: one process per run, one project per test."""

import os
import uuid

import grpc
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from shared.store.firestore import Firestore


def firestore_host() -> str:
    return os.environ["FIRESTORE_EMULATOR_HOST"]


def firestore_store(project: str | None = None) -> Firestore:
    """Return a store in a project of its own, so that tests share nothing."""
    channel = grpc.insecure_channel(firestore_host())
    client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
    name = project or f"test-{uuid.uuid4().hex[:12]}"
    return Firestore(client, project=name, metadata=[("authorization", "Bearer owner")])
