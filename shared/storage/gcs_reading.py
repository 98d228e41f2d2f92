"""Read an object as it streams in: nothing is held but one piece of it."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import urllib3
from google.cloud import exceptions as google_errors

from shared.errors import TransientError
from shared.model.video import StoredObject
from shared.storage.base import READ_MAX_BYTES
from shared.storage.gcs_errors import our_errors

TRIES_MAX = 4
"""How many answers in a row may break or fail before anything has come."""

WAIT_S = 0.2


def address_of(endpoint: str, bucket: str, stored: StoredObject) -> str:
    """Return the address of one generation's bytes."""
    place = f"{quote(bucket, safe='')}/o/{quote(stored.name, safe='')}"
    return f"{endpoint}/download/storage/v1/b/{place}?alt=media&generation={stored.generation}"


def stream(session: Any, address: str, start: int, stop: int, *, timeout: Any) -> Iterator[bytes]:
    """Yield what is at an address from `start` to `stop`; take it up again where it breaks off.

    Raises:
        TransientError, PermanentError, NotOurDay: it cannot be had; what came is the beginning of it.
    """
    failures = 0
    while start < stop:
        try:
            for piece in _answer(session, address, start, stop, timeout):
                start, failures = start + len(piece), 0
                yield piece
        except TransientError:
            failures += 1
            if failures >= TRIES_MAX:
                raise
            time.sleep(WAIT_S * failures)


def _answer(session: Any, address: str, start: int, stop: int, timeout: Any) -> Iterator[bytes]:
    """Yield what one answer brings.

    Raises:
        TransientError: it broke off, or there was none.
    """
    # As it is stored: whoever put it there may have declared it compressed.
    headers = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "gzip"}
    with our_errors(), session.get(address, headers=headers, timeout=timeout, stream=True) as answer:
        if answer.status_code == 408:
            raise TransientError("Storage does not answer.", code="storage_unavailable")
        if answer.status_code >= 400:
            raise google_errors.from_http_response(answer)
        if answer.status_code != 206:
            raise TransientError("Storage sent other bytes.", code="storage_unavailable")
        missing = stop - start
        try:
            while missing and (piece := answer.raw.read(min(READ_MAX_BYTES, missing))):
                missing -= len(piece)
                yield piece
        except urllib3.exceptions.HTTPError as error:
            raise TransientError("Storage broke off.", code="storage_unavailable") from error
    if missing:
        raise TransientError("Storage broke off.", code="storage_unavailable")
