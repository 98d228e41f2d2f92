from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from grpc import StatusCode

from infra.local.cloud_tasks import queue_rules, task_rules
from infra.local.cloud_tasks.errors import ApiError
from infra.local.cloud_tasks.messages import HttpMethod, Queue, Task, seconds_of
from infra.local.cloud_tasks.names import check_queue_name, check_task_in_queue, queue_of_task
from infra.local.cloud_tasks.pages import page_of
from infra.local.cloud_tasks.tokens import Tokens

NOW_S = 1_800_000_000.0
QUEUE = "projects/p.x:y/locations/europe-west1/queues/wave-Speed1"


def a_task(**request: Any) -> Any:
    return Task(name=f"{QUEUE}/tasks/t", http_request={"url": "http://here.example/x"} | request)


def accept(task: Any) -> Any:
    task_rules.accept(task, now_s=NOW_S, oauth_allowed=Tokens(now=lambda: NOW_S).oauth_allowed)
    return task


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ApiError) as caught:
        act()
    assert caught.value.code is StatusCode.INVALID_ARGUMENT
    return caught.value.message


def test_a_task_gets_the_services_defaults() -> None:
    task = accept(a_task())

    assert task.http_request.http_method == HttpMethod.POST
    assert task.http_request.headers["User-Agent"] == "Google-Cloud-Tasks"
    assert seconds_of(task.dispatch_deadline) == 600
    assert seconds_of(task.schedule_time) == seconds_of(task.create_time) == NOW_S


def test_a_schedule_time_in_the_past_becomes_now() -> None:
    task = a_task()
    task.schedule_time.seconds = int(NOW_S) - 5

    assert seconds_of(accept(task).schedule_time) == NOW_S


def test_what_only_the_service_may_set_is_ignored() -> None:
    task = a_task()
    task.dispatch_count = 7
    task.last_attempt.response_status.code = 5

    assert accept(task).dispatch_count == 0
    assert not task.HasField("last_attempt")


@pytest.mark.parametrize(
    ("request_fields", "word"),
    [
        ({"url": ""}, "url is required"),
        ({"url": "ftp://x"}, "must begin with"),
        ({"url": "http://"}, "no host"),
        ({"url": "http://x:99999/"}, "malformed"),
        ({"url": "http://x/\r\nX-Evil: 1"}, "control character"),
        ({"url": "http://x/" + "a" * 2083}, "2083"),
        ({"http_method": HttpMethod.GET, "body": b"x"}, "body is allowed only"),
        ({"http_method": 99}, "http_method"),
        ({"headers": {"a b": "x"}}, "no header name"),
        ({"headers": {"a": "x\r\ny: z"}}, "line break"),
        ({"headers": {"a": "x" * 81920}}, "less than 81920"),
        ({"body": b"x" * 2**20}, "Task size too large"),
        ({"oidc_token": {"service_account_email": "nobody"}}, "email address"),
        ({"oauth_token": {"service_account_email": "a@b.c"}}, "googleapis.com"),
    ],
)
def test_a_task_that_cannot_work_is_refused_in_clear_words(request_fields: dict[str, Any], word: str) -> None:
    assert word in refusal(lambda: accept(a_task(**request_fields)))


def test_a_task_without_a_target_is_refused() -> None:
    assert "http_request" in refusal(lambda: accept(Task()))


def test_the_largest_task_is_accepted_and_one_more_byte_is_not() -> None:
    room = task_rules.TASK_SIZE_MAX_BYTES - accept(a_task(body=b"x" * 2**19)).ByteSize()

    # The two length fields around a body of this size take as many bytes as here.
    accept(a_task(body=b"x" * (2**19 + room)))
    assert "too large" in refusal(lambda: accept(a_task(body=b"x" * (2**19 + room + 1))))


@pytest.mark.parametrize("ahead_s", [30 * 86400 + 1, 365 * 86400])
def test_a_task_more_than_thirty_days_ahead_is_refused(ahead_s: int) -> None:
    task = a_task()
    task.schedule_time.seconds = int(NOW_S) + ahead_s

    assert "30 days" in refusal(lambda: accept(task))


@pytest.mark.parametrize("deadline_s", [0, 14, 1801])
def test_a_deadline_outside_15_s_to_30_min_is_refused(deadline_s: int) -> None:
    task = a_task()
    task.dispatch_deadline.seconds = deadline_s

    assert "15 s and 30 minutes" in refusal(lambda: accept(task))


def test_oauth_tokens_are_for_googles_hosts_and_those_that_were_named() -> None:
    tokens = Tokens(now=lambda: NOW_S, oauth_hosts=["127.0.0.1:8085", "named.example"])
    allowed = tokens.oauth_allowed

    assert allowed("https://pubsub.googleapis.com/v1/projects/p/topics/t:publish")
    assert allowed("http://127.0.0.1:8085/v1/x")
    assert allowed("http://named.example:99/")
    assert not allowed("http://127.0.0.1:8086/v1/x")
    assert not allowed("https://googleapis.com.evil.example/")
    assert not allowed("https://evilgoogleapis.com/")


