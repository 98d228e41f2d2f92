"""`python -m tests.kill.local up ...`: the local cloud, whose processes may die at a point."""

import sys
from dataclasses import replace
from typing import Any

from infra.local import own_servers
from infra.local.__main__ import main
from infra.local.program import Program

REAL, MORTAL = "infra.local.cloud_tasks", "tests.kill.tasks"

_tasks_program = own_servers.tasks_program


def tasks_program(*arguments: Any, **options: Any) -> Program:
    """Describe the tasks server, to be started by way of ours."""
    program = _tasks_program(*arguments, **options)
    if REAL not in program.command:
        raise RuntimeError(f"the tasks server is not started by {REAL} any more: {program.command}")
    return replace(program, command=[MORTAL if word == REAL else word for word in program.command])


if __name__ == "__main__":
    own_servers.tasks_program = tasks_program
    sys.exit(main())
