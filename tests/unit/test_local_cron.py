from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.cron import Cron

FRIDAY = datetime(2026, 11, 20, 10, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("* * * * *", "2026-11-20T10:31"),
        ("*/5 * * * *", "2026-11-20T10:35"),
        ("0 * * * *", "2026-11-20T11:00"),
        ("17 3 * * *", "2026-11-21T03:17"),
        ("30 10 * * *", "2026-11-21T10:30"),
        ("0 9-17/4 * * *", "2026-11-20T13:00"),
        ("5,35 10 * * *", "2026-11-20T10:35"),
        ("50/5 * * * *", "2026-11-20T10:50"),
        ("0 0 1 * *", "2026-12-01T00:00"),
        ("0 0 * JAN *", "2027-01-01T00:00"),
        ("0 0 * * 0", "2026-11-22T00:00"),
        ("0 0 * * 7", "2026-11-22T00:00"),
        ("0 0 * * mon-wed", "2026-11-23T00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
        # Both day fields restricted: either one fires.
        ("0 0 25 * sat", "2026-11-21T00:00"),
        ("0 0 21 * wed", "2026-11-21T00:00"),
    ],
)
def test_the_next_run_is_the_first_minute_that_fits(schedule: str, expected: str) -> None:
    found = Cron.parse(schedule).next_after(FRIDAY)

    assert found == datetime.fromisoformat(f"{expected}:00+00:00")


@pytest.mark.parametrize(
    "schedule",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "*/0 * * * *",
        "*/x * * * *",
        "1-* * * * *",
        "*-5 * * * *",
        "1,,2 * * * *",
        "-1 * * * *",
        "every minute now please ok",
    ],
)
def test_nonsense_is_refused(schedule: str) -> None:
    with pytest.raises(ValueError, match=r"fields|number|within"):
        Cron.parse(schedule)


def test_a_day_that_never_comes_is_said_so() -> None:
    with pytest.raises(ValueError, match="never"):
        Cron.parse("0 0 30 2 *").next_after(FRIDAY)


@given(
    moment=st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1)),  # noqa: DTZ001 (hypothesis adds the zone)
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
)
def test_a_daily_run_comes_within_a_day_and_never_before(moment: datetime, minute: int, hour: int) -> None:
    if moment.year > 9000:
        return
    found = Cron.parse(f"{minute} {hour} * * *").next_after(moment)

    assert (found.hour, found.minute, found.second) == (hour, minute, 0)
    assert 0 < (found - moment).total_seconds() <= 86_400
