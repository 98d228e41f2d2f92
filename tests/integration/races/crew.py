"""Several processes that make their moves at one shot."""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.cloud_storage_process import running_server
from tests.emulators import firestore_host
from tests.integration.races.hand import WITHIN_S, run_hand
from tests.integration.races.moves import Answer, Move, Scene

PROCESSES = 4
FIRE_IN_S = 0.02


class Crew:
    """Gives each process its share of the moves."""

    def __init__(self, firestore: str, storage_url: str) -> None:
        self.firestore = firestore
        self.storage_url = storage_url
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []
        spawn = multiprocessing.get_context("spawn")  # a fork would share the channels' threads and locks
        for _ in range(PROCESSES):
            mine, theirs = spawn.Pipe()
            process = spawn.Process(target=run_hand, args=(theirs, firestore, storage_url), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(mine)
            self._processes.append(process)

    def play(self, scene: Scene, moves: Sequence[Move]) -> list[Answer]:
        """Let all moves begin at one shot; those that claim something first do so in the order given."""
        self._tell_all("scene", scene)
        eager = [(n, move) for n, move in enumerate(moves) if move.waits]
        for n, move in eager:
            self._tell(self._pipes[n % PROCESSES], "take", [move])
        for n, pipe in enumerate(self._pipes):
            share = [move for move in moves[n::PROCESSES] if not move.waits]
            self._tell(pipe, "take", share)
        at_s = time.monotonic() + FIRE_IN_S
        for pipe in self._pipes:
            pipe.send(("fire", at_s))
        for pipe in self._pipes:
            pipe.send(("answers", None))
        return [answer for pipe in self._pipes for answer in self._hear(pipe)]

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join(5)

    def _tell_all(self, word: str, given: Any) -> None:
        for pipe in self._pipes:
            self._tell(pipe, word, given)

    def _tell(self, pipe: Connection, word: str, given: Any) -> None:
        pipe.send((word, given))
        assert self._hear(pipe) == "ready"

    def _hear(self, pipe: Connection) -> Any:
        assert pipe.poll(2 * WITHIN_S), "a process of the race does not answer"
        return pipe.recv()


@contextmanager
def a_crew() -> Iterator[Crew]:
    """Run the processes, the emulator and a bucket until the block ends."""
    with tempfile.TemporaryDirectory(prefix="races-") as folder, running_server(Path(folder)) as bucket:
        crew = Crew(firestore_host(), bucket.url)
        try:
            yield crew
        finally:
            crew.close()
