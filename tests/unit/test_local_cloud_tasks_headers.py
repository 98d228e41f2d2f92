from infra.local.cloud_tasks.faults import Fault, FaultKind, Faults
from infra.local.cloud_tasks.headers import (
    AttemptFacts,
    attempt_headers,
    counts_as_execution,
    with_authorization,
)


def facts(**changes: object) -> AttemptFacts:
    values = {"queue_id": "q", "task_id": "t", "eta_s": 1.5, "retries": 0, "executions": 0}
    return AttemptFacts(**(values | {"previous_status": None} | changes))  # type: ignore[arg-type]  # a builder


def test_a_first_attempt_says_nothing_of_a_previous_one() -> None:
    assert attempt_headers({}, facts()) == {
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-QueueName": "q",
        "X-CloudTasks-TaskName": "t",
        "X-CloudTasks-TaskRetryCount": "0",
        "X-CloudTasks-TaskExecutionCount": "0",
        "X-CloudTasks-TaskETA": "1.500000",
    }


def test_a_retry_names_the_previous_response_and_an_empty_reason() -> None:
    headers = attempt_headers({}, facts(retries=2, executions=1, previous_status=404))

    assert headers["X-CloudTasks-TaskRetryCount"] == "2"
    assert headers["X-CloudTasks-TaskExecutionCount"] == "1"
    assert headers["X-CloudTasks-TaskPreviousResponse"] == "404"
    assert headers["X-CloudTasks-TaskRetryReason"] == ""


def test_a_task_cannot_forge_what_the_service_says() -> None:
    own = {
        "x-cloudtasks-taskretrycount": "9",
        "user-agent": "mine",
        "HOST": "elsewhere",
        "Content-length": "1",
        "X-Google-Thing": "x",
        "X-AppEngine-Thing": "x",
        "X-Mine": "kept",
    }
    headers = attempt_headers(own, facts())

    assert headers == {"X-Mine": "kept"} | attempt_headers({}, facts())


def test_a_token_takes_the_place_of_a_tasks_own_authorization() -> None:
    assert with_authorization({"authorization": "Basic x"}, "t") == {"Authorization": "Bearer t"}


def test_responses_of_500_and_above_are_no_executions() -> None:
    assert [counts_as_execution(status) for status in (404, 429, 500, 503)] == [
        *(True, True),
        *(False, False),
    ]


def test_faults_are_used_up_per_queue_in_their_order() -> None:
    faults = Faults()
    faults.add(Fault(kind=FaultKind.DROP, queue="a", times=2))
    faults.add(Fault(kind=FaultKind.REJECT, queue="a"))
    faults.add(Fault(kind=FaultKind.DELAY, queue="b", delay_s=3))

    kinds = [fault and fault.kind for fault in (faults.next_for("a") for _ in range(4))]

    assert kinds == [FaultKind.DROP, FaultKind.DROP, FaultKind.REJECT, None]
    assert faults.next_for("b") is not None
