"""The table of functions, main.py, the routers and the framework's registry say the same."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from functions_framework import _function_registry as registry

from functions import callbacks, credits, drafts, jobs, operators, schedules, steps, videos  # noqa: A004
from functions.document import ROUTERS

ROOT = Path(__file__).parents[2]
FUNCTIONS: dict[str, dict[str, Any]] = tomllib.loads((ROOT / "infra/functions.toml").read_text())["functions"]
SIGNATURES = {"http": "http", "pubsub": "cloudevent", "schedule": "http", "operator": "http"}
MODULES = (callbacks, credits, drafts, jobs, operators, schedules, steps, videos)


def exported() -> list[str]:
    tree = ast.parse((ROOT / "main.py").read_text())
    return [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("functions.")
        for alias in node.names
    ]


def function_of(name: str) -> Any:
    return next(getattr(module, name) for module in MODULES if callable(getattr(module, name, None)))


def test_main_exports_exactly_the_functions_of_the_table() -> None:
    assert sorted(exported()) == sorted(FUNCTIONS)


def test_main_holds_no_other_code() -> None:
    *rest, last = ast.parse((ROOT / "main.py").read_text()).body

    assert ast.unparse(last) == "wiring.check_settings()"
    assert all(isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign) for node in rest)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_registered_with_the_trigger_of_the_table(name: str) -> None:
    function = function_of(name)

    assert type(function).__name__ == "function"
    assert function.__name__ == name
    assert registry.REGISTRY_MAP[name] == SIGNATURES[FUNCTIONS[name]["trigger"]]
    assert function.__doc__


def test_every_route_lies_under_a_prefix_of_its_function_and_every_prefix_is_used() -> None:
    for router in ROUTERS:
        prefixes = FUNCTIONS[router.function]["routes"]
        paths = [route.path for route in router.routes]
        for path in paths:
            assert any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes), path
        for prefix in prefixes:
            assert any(path.startswith(prefix) for path in paths), prefix


def test_every_http_function_of_the_table_has_a_router() -> None:
    assert {router.function for router in ROUTERS} == {
        name for name, function in FUNCTIONS.items() if function["trigger"] == "http"
    }


def test_what_has_no_routes_is_not_described_to_the_public() -> None:
    assert all("routes" not in function for function in FUNCTIONS.values() if function["trigger"] != "http")


def test_importing_main_leaves_the_heavy_clients_for_later() -> None:
    code = "import main, sys; print(*sorted(sys.modules), sep='\\n')"
    env = {"GOOGLE_CLOUD_PROJECT": "p", "BUCKET": "b", "PUBLIC_URL": "https://x.example", "PATH": ""}

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    loaded = set(done.stdout.split())
    heavy = {"firebase_admin", "google.cloud.firestore", "google.cloud.storage", "google.cloud.tasks_v2",
             "google.cloud.pubsub_v1", "grpc", "av", "PIL", "requests", "imageio_ffmpeg"}  # fmt: skip
    assert not heavy & loaded
