"""The functions: one image, as many Cloud Run services; operators' own as functions that gcloud can call."""

from collections.abc import Iterator

from infra.deployment.messages import invoker
from infra.deployment.place import APP, Place
from infra.deployment.step import Step, Words
from infra.local.function_table import Function, FunctionTable

CPUS = {"media_steps": 2}
"""An encoder uses two; everybody else waits for others."""


def image(place: Place, tag: str) -> Step:
    """Build the one image; at run time FUNCTION_TARGET chooses what it is."""
    name = f"{place.repository}/{APP}:{tag}"
    pack = f"--pack=image={name},builder=gcr.io/buildpacks/builder:google-22,env=GOOGLE_FUNCTION_TARGET=jobs"
    return Step(
        "image",
        "built once, by what is in it",
        ("gcloud", "builds", "submit", ".", pack),
        exists=("gcloud", "artifacts", "docker", "images", "describe", name),
    )


def functions(place: Place, table: FunctionTable, tag: str) -> Iterator[Step]:
    """Deploy every function; nobody may call what is not named afterwards."""
    for function in table.functions:
        if function.trigger == "operator":
            continue
        service = function.name.replace("_", "-")
        yield Step(
            "functions", f"{function.trigger}: {function.name}", _service(place, function, service, tag)
        )
        if function.trigger == "http":
            yield invoker(place, service, "allUsers", "people call it, and sign in by token")


def operators(place: Place, table: FunctionTable) -> Iterator[Step]:
    """Deploy what `gcloud functions call` calls; IAM alone says who may."""
    for function in table.triggered_by("operator"):
        yield Step(
            "operators",
            f"only who has run.invoker calls {function.name}",
            (
                *("gcloud", "functions", "deploy", function.name.replace("_", "-"), "--gen2"),
                *("--trigger-http", "--no-allow-unauthenticated", "--source=."),
                f"--entry-point={function.name}",
                f"--runtime={function.runtime}",
                f"--timeout={function.timeout_s:g}s",
                *_common(place, function),
                "--ingress-settings=all",
            ),
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
    }
    if function.name == "provider_steps":
        found |= {"VERTEX_PROJECT": place.project, "VERTEX_LOCATION": place.region}
    if function.trigger != "operator":
        found |= {"FUNCTION_TARGET": function.name, "FUNCTION_SIGNATURE_TYPE": function.signature}
    return found


def _service(place: Place, function: Function, service: str, tag: str) -> Words:
    return (
        *("gcloud", "run", "deploy", service, f"--image={place.repository}/{APP}:{tag}"),
        f"--timeout={function.timeout_s:g}",
        *_common(place, function),
        f"--ingress={'all' if function.trigger == 'http' else 'internal'}",
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
        f"--cpu={CPUS.get(function.name, 1)}",
        f"--concurrency={function.concurrency}",
        f"--min-instances={function.min_instances}",
        f"--max-instances={function.max_instances}",
        f"--service-account={place.account(function.service_account)}",
        f"--set-env-vars=^|^{pairs}",
        *((f"--set-secrets={secrets}",) if secrets else ()),
        labels,
    )
