"""From a request to an order: the input parsed, priced, and tied to what it uses."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic import JsonValue

from shared.catalog import Catalog
from shared.errors import InvalidRequest, JobNotSettled, PriceChanged, RequestError
from shared.job_types import JOB_TYPES
from shared.job_types.generate import GenerateInput
from shared.model.job import Job
from shared.model.offer import Offer, Quote
from shared.model.order import JobOrder, job_id_of, request_hash_of
from shared.model.validation import validated
from shared.services.uploads import Uploads
from shared.store import documents
from shared.store.base import Store


class Orders:
    """Prices requests; stores nothing. `pace` is how much of the catalogue's times passes here."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        uploads: Uploads,
        *,
        today: Callable[[], date],
        pace: float = 1.0,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._uploads = uploads
        self._today = today
        self._pace = pace

    def order(
        self,
        caller_id: str,
        *,
        job_type: str,
        input: Mapping[str, JsonValue],  # noqa: A002 - the API's own word
        key: str,
        price_version: str | None = None,
        route: str = "jobs",
        retried_from: str | None = None,
    ) -> JobOrder:
        """Return the priced order of a request; `key` is the caller's Idempotency-Key.

        A request that made a job already is the same order for ever, whatever can be ordered now.

        Raises:
            InvalidRequest: there is no such job type, or the input is not one of its kind.
            PriceChanged: `price_version` is not the one in force.
        """
        wanted = _parsed(job_type, input)
        asked = wanted.model_dump(mode="json")
        request_hash = request_hash_of({"type": job_type, "input": asked, "retried_from": retried_from})
        job_id = job_id_of(caller_id, route, key)
        try:
            offer, quote = self._quote(wanted, price_version=price_version)
            upload = self._uploads.ready(caller_id, wanted.image.upload_id) if wanted.image else None
        except RequestError:
            made = self._store.get(documents.job(job_id))
            if made is None or made.request_hash != request_hash:
                raise
            return made.order  # the same request again; that it could not be ordered now is no matter
        return JobOrder(
            job_id=job_id,
            account_id=caller_id,
            job_type=job_type,
            input=asked,
            request_hash=request_hash,
            price=quote.credits,
            price_version=self._catalog.version,
            model=offer.id,
            provider=offer.provider,
            expected_s=quote.expected_s * self._pace,
            image=upload.image if upload else None,
            upload_id=upload.id if upload else None,
            retried_from=retried_from,
        )

    def _quote(self, wanted: GenerateInput, *, price_version: str | None) -> tuple[Offer, Quote]:
        offer = self._catalog.offer(wanted.model, self._today())
        quote = offer.quote(
            wanted.duration_s, wanted.resolution, wanted.aspect_ratio, has_image=wanted.image is not None
        )
        version = self._catalog.version
        if price_version not in (None, version):
            raise PriceChanged(
                f"The price is now {quote.credits} credits. Look at it, then send the request with the new "
                "price_version.",
                price=quote.credits,
                price_version=version,
            )
        return offer, quote

    def again(self, caller_id: str, job: Job, *, key: str) -> JobOrder:
        """Return the order that does a settled job once more, at today's price.

        Raises:
            JobNotSettled: it is still under way.
        """
        if not job.settled:
            raise JobNotSettled("The job is still under way. Wait for its end, or cancel it, then retry.")
        return self.order(
            caller_id, job_type=job.job_type, input=job.input, key=key, route="retry", retried_from=job.id
        )


def _parsed(job_type: str, given: Mapping[str, Any]) -> GenerateInput:
    known = JOB_TYPES.get(job_type)
    if known is None:
        raise InvalidRequest(
            f"There is no job type {job_type[:40]!r}. Use one of: {', '.join(JOB_TYPES)}.",
            field="job_type",
            allowed=list(JOB_TYPES),
        )
    parsed = validated(known.input, given, within="input")
    assert isinstance(parsed, GenerateInput)  # noqa: S101 - the only job type so far
    return parsed
