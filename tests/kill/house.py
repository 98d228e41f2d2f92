"""The product's functions, unchanged, over its real adapters with points around them.

The local cloud is started with this file as its source. Each function runs in several processes that take one
request each, as instances with concurrency 1 do: the process that is killed takes nobody else's work with it.
"""

import base64
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache

from cloudevents.http import CloudEvent
from werkzeug.wrappers import Request, Response

import main as product
import shared.wiring.adapters as real
import shared.wiring.studio as real_studio
from shared import wiring
from shared.model import encoding
from shared.model.messages import StepMessage
from shared.providers.base import VideoProvider
from tests.kill.armory import MUTANT_VARIABLE, Armory
from tests.kill.calls import MortalProvider, MortalQueue
from tests.kill.files import MortalObjects, mortal_encoder, mortal_studio
from tests.kill.mortality import KINDS, Mortal, about
from tests.kill.store import MortalStore

TARGET = os.environ["FUNCTION_TARGET"]
SEGMENT_WORK_S = 1.5
"""So little work is a segment here that a film of 5 s has several."""

mortal = Mortal(Armory.given(), KINDS.get(TARGET, TARGET))


@cache
def store() -> MortalStore:
    return MortalStore(real.store(), mortal)


@cache
def queue() -> MortalQueue:
    return MortalQueue(real.queue(), mortal)


@cache
def objects() -> MortalObjects:
    return MortalObjects(real.objects(), mortal)  # type: ignore[arg-type]


@cache
def provider(name: str) -> VideoProvider:
    return MortalProvider(real.provider(name), mortal)


def verify_wavespeed(headers: Mapping[str, str], body: bytes) -> str:
    prediction_id = _verify(headers, body)
    mortal.at("post-verify")
    return prediction_id


def _working(function: Callable[[CloudEvent], None]) -> Callable[[CloudEvent], None]:
    """Make a function that works on messages one that may die before and after each."""

    def work(event: CloudEvent) -> None:
        message = StepMessage.model_validate_json(base64.b64decode(event.data["message"]["data"]))
        about(message.job_id)
        mortal.at("recv")
        function(event)
        about(message.job_id)
        mortal.at("pre-ack")

    work.__name__ = function.__name__
    return work


def _serving(function: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Make a function one that may die when it has its answer and has not sent it."""

    def serve(request: Request) -> Response:
        about(request.path.rpartition("/")[2] if TARGET == "callbacks" else "")
        answer = function(request)
        mortal.at("pre-reply")
        return answer

    serve.__name__ = function.__name__
    return serve


_verify = real_studio.verify_wavespeed
_studio = real_studio.studio
_encoder = real_studio.encoder
for wired in (wiring, wiring.background, wiring.operators):
    for adapter in (store, queue, objects, provider):
        if hasattr(wired, adapter.__name__):
            setattr(wired, adapter.__name__, adapter)
real_studio.studio = lambda: mortal_studio(_studio(), mortal)
real_studio.encoder = lambda: mortal_encoder(_encoder(), mortal)
real_studio.verify_wavespeed = verify_wavespeed
encoding.SEGMENT_WORK_S = SEGMENT_WORK_S
globals()[TARGET] = (_working if KINDS.get(TARGET) == "worker" else _serving)(getattr(product, TARGET))


guards_out = ExitStack()


def _take_guards_out(name: str) -> None:
    """Break the product for good, as the simulator's mutant of that name does: to see that it is noticed."""
    from tests.simulation.mutants.mutant import applied  # noqa: PLC0415
    from tests.simulation.mutants.pairs import chosen  # noqa: PLC0415

    guards_out.enter_context(applied(chosen(name)))


def _load_before_the_fork() -> None:
    """Import what the first request would: a process that was forked later has it at once."""
    import firebase_admin.auth  # noqa: F401, PLC0415
    import google.cloud.firestore_v1  # noqa: PLC0415
    import google.cloud.storage  # noqa: PLC0415
    import google.cloud.tasks_v2  # noqa: F401, PLC0415


if TARGET in KINDS:
    _load_before_the_fork()
if MUTANT_VARIABLE in os.environ:
    _take_guards_out(os.environ[MUTANT_VARIABLE])
