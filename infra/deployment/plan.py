"""The whole deployment, in order."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.deployment import ground, messages, services
from infra.deployment.grants import grant_steps, read_matrix
from infra.deployment.monitoring import monitoring
from infra.deployment.place import Place
from infra.deployment.step import Step
from infra.local.function_table import read_table

ROOT = Path(__file__).resolve().parents[2]
UPLOADED = ("functions", "shared")
FIREBASE = "node_modules/.bin/firebase"


def plan(place: Place, *, root: Path = ROOT) -> list[Step]:
    """Return every step, each safe to take again."""
    table, matrix = read_table(root / "infra/functions.toml"), read_matrix(root / "infra/iam.toml")
    tag = source_tag(root)
    folder = Path(".local/deployment") / place.env
    steps = [
        ground.apis(),
        *ground.accounts(place, matrix.accounts),
        *ground.secrets(place, table),
        *ground.database(place, root / "firestore.indexes.json"),
        *ground.bucket(place, table.bucket, folder),
        *messages.queues(place, table),
        *messages.topics(place, table),
        *grant_steps(place, table, matrix),
        ground.registry(place),
        services.image(place, tag),
        *services.functions(place, table, tag),
        *messages.triggers(place, table),
        *messages.schedules(place, table),
        *services.operators(place, table),
        *monitoring(place, root=root),
        hosting(place),
    ]
    return [step.within(place.project) for step in steps]


def files(place: Place, *, root: Path = ROOT) -> dict[Path, str]:
    """Return the files that the commands read."""
    wanted = ground.bucket_files(place, read_table(root / "infra/functions.toml").bucket)
    folder = Path(".local/deployment") / place.env
    return {folder / name: json.dumps(content, indent=2) for name, content in wanted.items()}


def hosting(place: Place) -> Step:
    """Deploy rules, indexes and the studio; gcloud has no word for these, so the Firebase CLI does it."""
    what = ("deploy", "--only=firestore,hosting", f"--project={place.project}", "--non-interactive")
    return Step("hosting", "not gcloud: the Firebase CLI; `make studio` comes first", (FIREBASE, *what))


def source_tag(root: Path) -> str:
    """Return the image's name for what is in it: the same source is built once."""
    digest = hashlib.sha256()
    for file in sorted(_uploaded(root)):
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _uploaded(root: Path) -> Iterator[Path]:
    yield from (root / "main.py", root / "requirements.txt")
    for folder in UPLOADED:
        found = (root / folder).rglob("*")
        yield from (f for f in found if f.is_file() and "__pycache__" not in f.parts)


def script(steps: Sequence[Step]) -> str:
    """Return the steps as text, grouped, with their reasons."""
    lines: list[str] = []
    group = ""
    for step in steps:
        if step.group != group:
            group = step.group
            lines += ["", f"## {group}"]
        lines += [f"# {step.reason}", *step.lines()]
    return "\n".join(lines).strip()
