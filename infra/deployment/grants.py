"""`infra/iam.toml` as commands."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.deployment.place import APP, Place
from infra.deployment.step import Step, Words
from infra.local.function_table import FunctionTable


@dataclass(frozen=True)
class Grant:
    """Some may do something on something, for a reason."""

    who: tuple[str, ...]
    role: str
    on: str
    why: str


@dataclass(frozen=True)
class Matrix:
    """All accounts and grants."""

    accounts: dict[str, str]
    grants: tuple[Grant, ...]


def read_matrix(path: Path) -> Matrix:
    """Read the matrix."""
    raw = tomllib.loads(path.read_text("utf-8"))
    grants = (Grant(tuple(row["who"]), row["role"], row["on"], row["why"]) for row in raw["grants"])
    return Matrix(raw["accounts"], tuple(grants))


def grant_steps(place: Place, table: FunctionTable, matrix: Matrix) -> Iterator[Step]:
    """Grant what the matrix says; granting twice is granting once."""
    for grant in matrix.grants:
        for target in targets(place, table, grant.on):
            for who in grant.who:
                yield Step("roles", f"{who}: {grant.why}", binding(target, member(place, who), grant.role))


def binding(target: Words, member: str, role: str) -> Words:
    """Return the command that binds a role on something."""
    noun, rest = target[:-1], target[-1]
    kind, _, options = rest.partition(" ")
    condition = ("--condition=None",) if "projects" in noun else ()
    bound = (f"--member={member}", f"--role={role}", *condition, *options.split())
    return ("gcloud", *noun, "add-iam-policy-binding", kind, *bound)


def member(place: Place, who: str) -> str:
    """Return a member in IAM's words."""
    kind, _, service = who.partition(":")
    return f"serviceAccount:{place.agent(service) if kind == 'agent' else place.account(who)}"


def targets(place: Place, table: FunctionTable, on: str) -> list[Words]:
    """Return what a word of the matrix means: the noun of gcloud, then the name and its options."""
    kind, _, name = on.partition(":")
    many: dict[str, list[Words]] = {
        "project": [("projects", place.project)],
        "bucket": [("storage", "buckets", f"gs://{place.bucket}")],
        "queues": [("tasks", "queues", f"{row.name} --location={place.region}") for row in table.queues],
        "topics": [("pubsub", "topics", row.name) for row in table.topics],
        "dead-letters": [("pubsub", "topics", row.dead_letter) for row in table.topics],
        "account": [("iam", "service-accounts", place.account(name))],
        "secret": [("secrets", name)],
    }
    return many[kind]


def as_table(matrix: Matrix) -> str:
    """Return the matrix as a Markdown table."""
    rows = [f"| {', '.join(g.who)} | `{g.role}` | {g.on} | {g.why} |" for g in matrix.grants]
    head = [f"Accounts are called `{APP}-<name>`.", "", "| who | role | on | why |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"
