"""What is refused, in the words of both APIs: a JSON `reason` and an XML `Code`."""

import json
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .reply import Reply


@dataclass(eq=False)
class StorageError(Exception):
    """A request that is answered with an error."""

    status: int
    reason: str
    code: str
    message: str
    details: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> Reply:
        """Render the error as the JSON API does; 304 has no body."""
        if self.status == 304:
            return Reply(304, dict(self.headers))
        cause = {"message": self.message, "domain": "global", "reason": self.reason}
        payload = {"error": {"code": self.status, "message": self.message, "errors": [cause]}}
        headers = {"Content-Type": "application/json; charset=UTF-8", **self.headers}
        return Reply(self.status, headers, json.dumps(payload).encode())

    def as_xml(self) -> Reply:
        """Render the error as the XML API does; 304 has no body."""
        if self.status == 304:
            return Reply(304, dict(self.headers))
        details = f"<Details>{escape(self.details)}</Details>" if self.details else ""
        body = (
            "<?xml version='1.0' encoding='UTF-8'?><Error>"
            f"<Code>{self.code}</Code><Message>{escape(self.message)}</Message>{details}</Error>"
        )
        headers = {"Content-Type": "application/xml; charset=UTF-8", **self.headers}
        return Reply(self.status, headers, body.encode(errors="replace"))


def invalid(message: str, *, code: str = "InvalidArgument") -> StorageError:
    """Refuse a request whose form or value is wrong."""
    return StorageError(400, "invalid", code, message)


def no_such_object(bucket: str, name: str) -> StorageError:
    """Refuse a request for an object, or a generation of it, that is not there."""
    message = f"No such object: {bucket}/{name}"
    return StorageError(404, "notFound", "NoSuchKey", message)


def no_such_bucket() -> StorageError:
    """Refuse a request for a bucket that is not there."""
    return StorageError(404, "notFound", "NoSuchBucket", "The specified bucket does not exist.")


def no_such_session() -> StorageError:
    """Refuse a chunk of an upload that was never started, or that was canceled."""
    return StorageError(404, "notFound", "NoSuchUpload", "The upload session does not exist.")


def session_expired() -> StorageError:
    """Refuse a chunk of an upload that was started more than a week ago."""
    return StorageError(410, "gone", "NoSuchUpload", "The upload session has expired.")


def precondition_failed() -> StorageError:
    """Refuse a request one of whose preconditions does not hold."""
    message = "At least one of the pre-conditions you specified did not hold."
    return StorageError(412, "conditionNotMet", "PreconditionFailed", message)


def not_modified(headers: dict[str, str] | None = None) -> StorageError:
    """Answer that the caller already has what it asks for."""
    return StorageError(304, "notModified", "NotModified", "Not Modified", headers=headers or {})


def conflict(message: str, *, code: str) -> StorageError:
    """Refuse a request that the present state forbids."""
    return StorageError(409, "conflict", code, message)


def too_large(message: str) -> StorageError:
    """Refuse more bytes than there may be."""
    return StorageError(413, "uploadTooLarge", "EntityTooLarge", message)


def access_denied(details: str) -> StorageError:
    """Refuse an unsigned request: buckets are private."""
    return StorageError(403, "forbidden", "AccessDenied", "Access denied.", details)


def not_implemented(what: str) -> StorageError:
    """Refuse what the local cloud does not have, instead of pretending."""
    message = f"The local Cloud Storage does not have {what}."
    return StorageError(501, "notImplemented", "NotImplemented", message)
