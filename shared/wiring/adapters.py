"""Which adapter serves which need. Everything is built on first use, once.

Google's clients are imported where they are built: a function that needs none of them starts without.
"""

import gc
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from shared.config import Settings

if TYPE_CHECKING:
    from shared.catalog import Catalog
    from shared.providers.base import VideoProvider
    from shared.queue.base import StepQueue
    from shared.storage.base import ObjectStore
    from shared.store.base import Store

FILES_MAX = 50


def _exempt_what_is_loaded() -> None:
    """Keep the garbage collector off what the vendors' modules hold: it stays for as long as the process.

    A full collection that goes through it stops every request of this process for some 70 ms.
    """
    gc.freeze()


@cache
def settings() -> Settings:
    """Return the core settings."""
    return Settings()


@cache
def catalog() -> "Catalog":
    """Return the models and prices."""
    from shared.catalog import load_catalog

    return load_catalog()


@cache
def store() -> "Store":
    """Return the database."""
    chosen = settings()
    return firestore_of(chosen.google_cloud_project, emulator=chosen.firestore_emulator_host)


def firestore_of(project: str, *, emulator: str | None) -> "Store":
    """Return the database of a project, or of the emulator at `host:port`."""
    import grpc
    from google.cloud.firestore_v1.services.firestore import FirestoreClient
    from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

    from shared.store.firestore import Firestore

    _exempt_what_is_loaded()
    # Reads come as streams, for which gRPC starts a thread each, unless it is told not to: 0.5 ms a read.
    in_this_thread = (grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1)

    def secure(host: str, *, options: Sequence[tuple[str, int]] = (), **chosen: Any) -> grpc.Channel:
        return FirestoreGrpcTransport.create_channel(host, options=[*options, in_this_thread], **chosen)

    if emulator is None:
        transport = FirestoreGrpcTransport(channel=secure, always_use_jwt_access=True)
        return Firestore(FirestoreClient(transport=transport), project=project)
    channel = grpc.insecure_channel(emulator, options=[in_this_thread])
    owner = [("authorization", "Bearer owner")]
    transport = FirestoreGrpcTransport(channel=channel)
    return Firestore(FirestoreClient(transport=transport), project=project, metadata=owner)


@cache
def queue() -> "StepQueue":
    """Return the way to ask for steps."""
    import grpc
    from google.cloud.tasks_v2 import CloudTasksClient
    from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

    from shared.queue.cloud_tasks import CloudTasks
    from shared.queue.pubsub import PUBSUB_ORIGIN, Topics

    _exempt_what_is_loaded()
    chosen = settings()
    client = (
        CloudTasksClient()
        if chosen.cloud_tasks_emulator_host is None
        else CloudTasksClient(
            transport=CloudTasksGrpcTransport(channel=grpc.insecure_channel(chosen.cloud_tasks_emulator_host))
        )
    )
    origin = f"http://{chosen.pubsub_emulator_host}" if chosen.pubsub_emulator_host else PUBSUB_ORIGIN
    return CloudTasks(
        client,
        Topics(project=chosen.google_cloud_project, origin=origin),
        project=chosen.google_cloud_project,
        region=chosen.region,
        publisher=chosen.publisher_email,
    )


@cache
def objects() -> "ObjectStore":
    """Return the bucket."""
    from google.auth.credentials import AnonymousCredentials
    from google.cloud.storage import Client
    from google.oauth2 import service_account

    from shared.storage.gcs import CloudStorage

    chosen = settings()
    local = chosen.storage_emulator_host
    client = Client(
        project=chosen.google_cloud_project, credentials=AnonymousCredentials() if local else None
    )
    signer = None
    if chosen.signing_key_file is not None:
        signer = service_account.Credentials.from_service_account_file(str(chosen.signing_key_file))
    return CloudStorage(client, chosen.bucket, signer=signer, endpoint=local)


@cache
def provider(name: str) -> "VideoProvider":
    """Return the adapter of a provider."""
    from shared.providers import Site, build_provider

    def list_objects(prefix: str) -> list[str]:
        return [stored.name for stored in objects().list(prefix, limit=FILES_MAX)]

    site = Site(models=catalog().vendor_models(name), bucket=settings().bucket, list_objects=list_objects)
    return build_provider(name, site)
