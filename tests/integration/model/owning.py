"""Rules: what people do with their jobs, and try to do with other people's."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.integration.model import agreement
from tests.integration.model.books import MADE, Expected
from tests.integration.model.world import PICK, WHO, World

WITH_A_JOB = precondition(lambda self: self.jobs)
ACTS = st.sampled_from(["cancel", "delete", "publish", "unpublish", "favor", "disfavor"])
SHOWING = st.sampled_from(["publish", "publish", "unpublish", "delete"])
CALLS = {
    "read": ("jobs", "GET", "/api/jobs/{}"),
    "events": ("jobs", "GET", "/api/jobs/{}/events"),
    "chain": ("jobs", "GET", "/api/jobs/{}/chain"),
    "cancel": ("jobs", "POST", "/api/jobs/{}/cancel"),
    "retry": ("jobs", "POST", "/api/jobs/{}/retry"),
    "delete": ("jobs", "DELETE", "/api/jobs/{}"),
    "publish": ("drafts", "POST", "/api/drafts/{}/publish"),
    "unpublish": ("drafts", "POST", "/api/drafts/{}/unpublish"),
    "favor": ("jobs", "PATCH", "/api/jobs/{}"),
    "disfavor": ("jobs", "PATCH", "/api/jobs/{}"),
    "video": ("videos", "GET", "/api/videos/{}-1"),
}


class Owning(World):
    """Reading, canceling, publishing, deleting."""

    @WITH_A_JOB
    @rule(number=PICK, act=ACTS)
    def own(self, number: int, act: str) -> None:
        self._act(self.pick(number), act)

    @precondition(lambda self: any(job.status in MADE and not job.deleted for job in self.jobs))
    @rule(number=PICK, acts=st.lists(SHOWING, min_size=1, max_size=4))
    def show_a_video(self, number: int, acts: list[str]) -> None:
        """Publish, unpublish and delete what was made, one after the other."""
        made = [job for job in self.jobs if job.status in MADE and not job.deleted]
        job = made[number % len(made)]
        for act in acts:
            self._act(job, act)
            agreement.check_feed(self.stage, list(self.people.values()))

    def _act(self, job: Expected, act: str) -> None:
        answer = self._call(act, job)
        if job.deleted:
            self.refused(answer, 404, "not_found")
        elif (refusal := getattr(self, f"_{act}")(job)) is not None:
            self.refused(answer, 409, refusal)
        elif job.deleted:
            assert (answer.status_code, answer.data) == (204, b"")
        else:
            agreement.check_view(answer.get_json(), job)

    def _cancel(self, job: Expected) -> str | None:
        if job.status != "canceled" and not job.cancelable:
            return "job_not_cancelable"
        if not job.settled:
            job.end("canceled")
        return None

    def _delete(self, job: Expected) -> str | None:
        if not job.settled:
            return "job_not_settled"
        job.deleted = True
        return None

    def _publish(self, job: Expected) -> str | None:
        if job.status not in MADE:
            return "job_not_publishable"
        if job.status == "draft":
            self.published += 1
            job.status, job.published = "published", self.published
        return None

    def _unpublish(self, job: Expected) -> str | None:
        if job.status == "published":
            job.status = "draft"
        return None

    def _favor(self, job: Expected) -> None:
        job.favorite = True

    def _disfavor(self, job: Expected) -> None:
        job.favorite = False

    @WITH_A_JOB
    @rule(number=PICK, wait_s=st.sampled_from([0, 7, 60]))
    def read(self, number: int, wait_s: int) -> None:
        job = self.pick(number)
        path = f"/api/jobs/{job.id}?wait={wait_s}"
        answer = self.ask("jobs", "GET", path, who=job.owner)
        if job.deleted:
            self.refused(answer, 404, "not_found")
        else:
            agreement.check_view(answer.get_json(), job)
            agreement.check_history(self.stage, job, limit=2)
        self._look_at_the_video(job)

    def _look_at_the_video(self, job: Expected) -> None:
        answer = self._call("video", job)
        if job.deleted or job.status not in MADE:
            self.refused(answer, 404, "not_found")
        else:
            assert self.stage.objects.serve(answer.get_json()["url"])[0] == 200

    @WITH_A_JOB
    @rule(number=PICK, call=st.sampled_from([*CALLS]), nobody=st.booleans())
    def trespass(self, number: int, call: str, nobody: bool) -> None:
        """Somebody else's job is not there; who is not signed in is told nothing at all."""
        job = self.pick(number)
        other = "bob" if job.owner == "alice" else "alice"
        if nobody:
            self.refused(self._call(call, job, who=None), 401, "not_authenticated")
        else:
            self.person(other)
            self.refused(self._call(call, job, who=other), 404, "not_found")

    @rule(who=WHO, limit=st.integers(1, 3))
    def read_every_page(self, who: str, limit: int) -> None:
        agreement.check_pages(self.stage, self.person(who), limit=limit)

    def _call(self, name: str, job: Expected, **who: str | None):
        target, method, path = CALLS[name]
        key = "trespass" if name == "retry" else None
        body = {"json": {"favorite": name == "favor"}} if method == "PATCH" else {}
        return self.ask(target, method, path.format(job.id), key=key, **{"who": job.owner, **body, **who})
