"""What gcloud has no word for: rules, indexes and the studio, by the Firebase CLI."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from infra.deployment.place import Place
from infra.deployment.run import StepFailed
from infra.deployment.step import Step, Words

FIREBASE = "node_modules/.bin/firebase"
BEFORE = "before"
"""The preview channel that keeps the studio as it was before a release."""
PAGE = Path("web/dist/index.html")
_SITE_KEY = re.compile(r'(<meta name="app-check-key" content=")[^"]*(")')


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
    files = sorted(file for file in (root / "web/dist").rglob("*") if file.is_file() and file != root / PAGE)
    return Step(
        "hosting",
        "not gcloud: the Firebase CLI; `make studio` comes first",
        (FIREBASE, "deploy", "--only=hosting", *_quietly(place)),
        undo=((FIREBASE, "hosting:disable", "--force", *_quietly(place)),),
        content=digest(root, [root / "firebase.json", *files], page(place, root)),
    )


def page(place: Place, root: Path) -> str:
    """Return the studio's page with this environment's key in it, whichever it was deployed with before.

    Raises:
        StepFailed: there is a key, and the page has no place for it.
    """
    built = root / PAGE
    if not built.exists():
        return ""  # a plan can be printed without a studio; `apply` asks for one
    text, places = _SITE_KEY.subn(rf"\g<1>{place.site_key}\g<2>", built.read_text("utf-8"))
    if place.site_key and places != 1:
        raise StepFailed(f"{PAGE} has no place for the key of App Check: run `make studio`.")
    return text


def clone(place: Place, source: str, target: str) -> Words:
    """Return how to copy what one channel shows to another."""
    return (
        FIREBASE,
        "hosting:clone",
        f"{place.project}:{source}",
        f"{place.project}:{target}",
        *_quietly(place),
    )


def digest(root: Path, found: Iterable[Path], said: str = "") -> str:
    """Return what says whether these files are the same, and what is `said` besides."""
    digest = hashlib.sha256()
    for file in found:
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    digest.update(said.encode())
    return digest.hexdigest()[:12]


def _quietly(place: Place) -> Words:
    return (f"--project={place.project}", "--non-interactive")
