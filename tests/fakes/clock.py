"""A clock that moves only when told to."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Clock:
    """Call it for the time; every call is a microsecond later, so that no two commits look alike."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(microseconds=1)
        return self.time

    def pass_s(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def pass_to(self, time: datetime) -> None:
        self.time = max(self.time, time)
