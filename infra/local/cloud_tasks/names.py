"""Resource names: their grammar, and the short ids inside them."""

import re

from infra.local.cloud_tasks.errors import invalid

_LOCATION = r"projects/[A-Za-z0-9:.-]+/locations/[a-z0-9-]+"
_LOCATION_NAME = re.compile(_LOCATION)
_QUEUE_NAME = re.compile(rf"{_LOCATION}/queues/[A-Za-z0-9-]{{1,100}}")
_TASK_NAME = re.compile(rf"({_LOCATION}/queues/[A-Za-z0-9-]{{1,100}})/tasks/(.*)", re.DOTALL)
_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")


def short_id(name: str) -> str:
    """Return the last part of a resource name."""
    return name.rpartition("/")[2]


def check_location_name(name: str) -> None:
    """Refuse a parent that is not `projects/…/locations/…`."""
    if not _LOCATION_NAME.fullmatch(name):
        raise invalid('Location name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>".')


def check_queue_name(name: str) -> None:
    """Refuse a malformed queue name."""
    if not _QUEUE_NAME.fullmatch(name):
        raise invalid(
            "Queue name must be formatted:"
            ' "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>".'
            " A queue ID has letters, numbers and hyphens, at most 100."
        )


def queue_of_task(name: str) -> str:
    """Return the queue's name inside a task's name, refusing a malformed one."""
    match = _TASK_NAME.fullmatch(name)
    if match is None:
        raise invalid(
            'Task name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>'
            '/queues/<QUEUE_ID>/tasks/<TASK_ID>".'
        )
    if not _TASK_ID.fullmatch(match[2]):
        raise invalid(
            f'Task ID "{match[2][:500]}" can contain only letters ([A-Za-z]), numbers ([0-9]),'
            " hyphens (-), or underscores (_). Task ID must between 1 and 500 characters."
        )
    return match[1]


def check_task_in_queue(name: str, queue_name: str) -> None:
    """Refuse a malformed task name, or one that belongs to another queue."""
    prefix = f"{queue_name}/tasks/"
    if name.startswith(prefix) and _TASK_ID.fullmatch(name, len(prefix)):
        return  # the queue exists, so its part of the name is well formed
    if queue_of_task(name) != queue_name:
        raise invalid(
            f"The queue name from request ('{queue_name}') must be the same as the queue name"
            " in the named task."
        )
