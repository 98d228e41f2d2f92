"""The one image: named for what is in it, built once."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from infra.deployment.firebase import digest
from infra.deployment.place import APP, Place
from infra.deployment.step import Step

BUILDER = "gcr.io/buildpacks/builder:google-22"
PACK = "gcr.io/k8s-skaffold/pack"
UPLOADED = ("functions", "shared")


def image(place: Place, tag: str, folder: Path) -> Step:
    """Build it, if it is not there; at run time FUNCTION_TARGET chooses what it is."""
    return Step(
        "image",
        "built once, by what is in it",
        (
            *("gcloud", "builds", "submit", ".", f"--config={folder / 'image.json'}"),
            f"--gcs-source-staging-dir=gs://{place.deployment_bucket}/source",
            # The log is in Cloud Logging; whoever releases may not be allowed to follow it.
            "--suppress-logs",
        ),
        exists=("gcloud", "artifacts", "docker", "images", "describe", named(place, tag)),
        content=tag,
    )


def build(place: Place, tag: str) -> dict[str, object]:
    """Return what Cloud Build is told: as by gcloud's own `--pack`, but under an account of ours."""
    name = named(place, tag)
    asked = ["build", name, "--network", "cloudbuild", "--env", "GOOGLE_FUNCTION_TARGET=jobs"]
    return {
        "steps": [{"name": PACK, "entrypoint": "pack", "args": [*asked, "--builder", BUILDER]}],
        "images": [name],
        "timeout": "1200s",
        "serviceAccount": f"projects/{place.project}/serviceAccounts/{place.account('builder')}",
        "options": {"logging": "CLOUD_LOGGING_ONLY"},
        "tags": [APP, place.env],
    }


def named(place: Place, tag: str) -> str:
    """Return the image's address."""
    return f"{place.repository}/{APP}:{tag}"


def source_tag(root: Path) -> str:
    """Return the image's tag: the same source is built once, by the same builder."""
    said = f"{BUILDER} {digest(root, sorted(_uploaded(root)))}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _uploaded(root: Path) -> Iterator[Path]:
    yield from (root / "main.py", root / "requirements.txt")
    for folder in UPLOADED:
        found = (root / folder).rglob("*")
        yield from (f for f in found if f.is_file() and "__pycache__" not in f.parts)
