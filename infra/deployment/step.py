"""One wish of the deployment: how to see whether it is there, and how to make it so."""

import hashlib
import json
import shlex
from dataclasses import dataclass, replace

Words = tuple[str, ...]
SUBSCRIPTION = "@subscription:"
"""Begins a word that stands for a subscription which Eventarc has named; trigger and region follow."""
WHICH = (
    "--member=",
    "--role=",
    "--condition=expression",
    "--collection-group=",
    "--only=",
    "--policy-from-file=",
)
"""Begin options that belong to what a step is about; all others only say how it is to be."""
POLICY, CHANNEL, DASHBOARD = "@policy:", "@channel:", "@dashboard:"
"""Begin words that stand for what Cloud Monitoring has named; its title follows."""
BUDGET = "@budget:"
"""Begins a word that stands for what Cloud Billing has named; its billing account and its title follow."""
_TITLED = {
    POLICY: ("gcloud", "alpha", "monitoring", "policies", "list"),
    CHANNEL: ("gcloud", "alpha", "monitoring", "channels", "list"),
    DASHBOARD: ("gcloud", "monitoring", "dashboards", "list"),
}


def asked(word: str) -> Words | None:
    """Return the command whose answer stands for a word, if one does."""
    for kind, listed in _TITLED.items():
        if word.startswith(kind):
            return _titled(listed, word.removeprefix(kind))
    if word.startswith(BUDGET):
        _, account, title = word.split(":", 2)
        return _titled(("gcloud", "billing", "budgets", "list", f"--billing-account={account}"), title)
    if not word.startswith(SUBSCRIPTION):
        return None
    _, trigger, region = word.split(":")
    described = ("gcloud", "eventarc", "triggers", "describe", trigger, f"--location={region}")
    return (*described, "--format=value(transport.pubsub.subscription)")


def _titled(listed: Words, title: str) -> Words:
    return (*listed, f'--filter=displayName="{title}"', "--format=value(name)", "--limit=1")


def about(words: Words) -> Words:
    """Return what a command does and to what. A function that gcloud deploys is a Cloud Run service, too."""
    which = _which(words)
    return ("gcloud", "run", "services", *which[2:]) if which[:2] == ("gcloud", "functions") else which


def _which(words: Words) -> Words:
    return tuple(word for word in words if not word.startswith("--") or word.startswith(WHICH))


def shown(words: Words) -> str:
    """Return a command as a shell would read it."""
    said = (f'"$({shlex.join(ask)})"' if (ask := asked(word)) else shlex.quote(word) for word in words)
    return " ".join(said)


@dataclass(frozen=True)
class Step:
    """`exists` succeeds if the thing is there; `create` makes it, `update` brings it up to date.

    Without `update` the thing has nothing that changes; without `exists`, `create` may be repeated. `undo`
    takes it away again; what `holds_data` stays unless that is asked for. `content` stands for the files
    that a command reads.
    """

    group: str
    reason: str
    create: Words
    exists: Words | None = None
    update: Words | None = None
    undo: tuple[Words, ...] = ()
    holds_data: bool = False
    content: str = ""

    def lines(self) -> list[str]:
        """Return it as a shell would run it."""
        create = shown(self.create)
        if self.exists is None:
            return [create]
        seen = f"{shown(self.exists)} >/dev/null 2>&1"
        if self.update is None:
            return [f"{seen} ||", f"  {create}"]
        return [f"if {seen}; then", f"  {shown(self.update)}", f"else {create}; fi"]

    def within(self, project: str) -> "Step":
        """Return the same step in a project: whatever gcloud is set to, nothing else is touched."""

        def named(words: Words) -> Words:
            return (*words, f"--project={project}", "--quiet") if words[0] == "gcloud" else words

        return replace(
            self,
            create=named(self.create),
            exists=self.exists and named(self.exists),
            update=self.update and named(self.update),
            undo=tuple(map(named, self.undo)),
        )

    @property
    def slot(self) -> str:
        """Return what the step is about, whichever form it has: the verb, the thing, and where it is."""
        return " ".join(_which(self.create))

    @property
    def digest(self) -> str:
        """Return what says whether this very form of the step has been taken."""
        said = json.dumps([self.create, self.exists, self.update, self.content])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def commands(self) -> list[Words]:
        """Every command it may run."""
        return [*(words for words in (self.exists, self.create, self.update) if words), *self.undo]
