"""Every fault a provider can show: the job ends, says why, and the ledger balances."""

import uuid

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
]
WAVESPEED_ONLY = [
    ("[fail:transient:2]", READY, None),
    ("[expired]", READY, None),
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


@pytest.mark.parametrize(("provider", "model", "directive", "status", "codes"), CASES)
def test_a_fault_at_the_provider_ends_in_truth_and_a_balanced_ledger(
    cloud: Cloud, provider: str, model: str, directive: str, status: str, codes: set[str] | None
) -> None:
    person, prompt = Person.new(cloud), f"{directive} a kite {uuid.uuid4().hex}"

    job = person.make(prompt, model=model)

    assert job["status"] == status, job["error"]
    if codes is not None:
        assert job["error"]["code"] in codes
        assert job["error"]["message"].endswith(".")
        assert job["error"]["next_step"]
    spent = job["price"] if status == READY else 0
    assert person.balance() == (100 - spent, 0)
    assert person.final_kinds(job["id"]) == ["hold", "capture" if spent else "release"]
    if directive in ONE_SUBMIT:
        assert len(accepted_submits(cloud, provider, prompt)) == 1


@pytest.mark.parametrize("directive", ["[hang]", "[auth]", "[broke]"])
def test_a_provider_that_never_delivers_is_given_up_at_the_deadline(
    impatient_cloud: Cloud, directive: str
) -> None:
    person = Person.new(impatient_cloud)

    job = person.make(f"{directive} a kite {uuid.uuid4().hex}")

    assert job["status"] == FAILED
    assert job["error"]["code"] == "deadline_passed"
    assert person.balance() == (100, 0)
