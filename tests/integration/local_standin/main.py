"""Functions that only tell what reached them; the local cloud is tried with these."""

import json
import os
import time
from pathlib import Path

import functions_framework
from cloudevents.http import CloudEvent
from flask import Request, Response

SEEN = Path(os.environ["STANDIN_SEEN"])


def _note(**what: object) -> None:
    with SEEN.open("a", encoding="utf-8") as file:
        file.write(json.dumps(what) + "\n")


def _told(request: Request, function: str) -> dict[str, object]:
    return {
        "function": function,
        "pid": os.getpid(),
        "method": request.method,
        "path": request.full_path,
        "headers": dict(request.headers),
        "size_bytes": len(request.get_data()),
        "environment": {name: os.environ.get(name) for name in ("BUCKET", "SIGNUP_CREDITS")},
    }


@functions_framework.http
def echo(request: Request) -> Response:
    if request.path.endswith("/stream"):
        return Response((f"{n}\n" for n in range(3)), headers={"Set-Cookie": "a=b"})
    if request.path.endswith("/die"):
        os._exit(3)
    if request.path.endswith("/moved"):
        return Response(status=302, headers={"Location": "/api/echo/elsewhere"})
    return Response(json.dumps(_told(request, "echo")), status=201, mimetype="application/json")


@functions_framework.http
def deep(request: Request) -> Response:
    time.sleep(float(request.args.get("sleep_s", 0)))
    return Response(json.dumps(_told(request, "deep")), mimetype="application/json")


@functions_framework.cloud_event
def steps(event: CloudEvent) -> None:
    _note(
        function="steps",
        id=event["id"],
        type=event["type"],
        source=event["source"],
        data=event.data["message"]["data"],
        subscription=event.data["subscription"],
    )
    if event.data["message"]["attributes"].get("fail"):
        raise RuntimeError("told to")


@functions_framework.http
def tick(request: Request) -> str:
    _note(function="tick", headers=dict(request.headers))
    return "ticked"


@functions_framework.http
def grant(request: Request) -> dict[str, object]:
    return _told(request, "grant")
