"""The store on Firestore: plain reads and one commit with a precondition on everything that was read.

The client's own read-write transactions are not used: they lock what they read, and on one busy
account they stand still (see infra/decisions/0001-optimistic-commits.md).
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from google.api_core import exceptions as google
from google.api_core.retry import Retry, if_exception_type
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.types import firestore as types

from shared.errors import InvariantBroken, Unavailable
from shared.model.base import Model
from shared.store.base import TRANSACT_TIMEOUT_S, Query, Ref, Tx
from shared.store.optimistic import Fetched, OptimisticTx
from shared.store.reading import Row, readable
from shared.store.structured import structured
from shared.store.turns import Turns
from shared.store.values import decode, decode_fields

M = TypeVar("M", bound=Model)
T = TypeVar("T")

CALL_TIMEOUT_S = 10.0
TRIES_MAX = 100
WAIT_MAX_S = 0.25

_BatchGet = types.BatchGetDocumentsRequest
_CONFLICTS = (google.Aborted, google.Conflict, google.FailedPrecondition, google.NotFound)
_RETRY = Retry(
    predicate=if_exception_type(
        google.ServiceUnavailable, google.DeadlineExceeded, google.InternalServerError
    ),
    initial=0.05,
    maximum=1.0,
)
_UNKNOWN = (google.ServerError, google.TooManyRequests, google.Cancelled, google.RetryError)


class Firestore:
    """A `Store` in one Firestore database; `metadata` goes with every call.

    `timeout_s` is for one commit, and for all tries of one read; `transact_timeout_s` for a transaction.
    """

    def __init__(
        self,
        client: FirestoreClient,
        *,
        project: str,
        database: str = "(default)",
        metadata: Sequence[tuple[str, str]] = (),
        timeout_s: float = CALL_TIMEOUT_S,
        transact_timeout_s: float = TRANSACT_TIMEOUT_S,
    ) -> None:
        self._client = client
        self._database = f"projects/{project}/databases/{database}"
        self._root = f"{self._database}/documents"
        self._call: dict[str, Any] = {
            "timeout": timeout_s,
            "metadata": [("google-cloud-resource-prefix", self._database), *metadata],
        }
        # The client's own patience is five minutes, whatever timeout a call has.
        self._retry = _RETRY.with_timeout(timeout_s)
        self._transact_timeout_s = transact_timeout_s
        self._turns = Turns()

    def get(self, ref: Ref[M]) -> M | None:
        """Read one document."""
        return self.get_all([ref])[0]

    def get_all(self, refs: Sequence[Ref[M]]) -> list[M | None]:
        """Read many documents in one round trip, in the order asked."""
        found = self._fetch([ref.path for ref in refs])
        return [found[ref.path].read_as(ref) for ref in refs]

    def find(self, query: Query[M]) -> list[M]:
        """Return at most `query.limit` documents."""
        return readable(query, self._rows)

    def _rows(self, query: Query[Any]) -> list[Row]:
        parent, asked = structured(query, root=self._root)
        request = types.RunQueryRequest.pb()(parent=parent, structured_query=asked)
        answers = self._stream(self._client.run_query, types.RunQueryRequest.wrap(request))
        return [
            (answer.document.name.rpartition("/")[2], decode_fields(answer.document.fields))
            for answer in answers
            if answer.HasField("document")
        ]

    def totals(self, query: Query[M], *fields: str) -> tuple[int, ...]:
        """Return the number of matching documents and the sum of each field, without reading them."""
        parent, asked = structured(query, root=self._root)
        asked.ClearField("limit")
        asked.ClearField("order_by")
        request = types.RunAggregationQueryRequest.pb()(parent=parent)
        aggregation = request.structured_aggregation_query
        aggregation.structured_query.CopyFrom(asked)
        aggregation.aggregations.add(alias="n").count.SetInParent()
        for field in fields:
            aggregation.aggregations.add(alias=field).sum.field.field_path = field
        wrapped = types.RunAggregationQueryRequest.wrap(request)
        answers = self._stream(self._client.run_aggregation_query, wrapped)
        sums = next(iter(answers)).result.aggregate_fields
        return tuple(int(decode(sums[alias])) for alias in ("n", *fields))

    def transact(self, body: Callable[[Tx], T]) -> T:
        """Run `body` and commit what it wrote, until nothing interfered.

        Raises:
            Unavailable: the commit met other writes, or no answer, or was decided too long ago.
        """
        give_up = time.monotonic() + self._transact_timeout_s
        with self._turns.one() as turn:
            for tries in range(TRIES_MAX):
                tx = OptimisticTx(self._fetch, root=self._root, turn=turn)
                try:
                    result = body(tx)
                except Exception:
                    if tx.is_still_so():
                        raise
                else:
                    writes = tx.writes()
                    if not writes:
                        return result
                    if time.monotonic() < give_up and self._commit(writes):
                        return result
                if time.monotonic() > give_up:
                    break
                time.sleep(random.uniform(0, min(WAIT_MAX_S, 0.004 * 2 ** min(tries, 10))))  # noqa: S311
        raise Unavailable("The account is busy. Send the same request again.", retry_after_s=1)

    def _commit(self, writes: list[Any]) -> bool:
        """Send one commit, once; False if it met another write or its outcome is unknown."""
        request = types.CommitRequest.wrap(types.CommitRequest.pb()(database=self._database, writes=writes))
        try:
            self._client.commit(request=request, retry=None, **self._call)
        except (*_CONFLICTS, *_UNKNOWN):
            return False
        except google.GoogleAPICallError as error:
            raise InvariantBroken(f"Firestore refused a commit: {error.message}") from error
        return True

    def _fetch(self, paths: Sequence[str]) -> dict[str, Fetched]:
        names = [f"{self._root}/{path}" for path in paths]
        request = _BatchGet.wrap(_BatchGet.pb()(database=self._database, documents=names))
        found = {}
        for answer in self._stream(self._client.batch_get_documents, request):
            if answer.HasField("found"):
                fields, version = answer.found.fields, answer.found.update_time
                found[answer.found.name] = Fetched(decode_fields(fields), version)
            elif answer.missing:
                found[answer.missing] = Fetched(None, None)
        return {path: found[name] for path, name in zip(paths, names, strict=True)}

    def _stream(self, call: Callable[..., Any], request: object) -> list[Any]:
        try:
            answers = call(request=request, retry=self._retry, **self._call)
            return [type(answer).pb(answer) for answer in answers]
        except (google.GoogleAPICallError, google.RetryError) as error:
            raise Unavailable("The database does not answer. Send the same request again.") from error
