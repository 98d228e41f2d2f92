"""Services of the pretended Cloud Run: revisions, traffic, tags; and how things describe themselves."""

from typing import Any

from cloud import Refused

State = dict[str, Any]
SERVICE = "run services"


def deploy(name: str, options: State, state: State) -> None:
    key = f"{SERVICE} {name}"
    new = key not in state["things"]
    if new and "no-traffic" in options:
        raise Refused("--no-traffic not supported when creating a new service.")
    for kind, wanted in (
        ("iam service-accounts", options["service-account"]),
        ("artifacts docker images", options["image"]),
    ):
        if f"{kind} {wanted}" not in state["things"]:
            raise Refused(f"NOT_FOUND: {kind} {wanted}")
    for secret in filter(None, options.get("set-secrets", "").split(",")):
        if f"secrets {secret.partition('=')[0]}" not in state["things"]:
            raise Refused(f"NOT_FOUND: secret {secret}")
    service = state["things"].setdefault(key, {"revisions": [], "traffic": {}, "tags": {}})
    revision = f"{name}-{len(service['revisions']) + 1:05}-abc"
    service["revisions"].append(revision)
    service["options"] = options
    if "tag" in options:
        service["tags"][options["tag"]] = revision
    if "no-traffic" not in options:
        service["traffic"] = {revision: 100}


def function(name: str, options: State, state: State) -> None:
    key = f"{SERVICE} {name}"
    service = state["things"].setdefault(key, {"revisions": [], "tags": {}})
    revision = f"{name}-{len(service['revisions']) + 1:05}-abc"
    service["revisions"].append(revision)
    service |= {"options": options | {"ingress": options["ingress-settings"]}, "traffic": {revision: 100}}


def update_traffic(name: str, options: State, state: State) -> None:
    service = state["things"].get(f"{SERVICE} {name}")
    if service is None:
        raise Refused(f"Service [{name}] could not be found.")
    if "to-latest" in options:
        service["traffic"] = {service["revisions"][-1]: 100}
        return
    wanted = dict(pair.split("=") for pair in options["to-revisions"].split(","))
    if wanted.keys() - set(service["revisions"]):
        raise Refused(f"NOT_FOUND: revision of {name}")
    service["traffic"] = {revision: int(percent) for revision, percent in wanted.items()}


def described(noun: str, name: str, state: State) -> Any:
    found = state["things"][f"{noun} {name}"]
    return _DESCRIBED[noun](found) if noun in _DESCRIBED else found


def _service(found: State) -> State:
    options = found["options"]
    pairs = options["set-env-vars"].removeprefix("^|^").split("|")
    env: list[State] = [dict(zip(("name", "value"), pair.split("=", 1), strict=True)) for pair in pairs]
    secrets = filter(None, options.get("set-secrets", "").split(","))
    env += [{"name": secret.partition("=")[0], "valueFrom": {"secretKeyRef": {}}} for secret in secrets]
    revision = {
        "metadata": {
            "annotations": {
                "autoscaling.knative.dev/maxScale": options["max-instances"],
                "autoscaling.knative.dev/minScale": options["min-instances"],
            }
        },
        "spec": {
            "serviceAccountName": options["service-account"],
            "timeoutSeconds": int(options["timeout"].removesuffix("s")),
            "containerConcurrency": int(options["concurrency"]),
            "containers": [{"env": env, "resources": {"limits": {"memory": options["memory"]}}}],
        },
    }
    traffic = [
        {"revisionName": revision, "percent": percent} for revision, percent in found["traffic"].items()
    ]
    tags = [{"revisionName": revision, "tag": tag} for tag, revision in found["tags"].items()]
    return {
        "metadata": {"annotations": {"run.googleapis.com/ingress": options["ingress"]}},
        "spec": {"template": revision},
        "status": {"traffic": traffic + tags, "latestReadyRevisionName": found["revisions"][-1]},
    }


def _subscription(found: State) -> State:
    return {
        "ackDeadlineSeconds": int(found.get("ack-deadline", 10)),
        "retryPolicy": {
            "minimumBackoff": found.get("min-retry-delay"),
            "maximumBackoff": found.get("max-retry-delay"),
        },
        "deadLetterPolicy": {
            "deadLetterTopic": found.get("dead-letter-topic"),
            "maxDeliveryAttempts": int(found.get("max-delivery-attempts", 5)),
        },
    }


def _queue(found: State) -> State:
    return {
        "state": "RUNNING",
        "rateLimits": {
            "maxDispatchesPerSecond": float(found["max-dispatches-per-second"]),
            "maxConcurrentDispatches": int(found["max-concurrent-dispatches"]),
        },
    }


def _schedule(found: State) -> State:
    token = {
        "serviceAccountEmail": found["oidc-service-account-email"],
        "audience": found["oidc-token-audience"],
    }
    return {"state": "ENABLED", "schedule": found["schedule"], "httpTarget": {"oidcToken": token}}


def _database(found: State) -> State:
    return {
        "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_ENABLED" if "enable-pitr" in found else "",
        "deleteProtectionState": "DELETE_PROTECTION_ENABLED" if "delete-protection" in found else "",
    }


def _bucket(found: State) -> State:
    return {
        "uniform_bucket_level_access": "uniform-bucket-level-access" in found,
        "public_access_prevention": "enforced" if "public-access-prevention" in found else "inherited",
        "cors_config": [{"origin": ["https://a-project.web.app"]}],
    }


_DESCRIBED = {
    SERVICE: _service,
    "pubsub subscriptions": _subscription,
    "tasks queues": _queue,
    "scheduler jobs": _schedule,
    "firestore databases": _database,
    "storage buckets": _bucket,
}
