"""The sweep beside another release: what it cannot read it leaves alone, and goes on."""

from shared.store import documents
from tests.factories import an_order
from tests.house import DEADLINE_S, House


def test_f138_the_sweep_leaves_a_newer_releases_job_alone_and_helps_the_others() -> None:
    house = House(available=1000, active_jobs_max=1000)
    house.queue.down = True
    jobs = [house.jobs.create(an_order(f"k{n}")).id for n in range(3)]
    house.queue.down = False
    newer = documents.job(jobs[0]).path
    house.store.documents[newer]["schema_version"] = 2
    before = dict(house.store.documents[newer])

    house.clock.pass_s(DEADLINE_S + 1)
    report = house.sweep.run()

    assert report.failed == 2
    assert house.store.documents[newer] == before
    house.store.documents[newer]["schema_version"] = 1
    assert house.sweep.run().failed == 1
    assert house.balance() == (1000, 0, 0)


def test_f138_a_job_whose_account_cannot_be_read_holds_up_no_other() -> None:
    house = House(available=1000)
    house.queue.down = True
    house.jobs.create(an_order("k1", account_id="bob"))
    mine = house.jobs.create(an_order("k2"))
    house.queue.down = False
    house.store.documents[documents.account("bob").path]["available"] = "many"

    house.clock.pass_s(DEADLINE_S + 1)
    report = house.sweep.run()

    assert (report.failed, report.stuck) == (1, 1)
    assert house.job(mine.id).settled
