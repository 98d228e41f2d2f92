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
    grants = (Grant(tuple(row.pop("who")), **row) for row in raw["grants"])
    return Matrix(raw["accounts"], tuple(grants))


def grant_steps(place: Place, table: FunctionTable, matrix: Matrix) -> Iterator[Step]:
    """Grant what the matrix says; granting twice is granting once."""
    for grant in matrix.grants:
        for target in targets(place, table, grant.on):
            for who in grant.who:
                bound = (target, member(place, who), grant.role)
                undo = (binding("remove", *bound),)
                yield Step("roles", f"{who}: {grant.why}", binding("add", *bound), undo=undo)


def binding(verb: str, target: Words, member: str, role: str) -> Words:
    """Return the command that adds or removes a role on something."""
    noun, rest = target[:-1], target[-1]
    kind, _, options = rest.partition(" ")
    bound = (f"--member={member}", f"--role={role}", *options.split())
    return ("gcloud", *noun, f"{verb}-iam-policy-binding", kind, *bound)


def member(place: Place, who: str) -> str:
    """Return a member in IAM's words."""
    kind, _, service = who.partition(":")
    return f"serviceAccount:{place.agent(service) if kind == 'agent' else place.account(who)}"


def targets(place: Place, table: FunctionTable, on: str) -> list[Words]:
    """Return what a word of the matrix means: the noun of gcloud, then the name and its options."""
    kind, _, name = on.partition(":")
    buckets = {"bucket": place.bucket, "deployment-bucket": place.deployment_bucket}
    only = f'expression=resource.name.startsWith("projects/_/buckets/{name}"),title={name}'
    accounts = [name] if name else [*sorted({f.service_account for f in table.functions}), "builder"]
    many: dict[str, list[Words]] = {
        "project": [("projects", f"{place.project} --condition=None")],
        "buckets": [("projects", f"{place.project} --condition={only}")],
        "queues": [("tasks", "queues", f"{row.name} --location={place.region}") for row in table.queues],
        "topics": [("pubsub", "topics", row.name) for row in table.topics],
        "dead-letters": [("pubsub", "topics", row.dead_letter) for row in table.topics],
        "account": [("iam", "service-accounts", place.account(one)) for one in accounts],
        "secret": [("secrets", name)],
    }
    many["accounts"] = many["account"]
    many |= {word: [("storage", "buckets", f"gs://{bucket}")] for word, bucket in buckets.items()}
    return many[kind]


def as_table(matrix: Matrix) -> str:
    """Return the matrix as a Markdown table."""
    rows = [f"| {', '.join(g.who)} | `{g.role}` | {g.on} | {g.why} |" for g in matrix.grants]
    head = [f"Accounts are called `{APP}-<name>`.", "", "| who | role | on | why |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"
