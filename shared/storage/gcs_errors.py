"""Google's errors stop here: none of them leaves the storage adapter."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from google.api_core import exceptions as google_errors
from google.auth import exceptions as auth_errors
from google.cloud.storage import exceptions as storage_errors

from shared.errors import NotOurDay, PermanentError, PreconditionFailed, TransientError

_BUSY = (google_errors.ServerError, google_errors.TooManyRequests, google_errors.RetryError)
_UNREACHABLE = (requests.RequestException, auth_errors.GoogleAuthError, ConnectionError, TimeoutError)
_REFUSED = (google_errors.Unauthorized, google_errors.Forbidden)


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn Google's errors into ours.

    Raises:
        TransientError: no answer, 429, 5xx, or bytes that do not match their checksum.
        NotOurDay: our own identity may not do this; no customer is to blame.
        PreconditionFailed: the object is not what the call relied on.
        PermanentError: there is no such object, or Cloud Storage does not accept the call.
    """
    try:
        yield
    except google_errors.PreconditionFailed as error:
        raise PreconditionFailed("The stored file is not the one expected.") from error
    except google_errors.NotFound as error:
        raise PermanentError("The stored file is gone.", code="file_missing") from error
    except _REFUSED as error:
        raise NotOurDay("Storage refuses our own identity.", code="storage_refused") from error
    except (*_BUSY, *_UNREACHABLE) as error:
        raise TransientError("Storage does not answer.", code="storage_unavailable") from error
    except (storage_errors.InvalidResponse, storage_errors.DataCorruption) as error:
        raise TransientError("Storage sent broken bytes.", code="storage_unavailable") from error
    except google_errors.GoogleAPICallError as error:
        raise PermanentError("Storage does not accept this.", code="storage_rejected") from error
