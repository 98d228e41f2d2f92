"""What is watched: metrics from log lines, alerts on them, one dashboard; files under `infra/monitoring`."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from infra.deployment.place import Place
from infra.deployment.step import CHANNEL, DASHBOARD, POLICY, Step
from infra.deployment.watch import Watch

FOLDER = Path("infra/monitoring")
TITLE = "Dailies"
TOLD = "Dailies operators"
"""The channel that alerts tell."""
_METRICS = ("gcloud", "logging", "metrics")
_POLICIES = ("gcloud", "alpha", "monitoring", "policies")
_CHANNELS = ("gcloud", "alpha", "monitoring", "channels")
_DASHBOARDS = ("gcloud", "monitoring", "dashboards")


def monitoring(place: Place, *, root: Path) -> Iterator[Step]:
    """Say who is told, define metrics, then what is asked about them: an alert needs both."""
    if place.watch.alerts_to:
        yield _channel(place)
    for file in sorted((root / FOLDER / "metrics").glob("*.yaml")):
        yield _metric(file)
    for file in sorted((root / FOLDER / "alerts").glob("*.yaml")):
        yield _policy(place, file)
    config = f"--config-from-file={FOLDER / 'dashboard.json'}"
    yield Step(
        "monitoring",
        "one page that shows how it goes",
        (*_DASHBOARDS, "create", config),
        exists=(*_DASHBOARDS, "describe", f"{DASHBOARD}{TITLE}"),
        update=(*_DASHBOARDS, "update", f"{DASHBOARD}{TITLE}", config),
        undo=((*_DASHBOARDS, "delete", f"{DASHBOARD}{TITLE}"),),
        content=(root / FOLDER / "dashboard.json").read_text("utf-8"),
    )


def by_hand(watch: Watch) -> list[str]:
    """Return what is left to people, as comments of the plan."""
    left = []
    if not watch.alerts_to:
        left += [f"# alerts are refused until the channel “{TOLD}” is there: ALERTS_TO=…, or make it"]
    if not watch.budget:
        left += ["# nobody is told what it costs: BILLING_ACCOUNT=… BUDGET=…, or make a budget"]
    return ["", f"## by hand, or said to `make deploy` ({FOLDER}/README.md)", *left] if left else []


def _channel(place: Place) -> Step:
    """Return the channel; one of this title that a person has made is taken over."""
    address = f"email_address={place.watch.alerts_to}"
    labels = place.labels(service="alerts", component="monitoring")
    told, labelled = f"--channel-labels={address}", labels.replace("--labels", "--user-labels")
    anew = (f"--update-channel-labels={address}", labels.replace("--labels", "--update-user-labels"))
    return Step(
        "monitoring",
        "alerts are sent there",
        (*_CHANNELS, "create", f"--display-name={TOLD}", "--type=email", told, labelled),
        exists=(*_CHANNELS, "describe", f"{CHANNEL}{TOLD}"),
        update=(*_CHANNELS, "update", f"{CHANNEL}{TOLD}", *anew),
        undo=((*_CHANNELS, "delete", f"{CHANNEL}{TOLD}"),),
    )


def _metric(file: Path) -> Step:
    config = f"--config-from-file={FOLDER / 'metrics' / file.name}"
    return Step(
        "monitoring",
        _read(file)["description"],
        (*_METRICS, "create", file.stem, config),
        exists=(*_METRICS, "describe", file.stem),
        update=(*_METRICS, "update", file.stem, config),
        undo=((*_METRICS, "delete", file.stem),),
        content=file.read_text("utf-8"),
    )


def _policy(place: Place, file: Path) -> Step:
    """Return an alert; its name is Google's, so it is found by its title."""
    title = _read(file)["displayName"]
    labels = place.labels(service="alerts", component="monitoring")
    content = f"--policy-from-file={FOLDER / 'alerts' / file.name}"
    channel = f"{CHANNEL}{TOLD}"
    told, labelled = ("--notification-channels", channel), labels.replace("--labels", "--user-labels")
    anew = ("--set-notification-channels", channel, labels.replace("--labels", "--update-user-labels"))
    return Step(
        "monitoring",
        f"somebody is told when {title.removeprefix('Dailies: ')}",
        (*_POLICIES, "create", content, labelled, *told),
        exists=(*_POLICIES, "describe", f"{POLICY}{title}"),
        update=(*_POLICIES, "update", f"{POLICY}{title}", content, *anew),
        undo=((*_POLICIES, "delete", f"{POLICY}{title}"),),
        content=file.read_text("utf-8"),
    )


def _read(file: Path) -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load(file.read_text("utf-8"))
    return content
