"""What somebody owns: jobs in every state, films and pictures, with words that nobody else may read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.errors import PermanentError
from shared.model.job import Job, JobState
from shared.model.memo import Submitted
from shared.model.outcome import Failed, JobError
from shared.model.owner import PredictionOwner
from shared.model.upload import UploadState
from shared.services import journal
from shared.store import documents
from tests.fakes.edge import AN_INPUT, Edge

PROMPT = "canary-prompt-4711"
"""In every prompt of the owner's: for them to read, and for nobody else."""
INSIDE = "canary-inside-4711"
"""In what is ours alone: for nobody to read."""
PICTURE = {"content_type": "image/png", "size_bytes": 5}


class Belongings:
    """Everything of one person, made through the API where the API can make it."""

    def __init__(self, edge: Edge, owner: str = "alice") -> None:
        self.edge = edge
        self.owner = owner
        self.uploads = {state: self._upload(state) for state in ("waiting", "ready", "refused")}
        self.jobs = {name: self._job(name) for name in ("pending", "canceled", "deleted_early")}
        for name, change in _STATES.items():
            self.jobs[name] = self._job(name)
            change(self, self.jobs[name])
        self._api("POST", f"/api/jobs/{self.jobs['canceled']}/cancel", "jobs")
        self._api("POST", f"/api/jobs/{self.jobs['deleted_early']}/cancel", "jobs")
        self._api("DELETE", f"/api/jobs/{self.jobs['deleted_early']}", "jobs")
        self.videos = [f"{self.jobs[name]}-1" for name in ("finished", "published", "deleted")]
        self.ticket = self._expired_ticket()

    def ids(self, parameter: str) -> list[str]:
        """The owner's ids of what a parameter or a field of this name names."""
        for noun, ids in self._nouns().items():
            if parameter in (noun, f"{noun}s") or parameter.endswith(f"_{noun}"):
                return ids
        raise AssertionError(f"say in Belongings what an id of somebody's is for the name {parameter!r}")

    def missing(self, parameter: str) -> str:
        """A well-formed id that is nobody's."""
        spelled = self.ids(parameter)[0]
        return spelled.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz234567", "b" * 32))

    def secrets(self) -> list[str]:
        """What nobody else may see of it."""
        return [PROMPT, INSIDE, self.owner, *(one for ids in self._nouns().values() for one in ids)]

    def _nouns(self) -> dict[str, list[str]]:
        return {
            "job_id": list(self.jobs.values()),
            "video_id": self.videos,
            "upload_id": list(self.uploads.values()),
            "ticket": [self.ticket],
        }

    def _api(self, method: str, path: str, function: str, **more: Any) -> Any:
        answer = self.edge.ask(function, method, path, who=self.owner, **more)
        assert answer.status_code < 300, answer.text
        return answer.get_json(silent=True)

    def _upload(self, state: str) -> str:
        begun = self._api("POST", "/api/uploads", "videos", json=PICTURE)
        if state == "ready":
            assert self.edge.objects.receive(begun["url"], b"12345", begun["headers"]) == 200
            self._api("GET", f"/api/uploads/{begun['id']}", "videos")
        if state == "refused":
            place = documents.upload(begun["id"])

            def refuse(tx: Any) -> None:
                seen = tx.get(place)
                tx.put(
                    place,
                    seen.model_copy(
                        update={"state": UploadState.REFUSED, "reason": f"Send an image, not {PROMPT}."}
                    ),
                )

            self.edge.store.transact(refuse)
        return str(begun["id"])

    def new_ticket(self) -> str:
        """One that fetches a ZIP."""
        begun = self._api("POST", "/api/videos/download", "videos", json={"video_ids": self.videos[:1]})
        return str(begun["url"]).rpartition("/")[2]

    def _expired_ticket(self) -> str:
        """One whose time is over: it opens nothing, and tells nobody what it did."""
        ticket = self.new_ticket()
        place = documents.download(ticket)

        def expire(tx: Any) -> None:
            tx.put(place, tx.get(place).model_copy(update={"expires_at": self.edge.clock()}))

        self.edge.store.transact(expire)
        return ticket

    def _job(self, name: str) -> str:
        wanted = {**AN_INPUT, "prompt": f"{PROMPT} {name}"}
        return str(self.edge.order(key=f"{self.owner}-{name}", who=self.owner, input=wanted)["id"])

    def submit(self, job_id: str) -> None:
        """Let a provider be at work, with everything of ours inside that nobody may see."""
        memo = Submitted(prediction_id=f"{INSIDE}-{job_id}", at=self.edge.clock())

        def body(tx: Any) -> Job:
            seen = tx.get(documents.job(job_id))
            at = self.edge.clock()
            tx.create(
                documents.prediction_owner("wavespeed", memo.prediction_id),
                PredictionOwner(job_id=job_id, attempt=1, at=at),
            )
            job = seen.changed(
                at,
                state=JobState.PROCESSING,
                stage="making",
                attempt=1,
                memo=memo,
                lease_token=INSIDE,
                request_hash=seen.request_hash,
                sweep_after=at + timedelta(minutes=5),
            )
            return journal.write(tx, job, "submitted", prediction_id=memo.prediction_id, actor=INSIDE)

        self.edge.store.transact(body)

    def fail(self, job_id: str) -> None:
        error = JobError.of(PermanentError("The prompt was refused.", code="policy"))

        def body(tx: Any) -> None:
            job, account = tx.get_both(documents.job(job_id), documents.account(self.owner))
            journal.settle(tx, job, account, Failed(error), at=self.edge.clock())

        self.edge.store.transact(body)

    def finish(self, job_id: str) -> None:
        self.submit(job_id)
        self.edge.finish(job_id)

    def _publish(self, job_id: str) -> None:
        self.finish(job_id)
        self._api("POST", f"/api/drafts/{job_id}/publish", "drafts")

    def _delete(self, job_id: str) -> None:
        self.finish(job_id)
        self._api("DELETE", f"/api/jobs/{job_id}", "jobs")


_STATES: dict[str, Callable[[Belongings, str], None]] = {
    "processing": Belongings.submit,
    "finished": Belongings.finish,
    "failed": Belongings.fail,
    "published": Belongings._publish,
    "deleted": Belongings._delete,
}
