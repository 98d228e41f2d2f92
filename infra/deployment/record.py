"""What has been taken in a project: which steps in which form, what served before, and who is at it now."""

import os
import socket
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Self

from pydantic import ValidationError

from infra.deployment.run import TIMEOUT_S, StepFailed
from infra.deployment.shelf import Shelf
from infra.deployment.state import Before, Holder, State, Way
from infra.deployment.step import Step
from infra.deployment.watch import Watch

GONE_AFTER = timedelta(seconds=TIMEOUT_S + 600)
"""Somebody who has recorded nothing for longer than any step may take is not at it any more."""
WRITTEN_EVERY = timedelta(seconds=10)
"""Steps are safe to take again: a few that were taken in the last seconds may be lost."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Record:
    """The memory of one project, on its shelf. A project belongs to one environment, for good."""

    def __init__(self, shelf: Shelf, env: str, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._shelf = shelf
        self._env = env
        self._now = now
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._written_at = datetime.min.replace(tzinfo=UTC)
        self._state = State(env=env)

    def read(self) -> Self:
        """Read it.

        Raises:
            StepFailed: the project is another environment's, or the record cannot be read.
        """
        text = self._shelf.read()
        try:
            self._state = State.model_validate_json(text) if text else State(env=self._env)
        except ValidationError as error:
            raise StepFailed(f"the record of the deployment makes no sense:\n{error}") from error
        if self._state.env != self._env:
            raise StepFailed(
                f"This project is {self._state.env}. Every environment has a project of its own: "
                f"{self._env} needs another one."
            )
        return self

    def claim(self, *, take_over: bool = False) -> Self:
        """Read it and be the only one at it.

        Raises:
            StepFailed: somebody else is, or the project is another environment's.
        """
        holder = self.read()._state.holder  # noqa: SLF001 - our own
        if holder is not None and self._now() - holder.at < GONE_AFTER and not take_over:
            raise StepFailed(
                f"{holder.name} is at it, last heard of at {holder.at:%H:%M:%S} UTC. "
                "Wait for its end; if it was killed, add --take-over."
            )
        self._write()
        return self

    @property
    def taken(self) -> dict[str, str]:
        """The form in which each step was taken."""
        return self._state.taken

    @property
    def ways(self) -> dict[str, Way]:
        """How what was taken is taken back, also what no step is for any more."""
        return self._state.ways

    @property
    def before(self) -> Before | None:
        """What served before the last release."""
        return self._state.before

    @property
    def moving(self) -> bool:
        """Whether a release has begun to reach people and has not come to its end."""
        return self._state.moving

    @property
    def watch(self) -> Watch:
        """Who is told and what a month may cost, as an owner has said it."""
        return self._state.watch

    def learn(self, steps: Iterable[Step]) -> None:
        """Remember how steps are taken back, for the day on which nothing else remembers them."""
        known = {step.slot: Way(undo=step.undo, holds_data=step.holds_data) for step in steps if step.undo}
        self._change(ways=self.ways | known)

    def drop(self, *slots: str) -> None:
        """Forget what has gone. What served before may have needed it: there is no way back to that."""
        taken = {slot: form for slot, form in self.taken.items() if slot not in slots}
        ways = {slot: way for slot, way in self.ways.items() if slot not in slots}
        self._change(taken=taken, ways=ways, before=None)
        self._write()

    def note(self, watch: Watch) -> None:
        """Remember what an owner has said: Cloud Build is not told, and must see no change in that."""
        if watch != self.watch:
            self._change(watch=watch)
            self._write()

    def add(self, step: Step) -> None:
        """Remember that a step was taken."""
        self._change(taken=self.taken | {step.slot: step.digest})
        if self._now() - self._written_at >= WRITTEN_EVERY:
            self._write()

    def forget(self, steps: Iterable[Step]) -> None:
        """Let steps be taken again."""
        lost = {step.slot for step in steps}
        self._change(
            taken={slot: form for slot, form in self.taken.items() if slot not in lost}, moving=False
        )
        self._write()

    def forget_all(self) -> None:
        """Let every step be taken again; whose project it is stays, and what an owner has said."""
        self._state = State(env=self._env, watch=self.watch)
        self._write()

    def move(self, before: Before) -> None:
        """Remember what serves now, before anything else does."""
        self._change(before=before, moving=True)
        self._write()

    def settle(self) -> None:
        """The release has come to its end."""
        self._change(moving=False)

    def release(self) -> None:
        """Write down all there is, and let others be at it."""
        self._change(holder=None)
        self._shelf.write(self._state.model_dump_json(indent=1))

    def _change(self, **changes: object) -> None:
        self._state = self._state.model_copy(update=changes)

    def _write(self) -> None:
        self._written_at = self._now()
        self._change(holder=Holder(name=self._name, at=self._written_at))
        self._shelf.write(self._state.model_dump_json(indent=1))
