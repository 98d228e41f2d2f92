"""What gcloud has no word for: rules, indexes and the studio, by the Firebase CLI."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from infra.deployment.place import Place
from infra.deployment.step import Step, Words

FIREBASE = "node_modules/.bin/firebase"
BEFORE = "before"
"""The preview channel that keeps the studio as it was before a release."""


def rules(place: Place, root: Path) -> Step:
    """Deploy rules and indexes: before the functions, which need the indexes."""
    return Step(
        "rules",
        "not gcloud: the Firebase CLI; an index that is new is built meanwhile, the gate waits for it",
        (FIREBASE, "deploy", "--only=firestore", *_quietly(place)),
        content=digest(root, [root / "firestore.rules", root / "firestore.indexes.json"]),
    )


def hosting(place: Place, root: Path) -> Step:
    """Deploy the studio: after the functions, which it calls."""
    pages = sorted(file for file in (root / "web/dist").rglob("*") if file.is_file())
    return Step(
        "hosting",
        "not gcloud: the Firebase CLI; `make studio` comes first",
        (FIREBASE, "deploy", "--only=hosting", *_quietly(place)),
        undo=((FIREBASE, "hosting:disable", "--force", *_quietly(place)),),
        content=digest(root, [root / "firebase.json", *pages]),
    )


def clone(place: Place, source: str, target: str) -> Words:
    """Return how to copy what one channel shows to another."""
    return (
        FIREBASE,
        "hosting:clone",
        f"{place.project}:{source}",
        f"{place.project}:{target}",
        *_quietly(place),
    )


def digest(root: Path, found: Iterable[Path]) -> str:
    """Return what says whether these files are the same."""
    digest = hashlib.sha256()
    for file in found:
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _quietly(place: Place) -> Words:
    return (f"--project={place.project}", "--non-interactive")
