"""The whole deployment, in order."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from infra.deployment import firebase, ground, image, messages, release, services, triggers
from infra.deployment.budget import budget
from infra.deployment.environments import read_settings, read_site_key
from infra.deployment.grants import grant_steps, read_matrix
from infra.deployment.monitoring import monitoring
from infra.deployment.place import Place
from infra.deployment.step import Step
from infra.local.function_table import read_table

ROOT = Path(__file__).resolve().parents[2]


def plan(place: Place, *, root: Path = ROOT) -> list[Step]:
    """Return every step, each safe to take again."""
    place = _told(place, root)
    table, matrix = read_table(root / "infra/functions.toml"), read_matrix(root / "infra/iam.toml")
    tag = image.source_tag(root)
    folder = Path(".local/deployment") / place.env
    made = list(services.functions(place, table, tag))
    operators = list(services.operators(place, table, tag))
    hosting = firebase.hosting(place, root)
    steps = [
        ground.deployment(place),
        ground.apis(place),
        *ground.accounts(place, matrix.accounts),
        *ground.secrets(place, table),
        *ground.database(place, root / "firestore.indexes.json"),
        firebase.rules(place, root),
        *ground.bucket(place, table.bucket, folder),
        *messages.queues(place, table),
        *messages.topics(place, table),
        *grant_steps(place, table, matrix),
        *monitoring(place, root=root),
        *budget(place),
        ground.registry(place),
        image.image(place, tag, folder),
        *made,
        *release.candidates(place, table, made),
        *triggers.triggers(place, table),
        *operators,
        *release.traffic(place, table, made),
        *triggers.schedules(place, table),
        hosting,
        release.whole(place, [*made, hosting]),
    ]
    return [step.within(place.project) for step in steps]


def files(place: Place, *, root: Path = ROOT) -> dict[Path, str]:
    """Return the files that the commands read."""
    place = _told(place, root)
    wanted = ground.bucket_files(place, read_table(root / "infra/functions.toml").bucket)
    wanted["image.json"] = image.build(place, image.source_tag(root))
    folder = Path(".local/deployment") / place.env
    written = {folder / name: json.dumps(content, indent=2) for name, content in wanted.items()}
    return written | {firebase.PAGE: firebase.page(place, root)}


def _told(place: Place, root: Path) -> Place:
    """Return the place with what `infra/environments.toml` says of it."""
    path = root / "infra/environments.toml"
    return replace(place, settings=read_settings(path, place.env), site_key=read_site_key(path, place.env))


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
