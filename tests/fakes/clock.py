"""Clocks whose times a test knows beforehand."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Clock:
    """Moves only when told to; every call is a microsecond later, so that no two commits look alike."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(microseconds=1)
        return self.time

    def pass_s(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def pass_to(self, time: datetime) -> None:
        self.time = max(self.time, time)


class Ticker:
    """Every call is a second later, so that lists have one order."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at
