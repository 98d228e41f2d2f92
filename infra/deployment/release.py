"""From revisions without traffic to a release: look at them, give them the traffic, look at the whole."""

from collections.abc import Iterator, Sequence

from infra.deployment.place import Place
from infra.deployment.services import deployed
from infra.deployment.step import Step, Words
from infra.deployment.triggers import SERVICES
from infra.local.function_table import FunctionTable

PYTHON = ".venv/bin/python"
SMOKE = (PYTHON, "-m", "infra.smoke")


def candidates(place: Place, table: FunctionTable, made: Sequence[Step]) -> Iterator[Step]:
    """Look at every new revision that people will meet, at an address that nobody else knows."""
    for function in table.triggered_by("http"):
        yield Step(
            "candidates",
            f"the new revision of {function.name} answers as it should; it has no traffic yet",
            (*SMOKE, function.name, place.candidate_url(function.service)),
            content=_form(made, function.service),
        )


def traffic(place: Place, table: FunctionTable, made: Sequence[Step]) -> Iterator[Step]:
    """Send people, messages and the clock to the new revisions."""
    for function in deployed(table):
        yield Step(
            "traffic",
            f"{function.name}: from here on the new revision works",
            (*SERVICES, "update-traffic", function.service, f"--region={place.region}", "--to-latest"),
            content=_form(made, function.service),
        )


def whole(place: Place, made: Sequence[Step]) -> Step:
    """Look at all of it where people meet it; what fails here sends the traffic back."""
    return Step(
        "whole",
        "the studio and the API answer together; if not, the traffic goes back to the revisions before",
        (*SMOKE, "all", place.public_url),
        content=" ".join(step.digest for step in made),
    )


def describe(place: Place, service: str) -> Words:
    """Return how to ask for all that is known of a service."""
    asked = (*SERVICES, "describe", service, f"--region={place.region}", "--format=json")
    return (*asked, f"--project={place.project}", "--quiet")


def send_back(place: Place, service: str, revisions: str) -> Words:
    """Return how to send a service's traffic to `revision=percent,…`."""
    sent = (*SERVICES, "update-traffic", service, f"--region={place.region}", f"--to-revisions={revisions}")
    return (*sent, f"--project={place.project}", "--quiet")


def _form(made: Sequence[Step], service: str) -> str:
    return next(s.digest for s in made if s.create[1:4] == ("run", "deploy", service))
