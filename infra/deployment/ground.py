"""What everything else stands on: APIs, service accounts, secrets, the database, the bucket, the registry."""

import json
from collections.abc import Iterator
from pathlib import Path

from infra.deployment.place import APP, Place
from infra.deployment.step import Step
from infra.local.function_table import Bucket, FunctionTable

APIS = (
    *("aiplatform", "artifactregistry", "cloudbuild", "cloudfunctions", "cloudscheduler", "cloudtasks"),
    *("eventarc", "firebase", "firebasehosting", "firestore", "iam", "iamcredentials", "identitytoolkit"),
    *("logging", "monitoring", "pubsub", "run", "secretmanager", "storage"),
)
OF_APP_CHECK = ("firebaseappcheck", "recaptchaenterprise")
BUCKETS = ("gcloud", "storage", "buckets")
GUARDED = ("--uniform-bucket-level-access", "--public-access-prevention")


def deployment(place: Place) -> Step:
    """Make the bucket that remembers what has been deployed; `apply` looks into it before anything else."""
    url = f"gs://{place.deployment_bucket}"
    labels = place.labels(service="deployment", component="build").replace("--labels", "--update-labels")
    return Step(
        "record",
        f"what has been taken is recorded here, and that this project is {place.env}",
        (*BUCKETS, "create", url, f"--location={place.region}", *GUARDED),
        exists=(*BUCKETS, "describe", url),
        update=(*BUCKETS, "update", url, "--versioning", labels),
        undo=(("gcloud", "storage", "rm", url, "--recursive"),),
        holds_data=True,
    )


def apis(place: Place) -> Step:
    """Switch on what is used."""
    used = (*APIS, *(OF_APP_CHECK if place.site_key else ()))
    names = tuple(f"{name}.googleapis.com" for name in used)
    return Step("apis", "what is used must be switched on", ("gcloud", "services", "enable", *names))


def accounts(place: Place, names: dict[str, str]) -> Iterator[Step]:
    """Make one service account per kind of work."""
    account = ("gcloud", "iam", "service-accounts")
    for name, purpose in names.items():
        yield Step(
            "accounts",
            purpose,
            (*account, "create", f"{APP}-{name}", f"--display-name={purpose}"),
            exists=(*account, "describe", place.account(name)),
            undo=((*account, "delete", place.account(name)),),
        )


def secrets(place: Place, table: FunctionTable) -> Iterator[Step]:
    """Make empty secrets: a person adds their versions, so that no value passes through here."""
    names = sorted({name for function in table.functions for name in function.secrets})
    for name in names:
        labels = place.labels(service="secrets", component="secrets")
        yield Step(
            "secrets",
            "empty; a person adds its version before the functions are deployed",
            ("gcloud", "secrets", "create", name, "--replication-policy=automatic", labels),
            exists=("gcloud", "secrets", "describe", name),
            undo=(("gcloud", "secrets", "delete", name),),
            holds_data=True,
        )


def database(place: Place, indexes: Path) -> Iterator[Step]:
    """Make the database, which can go back seven days and cannot be deleted by accident."""
    databases = ("gcloud", "firestore", "databases")
    kept = ("--enable-pitr", "--delete-protection")
    yield Step(
        "firestore",
        "any minute of seven days can be had back; deleting it takes two decisions",
        (*databases, "create", f"--location={place.region}", "--type=firestore-native", *kept),
        exists=(*databases, "describe", "--database=(default)"),
        update=(*databases, "update", "--database=(default)", *kept),
        undo=(
            (*databases, "update", "--database=(default)", "--no-delete-protection"),
            (*databases, "delete", "--database=(default)"),
        ),
        holds_data=True,
    )
    for field in json.loads(indexes.read_text("utf-8"))["fieldOverrides"]:
        if field.get("ttl"):
            ttl = ("gcloud", "firestore", "fields", "ttls", "update", field["fieldPath"])
            group = f"--collection-group={field['collectionGroup']}"
            yield Step("firestore", "what has expired goes", (*ttl, group, "--enable-ttl", "--async"))


def bucket(place: Place, wanted: Bucket, folder: Path) -> Iterator[Step]:
    """Make the bucket: private, and only our own pages may send to it."""
    url = f"gs://{place.bucket}"
    guarded = (*GUARDED, "--soft-delete-duration=7d")
    yield Step(
        "bucket",
        "films are private; what is deleted can be had back for seven days",
        (*BUCKETS, "create", url, f"--location={place.region}", *guarded),
        exists=(*BUCKETS, "describe", url),
        update=(*BUCKETS, "update", url, *guarded),
        undo=(("gcloud", "storage", "rm", url, "--recursive"),),
        holds_data=True,
    )
    labels = place.labels(service="bucket", component="storage").replace("--labels", "--update-labels")
    files = (f"--cors-file={folder / 'cors.json'}", f"--lifecycle-file={folder / 'lifecycle.json'}")
    yield Step(
        "bucket",
        f"our pages alone; what was sent raw goes after {wanted.raw_upload_days} d",
        (*BUCKETS, "update", url, *files, labels),
        content=json.dumps(bucket_files(place, wanted)),
    )


def bucket_files(place: Place, wanted: Bucket) -> dict[str, object]:
    """Return what the bucket's two files say."""
    cors = wanted.cors
    return {
        "cors.json": [
            {
                "origin": [place.public_url],
                "method": list(cors.methods),
                "responseHeader": list(cors.headers),
                "maxAgeSeconds": cors.max_age_s,
            }
        ],
        "lifecycle.json": {
            "rule": [
                {
                    "action": {"type": "Delete"},
                    "condition": {"age": wanted.raw_upload_days, "matchesSuffix": ["/raw"]},
                }
            ]
        },
    }


def registry(place: Place) -> Step:
    """Make the place for images."""
    named = (APP, f"--location={place.region}")
    repositories = ("gcloud", "artifacts", "repositories")
    labels = place.labels(service="images", component="build")
    return Step(
        "image",
        "where the one image is kept",
        (*repositories, "create", *named, "--repository-format=docker", labels),
        exists=(*repositories, "describe", *named),
        undo=((*repositories, "delete", *named),),
    )
