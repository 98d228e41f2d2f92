"""The functions: one image, as many Cloud Run services; operators' own as functions that gcloud can call."""

from collections.abc import Iterator

from infra.deployment.image import named
from infra.deployment.place import CANDIDATE, Place
from infra.deployment.step import Step, Words
from infra.deployment.triggers import SERVICES, invoker
from infra.local.function import Function
from infra.local.function_table import FunctionTable


def functions(place: Place, table: FunctionTable, tag: str) -> Iterator[Step]:
    """Deploy every function; nobody may call what is not named afterwards.

    What serves already goes on serving: the new revision gets its traffic later, when it has been looked at.
    """
    for function in deployed(table):
        said = _service(place, function, tag)
        yield Step(
            "functions",
            f"{function.trigger}: {function.name}",
            said,
            exists=(*SERVICES, "describe", function.service, f"--region={place.region}"),
            update=(*said, "--no-traffic"),
            undo=((*SERVICES, "delete", function.service, f"--region={place.region}"),),
        )
        if function.trigger == "http":
            yield invoker(place, function.service, "allUsers", "people call it, and sign in by token")


def deployed(table: FunctionTable) -> list[Function]:
    """Return the functions that are Cloud Run services of the one image."""
    return [function for function in table.functions if function.trigger != "operator"]


def operators(place: Place, table: FunctionTable, tag: str) -> Iterator[Step]:
    """Deploy what `gcloud functions call` calls; IAM alone says who may."""
    for function in table.triggered_by("operator"):
        deploying = ("gcloud", "functions", "deploy", function.service, "--gen2")
        yield Step(
            "operators",
            f"only who has run.invoker calls {function.name}",
            (
                *(*deploying, "--trigger-http", "--no-allow-unauthenticated", "--source=."),
                f"--entry-point={function.name}",
                f"--runtime={function.runtime}",
                f"--timeout={function.timeout_s:g}s",
                f"--build-service-account=projects/{place.project}/serviceAccounts/{place.account('builder')}",
                *_common(place, function),
                f"--ingress-settings={function.ingress}",
            ),
            undo=(("gcloud", "functions", "delete", function.service, "--gen2", f"--region={place.region}"),),
            content=tag,
        )


def variables(place: Place, function: Function) -> dict[str, str]:
    """Return what a function reads besides its secrets."""
    found = {
        "GOOGLE_CLOUD_PROJECT": place.project,
        "REGION": place.region,
        "BUCKET": place.bucket,
        "PUBLIC_URL": place.public_url,
        "ALLOWED_ORIGINS": place.public_url,
        "VIDEOS_URL": place.url("videos"),
        "PUBLISHER_EMAIL": place.account("publisher"),
        # The framework would answer with four threads per CPU; a long poll holds one for a minute.
        "THREADS": str(function.concurrency),
        **place.settings,
    }
    if function.name == "provider_steps":
        found |= {"VERTEX_PROJECT": place.project, "VERTEX_LOCATION": place.region}
    if function.trigger != "operator":
        found |= {"FUNCTION_TARGET": function.name, "FUNCTION_SIGNATURE_TYPE": function.signature}
    return found


def _service(place: Place, function: Function, tag: str) -> Words:
    return (
        *("gcloud", "run", "deploy", function.service, f"--image={named(place, tag)}"),
        f"--timeout={function.timeout_s:g}",
        *_common(place, function),
        f"--ingress={function.ingress}",
        f"--tag={CANDIDATE}",
    )


def _common(place: Place, function: Function) -> Words:
    pairs = "|".join(f"{name}={value}" for name, value in variables(place, function).items())
    secrets = ",".join(f"{name}={name}:latest" for name in function.secrets)
    labels = place.labels(service=function.labels["service"], component=function.labels["component"]).replace(
        "--labels", "--update-labels" if function.trigger == "operator" else "--labels"
    )
    return (
        f"--region={place.region}",
        f"--memory={function.memory}",
        f"--cpu={function.cpu}",
        f"--concurrency={function.concurrency}",
        f"--min-instances={function.min_instances}",
        f"--max-instances={function.max_instances}",
        f"--service-account={place.account(function.service_account)}",
        f"--set-env-vars=^|^{pairs}",
        *((f"--set-secrets={secrets}",) if secrets else ()),
        labels,
    )
