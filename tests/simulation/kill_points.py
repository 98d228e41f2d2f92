"""The 35 places where a crash must do no harm, K1 to K35, by the yield point at which it happens.

A point is named for who is there (`api`, `task`, `worker`, `sweep`, `webhook`) and what it is about to do or
has just done. The simulator crashes there in virtual time; `tests/kill` kills real processes there.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from shared.model.job import Job
from shared.model.memo import Submitted

KILL_POINTS = {
    "api:pre-read": "K1",
    "api:post-read": "K2",
    "api:pre-create": "K3",
    "api:post-create": "K4",
    "api:post-push": "K5",
    "api:pre-reply": "K6",
    "task:pre-publish": "K7",
    "task:post-publish": "K8",
    "worker:recv": "K9",
    "worker:post-claim": "K10",
    "worker:pre-intent": "K11",
    "worker:post-intent": "K12",
    "worker:post-submit": "K13",
    "worker:post-submitted": "K14",
    "worker:pre-push": "K15",
    "worker:post-push": "K16",
    "worker:pre-poll": "K17",
    "worker:post-poll": "K18",
    "worker:post-push-next": "K19",
    "worker:pre-download": "K20",
    "worker:mid-download": "K21",
    "worker:post-probe": "K22",
    "worker:mid-upload": "K23",
    "worker:post-upload": "K24",
    "worker:pre-settle": "K25",
    "worker:post-settle": "K26",
    "worker:pre-ack": "K27",
    "sweep:post-query": "K28",
    "sweep:pre-end_or_drive": "K29",
    "sweep:post-end_or_drive": "K30",
    "sweep:post-push": "K31",
    "sweep:post-push-next": "K31",
    "api:post-delete": "K32",
    "sweep:mid-gc": "K33",
    "webhook:post-verify": "K34",
    "webhook:post-push": "K35",
    "webhook:post-push-next": "K35",
}
NAMES = tuple(dict.fromkeys(KILL_POINTS.values()))


def commit_name(body: Callable[..., Any], documents: Iterable[Any]) -> str:
    """Name a commit for the function whose body it is, and for what it says where one makes several."""
    name = _method(body.__qualname__)
    if name == "commit":
        saving = any(getattr(document, "stage", "") == "saving" for document in documents)
        return "saving" if saving else "intent"
    return "submitted" if name == "attach" else name


@cache
def _method(qualname: str) -> str:
    return qualname.partition(".<locals>")[0].rpartition(".")[2].strip("_")


def push_name(job: Job) -> str:
    """Name a push: `push-next` is one that asks for a further poll."""
    return "push-next" if isinstance(job.memo, Submitted) and job.memo.polls else "push"
