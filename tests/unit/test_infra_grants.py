"""The roles give no more than they must: the matrix, the commands and the page say the same."""

from collections import Counter

from infra.deployment.gate import questions
from infra.deployment.grants import as_table, read_matrix
from infra.deployment.plan import ROOT
from infra.deployment.step import Step, Words, asked
from tests.planned import PLACE, TABLE, named

MATRIX = read_matrix(ROOT / "infra/iam.toml")
ADMINS = {"firebasehosting.admin", "firebaserules.admin", "datastore.indexAdmin"}
"""Of the deployer alone: each has no lesser role, and none of them says who may do what."""

ASKING = {
    ("run", "services"): "run.developer",
    ("pubsub", "subscriptions"): "pubsub.viewer",
    ("eventarc", "triggers"): "eventarc.viewer",
    ("tasks", "queues"): "cloudtasks.viewer",
    ("scheduler", "jobs"): "cloudscheduler.viewer",
    ("firestore", "databases"): "datastore.indexAdmin",
    ("firestore", "indexes"): "datastore.indexAdmin",
    ("storage", "buckets"): "storage.bucketViewer",
}
"""Which role of Google's says that something may be described."""


def option(name: str, step: Step) -> str:
    return next(word.split("=", 1)[1] for word in step.create if word.startswith(f"{name}="))


def test_who_is_given_a_secret_may_read_it_and_nobody_else_may() -> None:
    used = {(f.service_account, f"secret:{name}") for f in TABLE.functions for name in f.secrets}
    granted = {(who, g.on) for g in MATRIX.grants for who in g.who if g.on.startswith("secret:")}

    assert granted == used


def test_no_role_is_wide() -> None:
    roles = {(who, g.role.removeprefix("roles/")) for g in MATRIX.grants for who in g.who}

    assert not {role for _who, role in roles} & {"owner", "editor", "viewer"}
    assert {one for one in roles if one[1].lower().endswith("admin")} == {("deployer", r) for r in ADMINS}


def test_what_releases_can_read_no_document_no_film_and_no_secret_and_gives_no_rights() -> None:
    roles = {(g.role, g.on) for g in MATRIX.grants if "deployer" in g.who}

    assert ("roles/run.developer", "project") in roles  # not run.admin, which says who may call
    assert not {on for _role, on in roles if on.startswith("secret")}
    assert {role for role, on in roles if on.startswith("bucket")} == {"roles/storage.bucketViewer"}
    assert not {r for r, _on in roles if r.startswith(("roles/billing", "roles/monitoring"))}
    assert not {r for r, _on in roles if "datastore.user" in r or "iam.serviceAccountAdmin" in r}


def test_what_releases_may_ask_all_that_the_gate_asks() -> None:
    may = {g.role.removeprefix("roles/") for g in MATRIX.grants if "deployer" in g.who}
    asks = {
        words[1:3] for one in questions(PLACE, TABLE, ROOT) for words in (one.words, *asked_first(one.words))
    }

    assert asks == ASKING.keys()
    assert set(ASKING.values()) <= may


def asked_first(words: Words) -> list[Words]:
    return [ask for word in words if (ask := asked(word))]


def test_every_grant_is_a_command_and_every_command_a_grant() -> None:
    many = {"queues": len(TABLE.queues), "topics": len(TABLE.topics), "dead-letters": len(TABLE.topics)}
    many["accounts"] = len({function.service_account for function in TABLE.functions} | {"builder"})
    granted: Counter[tuple[str, str]] = Counter()
    for grant in MATRIX.grants:
        for who in grant.who:
            email = PLACE.agent("pubsub") if who == "agent:pubsub" else PLACE.account(who)
            granted[email, grant.role] += many.get(grant.on, 1)

    commanded = Counter(
        (option("--member", step).removeprefix("serviceAccount:"), option("--role", step))
        for step in named("roles")
    )

    assert commanded == granted


def test_the_page_of_roles_is_the_matrix() -> None:
    page = (ROOT / "infra/deployment/README.md").read_text()

    assert as_table(MATRIX) in page
