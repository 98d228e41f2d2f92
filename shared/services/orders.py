"""From a request to an order: the input parsed, priced, and tied to what it uses."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from pydantic import JsonValue

from shared.catalog import Catalog
from shared.errors import InvalidRequest, JobNotSettled, PriceChanged, RequestError
from shared.job_types import JOB_TYPES
from shared.job_types.base import Desk, Input, JobType, Price
from shared.model.job import OURSELVES, Job
from shared.model.order import JobOrder, job_id_of, request_hash_of
from shared.model.validation import validated
from shared.services.sources import Sources
from shared.services.uploads import Uploads
from shared.store import documents
from shared.store.base import Store


class Orders:
    """Prices requests; stores nothing.

    `pace` is how much of providers' times passes here, `segments_at_once` how many of a film are encoded.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        uploads: Uploads,
        *,
        today: Callable[[], date],
        pace: float = 1.0,
        segments_at_once: int = 1,
    ) -> None:
        self._catalog = catalog
        self._uploads = uploads
        self._store = store
        self._sources = Sources(store)
        self._today = today
        self._pace = pace
        self._segments_at_once = segments_at_once

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
            NotFound, SourceNotUsable: what it is to be made from is not there, or not ready.
        """
        kind = _kind(job_type)
        wanted = validated(kind.input, input, within="input")
        asked = wanted.model_dump(mode="json")
        request_hash = request_hash_of({"type": job_type, "input": asked, "retried_from": retried_from})
        job_id = job_id_of(caller_id, route, key)
        try:
            price = self._price(kind, wanted, caller_id, price_version=price_version)
        except RequestError:
            made = self._store.get(documents.job(job_id))
            if made is None or made.request_hash != request_hash:
                raise
            return made.order  # the same request again; that it could not be ordered now is no matter
        source = price.source
        return JobOrder(
            job_id=job_id,
            account_id=caller_id,
            job_type=job_type,
            input=asked,
            request_hash=request_hash,
            price=price.credits,
            price_version=self._catalog.version,
            model=price.model,
            provider=price.provider,
            expected_s=price.expected_s * (1.0 if price.provider == OURSELVES else self._pace),
            image=price.upload and price.upload.image,
            upload_id=price.upload and price.upload.id,
            source=source and source.video,
            source_job_id=source and source.job.id,
            root_job_id=source and source.job.root_job_id,
            depth=source.job.depth + 1 if source else 0,
            adds_s=price.adds_s,
            retried_from=retried_from,
            unit_cost=self._catalog.unit_cost(price.order_micro_usd, function=price.function),
        )

    def price(self, caller_id: str, *, job_type: str, input: Mapping[str, JsonValue]) -> Price:  # noqa: A002
        """Return what an input would cost; what does not matter to that may be left out.

        Raises:
            InvalidRequest, NotFound, SourceNotUsable: it cannot be ordered.
        """
        kind = _kind(job_type)
        wanted = validated(kind.check, input, within="input")
        return self._price(kind, wanted, caller_id, price_version=None)

    def _price(self, kind: JobType, wanted: Input, caller_id: str, *, price_version: str | None) -> Price:
        mine = (partial(self._uploads.ready, caller_id), partial(self._sources.of, caller_id))
        price = kind.price(wanted, Desk(self._catalog, self._today(), *mine, self._segments_at_once))
        version = self._catalog.version
        if price_version not in (None, version):
            raise PriceChanged(
                f"The price is now {price.credits} credits. Look at it, then send the request with the new "
                "price_version.",
                price=price.credits,
                price_version=version,
            )
        return price

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


def _kind(job_type: str) -> JobType:
    known = JOB_TYPES.get(job_type)
    if known is None:
        raise InvalidRequest(
            f"There is no job type {job_type[:40]!r}. Use one of: {', '.join(JOB_TYPES)}.",
            field="job_type",
            allowed=list(JOB_TYPES),
        )
    return known
