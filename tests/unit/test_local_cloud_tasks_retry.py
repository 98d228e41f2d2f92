from dataclasses import replace

import pytest

from infra.local.cloud_tasks.retry import RETENTION_S, UNLIMITED, RetryPolicy

POLICY = RetryPolicy(
    max_attempts=3, max_retry_duration_s=0, min_backoff_s=10, max_backoff_s=300, max_doublings=3
)


def gives_up(policy: RetryPolicy, attempts: int, since_first_s: float) -> bool:
    return policy.gives_up(attempts, since_first_s=since_first_s, age_s=since_first_s)


def test_the_wait_doubles_then_grows_evenly_then_stays_as_the_reference_says() -> None:
    waits = [POLICY.backoff_s(failures) for failures in range(1, 9)]

    assert waits == [10, 20, 40, 80, 160, 240, 300, 300]


def test_without_doublings_the_wait_grows_evenly_from_the_start() -> None:
    policy = replace(POLICY, max_doublings=0)

    assert [policy.backoff_s(failures) for failures in (1, 2, 3)] == [10, 20, 30]


def test_the_wait_stays_at_the_maximum_after_any_number_of_failures() -> None:
    policy = replace(POLICY, max_doublings=2_000_000_000)

    assert policy.backoff_s(5_000_000) == 300


def test_the_first_wait_is_the_maximum_when_the_minimum_equals_it() -> None:
    assert replace(POLICY, min_backoff_s=300).backoff_s(1) == 300


def test_a_task_is_dropped_at_its_last_attempt_when_only_attempts_are_limited() -> None:
    assert not gives_up(POLICY, 2, since_first_s=1e6)
    assert gives_up(POLICY, 3, since_first_s=0)


def test_a_task_is_dropped_after_its_time_when_only_time_is_limited() -> None:
    policy = replace(POLICY, max_attempts=UNLIMITED, max_retry_duration_s=60)

    assert not gives_up(policy, 1000, since_first_s=59)
    assert gives_up(policy, 1, since_first_s=60)


def test_both_limits_must_be_reached_when_both_are_set() -> None:
    policy = replace(POLICY, max_retry_duration_s=60)

    assert not gives_up(policy, 3, since_first_s=59)
    assert not gives_up(policy, 2, since_first_s=60)
    assert gives_up(policy, 3, since_first_s=60)


@pytest.mark.parametrize(("age_s", "dropped"), [(RETENTION_S - 1, False), (RETENTION_S, True)])
def test_without_any_limit_a_task_is_dropped_at_the_end_of_its_retention(age_s: float, dropped: bool) -> None:
    policy = replace(POLICY, max_attempts=UNLIMITED)

    assert policy.gives_up(10**9, since_first_s=age_s, age_s=age_s) is dropped
