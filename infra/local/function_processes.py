"""Every function of the table, each under the Functions Framework in a process of its own."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.local.function import Function
from infra.local.function_table import FunctionTable
from infra.local.layout import Addresses, function_process
from infra.local.ports import HOST
from infra.local.program import Program

THREADS_MIN = 8


def function_programs(
    addresses: Addresses, table: FunctionTable, *, source: Path, environment: Mapping[str, str]
) -> Iterator[Program]:
    """Describe one process per function."""
    for function in table.functions:
        name = function_process(function.name)
        yield Program(
            name,
            _command(function, source=source, port=addresses.ports[name]),
            _environment(function, environment),
            # The framework answers this path itself, so that asking does not call the function.
            f"{addresses.url(name)}/robots.txt",
        )


def _command(function: Function, *, source: Path, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "functions_framework"),
        f"--target={function.name}",
        f"--source={source}",
        f"--signature-type={function.signature}",
        f"--host={HOST}",
        f"--port={port}",
    ]


def _environment(function: Function, environment: Mapping[str, str]) -> dict[str, str]:
    """Return its variables: one process stands for all instances, so one thread is too few."""
    threads = str(max(THREADS_MIN, function.concurrency))
    return {"WORKERS": "1", "THREADS": threads} | dict(environment)