@pytest.mark.parametrize("name", ["t", f"{QUEUE}/tasks", QUEUE, f"{QUEUE}/topics/t", ""])
def test_a_name_that_is_no_task_name_is_refused(name: str) -> None:
    assert "must be formatted" in refusal(lambda: queue_of_task(name))


@pytest.mark.parametrize("task_id", ["", "a b", "a/b", "a.b", "ä", "a\n", "a" * 501])
def test_a_task_id_outside_the_grammar_is_refused(task_id: str) -> None:
    name = f"{QUEUE}/tasks/{task_id}"

    assert "Task ID" in refusal(lambda: check_task_in_queue(name, QUEUE))


def test_a_task_id_may_be_500_long() -> None:
    check_task_in_queue(f"{QUEUE}/tasks/{'a' * 500}", QUEUE)


def test_a_task_name_of_another_queue_is_refused() -> None:
    name = f"{QUEUE}2/tasks/t"

    assert "must be the same" in refusal(lambda: check_task_in_queue(name, QUEUE))


@pytest.mark.parametrize("queue_id", ["", "a_b", "a" * 101, "a/b", "a\n"])
def test_a_queue_id_outside_the_grammar_is_refused(queue_id: str) -> None:
    name = f"projects/p/locations/l/queues/{queue_id}"

    assert "must be formatted" in refusal(lambda: check_queue_name(name))


def test_a_queue_gets_the_services_defaults() -> None:
    queue = queue_rules.accepted(Queue(name=QUEUE))

    assert queue.rate_limits.max_dispatches_per_second == 500
    assert queue.rate_limits.max_concurrent_dispatches == 1000
    assert queue.rate_limits.max_burst_size == 100
    assert queue.retry_config.max_attempts == 100
    assert seconds_of(queue.retry_config.min_backoff) == 0.1


@pytest.mark.parametrize(
    ("part", "settings", "word"),
    [
        ("rate_limits", {"max_dispatches_per_second": 501}, "max_dispatches_per_second"),
        ("rate_limits", {"max_dispatches_per_second": float("nan")}, "max_dispatches_per_second"),
        ("rate_limits", {"max_concurrent_dispatches": 5001}, "max_concurrent_dispatches"),
        ("rate_limits", {"max_concurrent_dispatches": -1}, "max_concurrent_dispatches"),
        ("retry_config", {"max_attempts": -2}, "max_attempts"),
        ("retry_config", {"max_doublings": -1}, "max_doublings"),
        ("retry_config", {"min_backoff": {"seconds": -1}}, "min_backoff"),
        ("retry_config", {"min_backoff": {"seconds": 9}, "max_backoff": {"seconds": 8}}, "above"),
    ],
)
def test_a_queue_that_cannot_work_is_refused_in_clear_words(
    part: str, settings: dict[str, Any], word: str
) -> None:
    queue = Queue(name=QUEUE, **{part: settings})

    assert word in refusal(lambda: queue_rules.accepted(queue))


def test_an_update_changes_what_its_mask_names_and_nothing_else() -> None:
    before = queue_rules.accepted(Queue(name=QUEUE, retry_config={"max_attempts": 7}))
    wanted = Queue(rate_limits={"max_dispatches_per_second": 5, "max_concurrent_dispatches": 6})
    mask = FieldMask(paths=["rate_limits.max_dispatches_per_second"])

    after = queue_rules.updated(before, wanted, mask)

    assert after.rate_limits.max_dispatches_per_second == 5
    assert after.rate_limits.max_burst_size == 10
    assert after.rate_limits.max_concurrent_dispatches == 1000
    assert after.retry_config.max_attempts == 7


def test_an_update_without_a_mask_replaces_all() -> None:
    before = queue_rules.accepted(Queue(name=QUEUE, retry_config={"max_attempts": 7}))

    after = queue_rules.updated(before, Queue(name=QUEUE), FieldMask())

    assert after == queue_rules.accepted(Queue(name=QUEUE))


@pytest.mark.parametrize("path", ["state", "name", "http_target", "rate_limits.nonsense"])
def test_an_update_of_what_cannot_be_updated_is_refused(path: str) -> None:
    before = queue_rules.accepted(Queue(name=QUEUE))

    assert "update_mask" in refusal(lambda: queue_rules.updated(before, before, FieldMask(paths=[path])))


def test_pages_follow_each_other_until_all_is_listed() -> None:
    names = ["c", "a", "b"]

    first, token = page_of(names, page_size=2, page_token="", size_max=10)
    second, end = page_of(names, page_size=2, page_token=token, size_max=10)

    assert (first, second, end) == (["a", "b"], ["c"], "")


def test_a_made_up_page_token_is_refused() -> None:
    assert "page_token" in refusal(lambda: page_of(["a"], page_size=1, page_token="?", size_max=1))
