"""Which objects of our bucket a provider may name: those of this job, where it was told to, spelt plainly.

No other name from outside becomes one of ours. The ids of jobs, uploads and videos in addresses are held
against their patterns by the router (`tests/integration/test_functions_ids.py`); account names come signed.
"""

from pathlib import Path

import pytest

from shared.errors import PermanentError
from shared.model.job import Job, JobState
from shared.services.collector import NAME_MAX_BYTES
from tests.factories import an_order
from tests.fakes.fake_provider import succeeded
from tests.house import House

ORDER = an_order()
OURS = f"jobs/{ORDER.job_id}"
PLACE = f"{OURS}/provider"
SOMEBODYS = f"jobs/{an_order(account_id='bob').job_id}"
ROOM = NAME_MAX_BYTES - len(PLACE) - 1


def ended(uri: str, *stored: str) -> tuple[House, Job]:
    """Let a provider name `uri` as its result while the bucket holds `stored`; return how the job ended."""
    house = House()
    film = Path(__file__)
    for name in stored:
        house.objects.put(name, film, content_type="video/mp4")
    house.provider.polls = [succeeded(uri)]
    job = house.jobs.create(ORDER)
    house.deliver_all()
    return house, house.job(job.id)


@pytest.mark.parametrize(
    "name",
    [
        "1234567890/sample_0.mp4",
        "sample_0.mp4",
        "a/b/c/d.mp4",
        "0",
        "-_-",
        "sample..mp4",
        "sample_0.mp4.",
        "x" * ROOM,
    ],
)
def test_a_plain_name_in_the_jobs_own_folder_is_taken(name: str) -> None:
    house, job = ended(f"gs://media/{PLACE}/{name}", f"{PLACE}/{name}")

    assert job.state is JobState.COMPLETED
    assert house.balance() == (90, 0, 0)


NAMES = [
    "",
    "/",
    "/a.mp4",
    "a.mp4/",
    "a//b.mp4",
    "..",
    "../a.mp4",
    "../../other/provider/a.mp4",
    "a/../b.mp4",
    "a/..",
    "./a.mp4",
    "a/./b.mp4",
    ".hidden",
    "a/.hidden",
    "%2e%2e/a.mp4",
    "%2E%2E%2Fa.mp4",
    "a%2fb.mp4",
    "a%00.mp4",
    "%252e%252e/a.mp4",
    "..%c0%af",
    "a\\b.mp4",
    "..\\a.mp4",
    "a\0.mp4",
    "a.mp4\0",
    "a\n.mp4",
    "a.mp4\n",
    "a\r\nx.mp4",
    "a\tb.mp4",
    "a b.mp4",
    " a.mp4",
    "a.mp4 ",
    "a.mp4?generation=1",
    "a.mp4?alt=media",
    "a.mp4#1700000000000001",
    "a.mp4#",
    "a*.mp4",
    "[a].mp4",
    "{a,b}.mp4",
    "$(id).mp4",
    "`id`.mp4",
    "a;b.mp4",
    "a&b.mp4",
    "a|b.mp4",
    "a'b.mp4",
    'a"b.mp4',
    "a<b>.mp4",
    "a:b.mp4",
    "a@b.mp4",
    "a+b.mp4",
    "a=b.mp4",
    "a,b.mp4",
    "~a.mp4",
    "ä.mp4",
    "\uff0e\uff0e/a.mp4",
    "\u2024\u2024/a.mp4",
    "a\u2215b.mp4",
    "a\uff0fb.mp4",
    "a\u202egpj.mp4",
    "a\u200b.mp4",
    "\u0430.mp4",
    "\uff41.mp4",
    "a\u0301.mp4",
    "\ufeffa.mp4",
    "a\u2028b.mp4",
    "a\x7f.mp4",
    "a\x85.mp4",
    "🎬.mp4",
    "x" * (ROOM + 1),
    "x/" * 5000 + "x",
]
PLACES = [
    f"gs://media/{OURS}/1/film.mp4",
    f"gs://media/{OURS}/provider",
    f"gs://media/{OURS}/provider.mp4",
    f"gs://media/{OURS}/providers/a.mp4",
    f"gs://media/{OURS}/Provider/a.mp4",
    f"gs://media/{SOMEBODYS}/provider/a.mp4",
    f"gs://media/{PLACE[:-10]}/provider/a.mp4",
    f"gs://media/uploads/alice/{ORDER.job_id}/image.jpg",
    f"gs://media//{PLACE}/a.mp4",
    f"gs://media/x/../{PLACE}/a.mp4",
    f"gs://media/{PLACE.upper()}/a.mp4",
    f"gs://media.evil/{PLACE}/a.mp4",
    f"gs://evil/{PLACE}/a.mp4",
    f"gs://evil@media/{PLACE}/a.mp4",
    f"gs://media@evil/{PLACE}/a.mp4",
    f"gs://media:443/{PLACE}/a.mp4",
    f"gs://media%2f/{PLACE}/a.mp4",
    f"gs://Media/{PLACE}/a.mp4",
    f"gs://mediа/{PLACE}/a.mp4",  # the last letter is Cyrillic
    f"gs:///{PLACE}/a.mp4",
    f"gs:///media/{PLACE}/a.mp4",
    f"gs://media\\{PLACE}/a.mp4",
    "gs://",
    "gs://media",
    "gs://media/",
]


@pytest.mark.parametrize("uri", [*(f"gs://media/{PLACE}/{name}" for name in NAMES), *PLACES], ids=ascii)
def test_any_other_object_is_refused_unread_and_the_hold_released(uri: str) -> None:
    house, job = ended(uri, f"{SOMEBODYS}/provider/a.mp4", f"{OURS}/1/film.mp4")

    assert house.objects.fetched == []
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "result_misplaced")
    assert (house.balance(), house.entries()) == ((100, 0, 0), ["hold", "release"])
    assert job.error.message == "The provider put the video where it does not belong."


def test_an_address_that_only_looks_like_our_buckets_goes_to_the_guard_of_addresses() -> None:
    for uri in ("GS://media/x", "gs:/media/x", " gs://media/x", "https://storage.googleapis.com/media/x"):
        house = House()
        house.fetch_errors = [PermanentError("not here", code="result_address_refused")]
        house.provider.polls = [succeeded(uri)]

        assert house.make().error is not None
        assert house.fetch_errors == [], "the fetcher was not asked"
