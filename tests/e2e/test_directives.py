"""Every fault a provider can show: the job ends, says why, and the ledger balances."""

import uuid
from dataclasses import dataclass

import pytest

from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person, accepted_submits

READY, FAILED = "draft", "failed"

FAULTS = [
    ("[slow:6]", READY, None),
    ("[fail:policy]", FAILED, {"policy"}),
    ("[fail:input]", FAILED, {"provider_rejected"}),
    ("[429:3]", READY, None),
    ("[busy]", READY, None),
    ("[lost]", READY, None),
    ("[empty]", FAILED, {"filtered", "policy"}),
    ("[corrupt]", FAILED, {"result_unusable"}),
    ("[html]", FAILED, {"result_unusable"}),
    ("[truncated]", FAILED, {"result_truncated"}),
    ("[weird]", READY, None),
    ("[gone]", FAILED, {"prediction_gone"}),
    ("[expired]", READY, None),
]
WAVESPEED_ONLY = [
    ("[fail:transient:2]", READY, None),
    ("[duplicate-webhook]", READY, None),
    ("[bad-webhook]", READY, None),
    ("[nowebhook]", READY, None),
]
ONE_SUBMIT = {
    "[slow:6]",
    "[lost]",
    "[weird]",
    "[duplicate-webhook]",
    "[bad-webhook]",
    "[nowebhook]",
    "[expired]",
}
CASES = [("wavespeed", "wan-2.5", *fault) for fault in (*FAULTS, *WAVESPEED_ONLY)]
CASES += [("vertex", "veo-3.1-fast", *fault) for fault in FAULTS]


NEVER_DELIVERS = ["[hang]", "[auth]", "[broke]"]


@dataclass(frozen=True)
class Ordered:
    """One order, placed before the tests begin: so that all of them wait at the same time."""

    person: Person
    prompt: str
    job_id: str

    @classmethod
    def by(cls, cloud: Cloud, directive: str, model: str) -> "Ordered":
        person, prompt = Person.new(cloud), f"{directive} a kite {uuid.uuid4().hex}"
        answer = person.order(prompt, model=model)
        assert answer.status_code == 202, answer.text
        return cls(person, prompt, answer.json()["id"])


@pytest.fixture(scope="module")
def ordered(cloud: Cloud) -> dict[tuple[str, str], Ordered]:
    return {(model, directive): Ordered.by(cloud, directive, model) for _, model, directive, *_ in CASES}


@pytest.fixture(scope="module")
def hopeless(impatient_cloud: Cloud) -> dict[str, Ordered]:
    return {directive: Ordered.by(impatient_cloud, directive, "wan-2.5") for directive in NEVER_DELIVERS}


@pytest.mark.parametrize(("provider", "model", "directive", "status", "codes"), CASES)
def test_a_fault_at_the_provider_ends_in_truth_and_a_balanced_ledger(
    cloud: Cloud,
    ordered: dict[tuple[str, str], Ordered],
    provider: str,
    model: str,
    directive: str,
    status: str,
    codes: set[str] | None,
) -> None:
    order = ordered[model, directive]
    person = order.person

    job = person.follow(order.job_id, wait_s=150)

    assert job["status"] == status, job["error"]
    if codes is not None:
        assert job["error"]["code"] in codes
        assert job["error"]["message"].endswith(".")
        assert job["error"]["next_step"]
    spent = job["price"] if status == READY else 0
    assert person.balance() == (100 - spent, 0)
    assert person.final_kinds(job["id"]) == ["hold", "capture" if spent else "release"]
    if directive in ONE_SUBMIT:
        assert len(accepted_submits(cloud, provider, order.prompt)) == 1


@pytest.mark.parametrize("directive", NEVER_DELIVERS)
def test_a_provider_that_never_delivers_is_given_up_at_the_deadline(
    hopeless: dict[str, Ordered], directive: str
) -> None:
    person = hopeless[directive].person

    job = person.follow(hopeless[directive].job_id)

    assert job["status"] == FAILED
    assert job["error"]["code"] == "deadline_passed"
    assert person.balance() == (100, 0)
