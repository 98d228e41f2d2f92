"""One process of a race: it has a database client of its own and a thread for every move it is given."""

import os
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from shared.errors import Unavailable
from shared.model.job import Job
from shared.storage.gcs import CloudStorage
from shared.store.firestore import Firestore
from shared.store.turns import Turns
from tests.cloud_storage_process import BUCKET, PROJECT
from tests.emulators import firestore_store, stop_emulators
from tests.integration.races.moves import ACTS, Answer, Move, Scene, a_house

WITHIN_S = 60
"""No part of a round takes this long, even on a busy machine."""
ASKED_MAX = 10


def the_store(scene: Scene) -> Firestore:
    """Return a round's database."""
    store = firestore_store(scene.project)
    if not scene.turns:
        store._turns = Turns(wait_max_s=0)
    return store


def the_objects(storage_url: str) -> CloudStorage:
    """Return the bucket that all processes share."""
    options = {"api_endpoint": storage_url}
    client = storage.Client(project=PROJECT, credentials=AnonymousCredentials(), client_options=options)
    return CloudStorage(client, BUCKET)


class Line:
    """Where moves wait for the shot."""

    def __init__(self) -> None:
        self._shot = threading.Event()
        self._at_s = 0.0

    def fire(self, at_s: float) -> None:
        """Let all go at `at_s` of the monotonic clock, which the processes of a machine share."""
        self._at_s = at_s
        self._shot.set()

    def wait(self, delay_s: float) -> None:
        assert self._shot.wait(WITHIN_S), "nobody fired"
        time.sleep(max(0.0, self._at_s + delay_s - time.monotonic()))


class Runner(threading.Thread):
    """One move: `ready` once it waits for the shot, or has ended without it."""

    def __init__(self, move: Move, scene: Scene, store: Firestore, objects: CloudStorage, line: Line) -> None:
        super().__init__(daemon=True)
        self.ready = threading.Event()
        self.answer: Answer | None = None
        self._move = move
        self._line = line
        self._claims: list[tuple[int, int]] = []
        self._house = a_house(scene, store, objects, move, at=self._at)

    def run(self) -> None:
        try:
            if not self._move.waits:
                self._wait()
            self._ask()
        finally:
            self.ready.set()

    def _ask(self) -> None:
        """Ask until there is an answer, as clients and queues do."""
        asked, value, error = 0, None, Unavailable
        while error is Unavailable and asked < ASKED_MAX:
            asked += 1
            value, error = self._asked_once()
        self.answer = Answer(
            self._move,
            value,
            error and error.__name__,
            asked,
            tuple(self._claims),
            self._house.provider.submitted,
        )

    def _asked_once(self) -> tuple[Any, type[Exception] | None]:
        try:
            return ACTS[self._move.name](self._house, *self._move.given), None
        except Exception as error:  # noqa: BLE001 - also what nobody foresaw: the race must hear of it
            return repr(error), type(error)

    def _at(self, point: str, job: Job) -> None:
        if point == "claimed":
            self._claims.append((job.attempt, job.epoch))
        if point == self._move.waits:
            self._wait()

    def _wait(self) -> None:
        self.ready.set()
        self._line.wait(self._move.delay_s)
        self._house.clock.to_now()


class Hand:
    """Does what its end of the pipe is told: take moves, fire, tell the answers."""

    def __init__(self, pipe: Connection, storage_url: str) -> None:
        self._pipe = pipe
        self._objects = the_objects(storage_url)
        self._runners: list[Runner] = []
        self._line = Line()

    def serve(self) -> None:
        """Serve until the other end is closed."""
        store, scene = None, None
        while True:
            word, given = self._pipe.recv()
            if word == "scene":
                scene, self._line, self._runners = given, Line(), []
                store = the_store(scene)
            elif word == "take":
                self._take([Runner(move, scene, store, self._objects, self._line) for move in given])
            elif word == "fire":
                self._line.fire(given)
                continue
            else:
                self._pipe.send([self._answer(runner) for runner in self._runners])
                continue
            self._pipe.send("ready")

    def _take(self, runners: Sequence[Runner]) -> None:
        for runner in runners:
            runner.start()
            self._runners.append(runner)
            assert runner.ready.wait(WITHIN_S), f"{runner._move} does not come to the line"

    def _answer(self, runner: Runner) -> Answer:
        runner.join(WITHIN_S)
        return runner.answer or Answer(runner._move, None, "NoAnswer", 0, (), 0)


def run_hand(pipe: Connection, firestore_host: str, storage_url: str) -> None:
    """Be a process of a race; it ends with its parent."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = firestore_host
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - the services' logs, for as long as we live
    try:
        Hand(pipe, storage_url).serve()
    except (EOFError, KeyboardInterrupt):
        return
    finally:
        stop_emulators()  # our channel; the emulator is our parent's
