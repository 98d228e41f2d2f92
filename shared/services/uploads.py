"""Take an image from a person: a signed link to send it, then a picture that is safe to use.

The bytes go straight to the bucket. The first `ready` makes the picture: fetch, clean, put, commit, and only
then delete what was sent. A crash anywhere in between leaves something the next call finishes; two calls at
once make the same bytes, and one of the commits finds the other's. What was sent and never asked for again,
or outlived a crash after the commit, is left to the bucket's lifecycle rule for names that end in `/raw`.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from shared.clock import Now
from shared.errors import (
    InvalidRequest,
    NotFound,
    PayloadTooLarge,
    PermanentError,
    PreconditionFailed,
    TransientError,
    Unavailable,
)
from shared.media.picture import CONTENT_TYPES, SIZE_MAX_BYTES, CleanImage
from shared.model.upload import UPLOAD_ID, Upload, UploadState
from shared.model.video import StoredObject
from shared.storage.base import ObjectStore
from shared.store import documents
from shared.store.base import Store, Tx

UPLOAD_TTL_S = 15 * 60
"""How long the signed link takes the bytes."""

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png"}


class Clean(Protocol):
    """The need: make a picture harmless (`shared.media.image.clean_image`)."""

    def __call__(self, path: Path, target: Path) -> CleanImage:
        """Write what `path` shows to `target`; InvalidRequest if that cannot be."""
        ...


class Uploads:
    """Images people send."""

    def __init__(
        self,
        store: Store,
        objects: ObjectStore,
        now: Now,
        new_id: Callable[[], str],
        clean: Clean,
    ) -> None:
        self.store = store
        self.objects = objects
        self.now = now
        self.new_id = new_id
        self.clean = clean

    def begin(
        self, account_id: str, *, content_type: str, size_bytes: int
    ) -> tuple[Upload, str, dict[str, str]]:
        """Return a new upload, the link to PUT the bytes to within 15 minutes, and the headers to send.

        Raises:
            InvalidRequest: it is no type of image we read, or empty.
            PayloadTooLarge: it is larger than 20 MB.
            Unavailable: storage does not answer.
        """
        if content_type not in CONTENT_TYPES:
            raise InvalidRequest(f"Send an image of one of the types {', '.join(CONTENT_TYPES)}.")
        if size_bytes < 1:
            raise InvalidRequest("The image is empty.")
        if size_bytes > SIZE_MAX_BYTES:
            raise PayloadTooLarge(f"An image may have at most {SIZE_MAX_BYTES // 1_000_000} MB.")
        upload_id = self.new_id()
        upload = Upload(
            id=upload_id,
            account_id=account_id,
            content_type=content_type,
            size_bytes=size_bytes,
            raw=f"{_folder(account_id, upload_id)}/raw",
            created_at=self.now(),
        )
        with _storage():
            link, headers = self.objects.upload_link(
                upload.raw, content_type=content_type, size_max_bytes=SIZE_MAX_BYTES, ttl_s=UPLOAD_TTL_S
            )
        return self._create(upload), link, headers

    def _create(self, upload: Upload) -> Upload:
        ref = documents.upload(upload.id)

        def body(tx: Tx) -> Upload:
            seen = tx.get(ref)
            if seen is not None:
                return seen  # our own commit whose reply was lost
            tx.create(ref, upload)
            return upload

        return self.store.transact(body)

    def look(self, account_id: str, upload_id: str) -> Upload:
        """Return the upload as it stands, making its picture now if the bytes have arrived.

        Raises:
            NotFound: the account has no such upload.
            Unavailable: storage does not answer; the same request may be sent again.
        """
        upload = self._own(account_id, upload_id)
        if upload.state is not UploadState.WAITING:
            return upload
        with _storage():
            examined = self._examined(upload)
            if examined.state is UploadState.WAITING:
                return examined
            settled = self._settle(examined)
        with suppress(TransientError):  # the lifecycle rule will do it
            self.objects.delete(upload.raw)
        return settled

    def ready(self, account_id: str, upload_id: str) -> Upload:
        """Return the upload with its picture.

        Raises:
            NotFound: the account has no such upload.
            InvalidRequest: the bytes have not arrived, or were refused; the detail says why.
            Unavailable: storage does not answer; the same request may be sent again.
        """
        upload = self.look(account_id, upload_id)
        if upload.state is UploadState.WAITING:
            raise InvalidRequest("Upload the file first: PUT it to the link you were given.")
        if upload.state is UploadState.REFUSED:
            raise InvalidRequest(upload.reason or "The image was refused.", upload_id=upload.id)
        return upload

    def _own(self, account_id: str, upload_id: str) -> Upload:
        upload = self.store.get(documents.upload(upload_id)) if _well_formed(upload_id) else None
        if upload is None or upload.account_id != account_id:
            raise NotFound("There is no such image among yours. Upload it again, or choose another one.")
        return upload

    def _examined(self, upload: Upload) -> Upload:
        """Return the upload: ready with its picture, refused with the reason, or still waiting."""
        with tempfile.TemporaryDirectory() as folder:
            raw, picture = Path(folder, "raw"), Path(folder, "picture")
            try:
                self.objects.fetch(upload.raw, raw, size_max_bytes=SIZE_MAX_BYTES)
                cleaned = self.clean(raw, picture)
            except PermanentError as error:
                return self._unfetched(upload, error)
            except InvalidRequest as error:
                return upload.model_copy(update={"state": UploadState.REFUSED, "reason": error.detail})
            image = self._put(upload, picture, cleaned.content_type)
        found = {"image": image, "width": cleaned.width, "height": cleaned.height}
        return upload.model_copy(update={"state": UploadState.READY, **found})

    def _unfetched(self, upload: Upload, error: PermanentError) -> Upload:
        """Return the upload as another call settled it meanwhile, or still waiting: no bytes have come."""
        if error.code == "file_too_large":
            return upload.model_copy(update={"state": UploadState.REFUSED, "reason": error.message})
        if error.code != "file_missing":
            raise error
        return self._own(upload.account_id, upload.id)

    def _put(self, upload: Upload, picture: Path, content_type: str) -> StoredObject:
        name = f"{_folder(upload.account_id, upload.id)}/image.{_EXTENSIONS[content_type]}"
        try:
            return self.objects.put(name, picture, content_type=content_type)
        except PreconditionFailed:
            # The same bytes, coded by another release of ours: as good as ours, and maybe committed already.
            found = self.objects.find(name)
            if found is None:
                raise Unavailable("The image changed under us. Ask again.") from None
            return found

    def _settle(self, examined: Upload) -> Upload:
        """Commit the end of an upload; the first commit wins."""
        ref = documents.upload(examined.id)

        def body(tx: Tx) -> Upload:
            seen = tx.get(ref)
            if seen is None:
                raise NotFound("There is no such image among yours.")
            if seen.state is not UploadState.WAITING:
                return seen
            tx.put(ref, examined)
            return examined

        return self.store.transact(body)


def _folder(account_id: str, upload_id: str) -> str:
    return f"uploads/{account_id}/{upload_id}"


def _well_formed(upload_id: str) -> bool:
    """Say whether an id can be part of a path; any other is nobody's."""
    return re.fullmatch(UPLOAD_ID, upload_id) is not None


@contextmanager
def _storage() -> Iterator[None]:
    """Turn storage's silence into an answer for the caller."""
    try:
        yield
    except (TransientError, PreconditionFailed) as error:
        raise Unavailable("Storage does not answer. Send the same request again in a moment.") from error
