"""The unix-cron format of Cloud Scheduler, in UTC and to the minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# A day such as 29 February comes back within eight years (1896 to 1904 had none in between).
SEARCH_DAYS_MAX = 8 * 366 + 1


@dataclass(frozen=True)
class Cron:
    """One schedule: the minutes at which it fires."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    @classmethod
    def parse(cls, text: str) -> "Cron":
        """Read five fields: minute, hour, day of the month, month, day of the week.

        Raises:
            ValueError: a field is missing or means nothing.
        """
        fields = text.lower().split()
        if len(fields) != 5:
            raise ValueError(f"a schedule has five fields, not {len(fields)}: {text!r}")
        minute, hour, day, month, weekday = fields
        return cls(
            minutes=_field(minute, 0, 59),
            hours=_field(hour, 0, 23),
            days=_field(day, 1, 31),
            months=_field(month, 1, 12, names=MONTHS),
            weekdays=frozenset(n % 7 for n in _field(weekday, 0, 7, names=WEEKDAYS)),
            any_day=day.startswith("*"),
            any_weekday=weekday.startswith("*"),
        )

    def fires_on(self, day: datetime) -> bool:
        """Say whether it fires on this day; two restricted day fields mean either one."""
        if day.month not in self.months:
            return False
        by_day = day.day in self.days
        by_weekday = day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday

    def next_after(self, moment: datetime) -> datetime:
        """Find the first minute after `moment` at which it fires.

        Raises:
            ValueError: there is none (30 February).
        """
        start = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        for days in range(SEARCH_DAYS_MAX):
            day = start.replace(hour=0, minute=0) + timedelta(days=days)
            if self.fires_on(day):
                found = self._first_from(max(day, start))
                if found:
                    return found
        raise ValueError("the schedule never fires")

    def _first_from(self, moment: datetime) -> datetime | None:
        """Find the first firing minute of the day that is not before `moment`."""
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                if (hour, minute) >= (moment.hour, moment.minute):
                    return moment.replace(hour=hour, minute=minute)
        return None


def _field(text: str, low: int, high: int, *, names: tuple[str, ...] = ()) -> frozenset[int]:
    return frozenset(n for part in text.split(",") for n in _part(part, low, high, names))


def _part(text: str, low: int, high: int, names: tuple[str, ...]) -> range:
    """Read `*`, `5`, `1-5`, each with an optional `/step`; `5/10` means from 5 on."""
    span, slash, step = text.partition("/")
    first, dash, last = span.partition("-")
    start = low if first == "*" else _number(first, low, names)
    open_end = high if first == "*" or slash else start
    stop = _number(last, low, names) if dash else open_end
    every = int(step) if step.isdecimal() else 0
    if not (low <= start <= stop <= high) or (slash and every < 1) or (dash and first == "*"):
        raise ValueError(f"{text!r} is not within {low}-{high}")
    return range(start, stop + 1, every or 1)


def _number(text: str, low: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + low
    if not text.isdecimal():
        raise ValueError(f"{text!r} is not a number")
    return int(text)
