"""The one error this server answers with, for both protocols."""

from http import HTTPStatus

from grpc import StatusCode

_HTTP_STATUS = {
    StatusCode.INVALID_ARGUMENT: HTTPStatus.BAD_REQUEST,
    StatusCode.FAILED_PRECONDITION: HTTPStatus.BAD_REQUEST,
    StatusCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    StatusCode.ALREADY_EXISTS: HTTPStatus.CONFLICT,
    StatusCode.RESOURCE_EXHAUSTED: HTTPStatus.TOO_MANY_REQUESTS,
    StatusCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    StatusCode.UNIMPLEMENTED: HTTPStatus.NOT_IMPLEMENTED,
}


class ApiError(Exception):
    """A refused call: a status code of the protocol and a sentence."""

    def __init__(self, code: StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def http_status(self) -> HTTPStatus:
        """The status that REST answers with for this code."""
        return _HTTP_STATUS.get(self.code, HTTPStatus.INTERNAL_SERVER_ERROR)


def invalid(message: str) -> ApiError:
    """Make the error for a request that can never work as it is."""
    return ApiError(StatusCode.INVALID_ARGUMENT, message)


def queue_not_found() -> ApiError:
    """Make the error for a queue that is not there."""
    return ApiError(
        StatusCode.NOT_FOUND,
        "Queue does not exist. If you just created the queue, wait at least a minute for the"
        " queue to initialize.",
    )


def entity_not_found() -> ApiError:
    """Make the error for a task whose name was never used, and for deleting no queue."""
    return ApiError(StatusCode.NOT_FOUND, "Requested entity was not found.")


def task_gone() -> ApiError:
    """Make the error for a task that ended not long ago."""
    return ApiError(
        StatusCode.NOT_FOUND,
        "The task no longer exists, though a task with this name existed recently. The task"
        " either successfully completed or was deleted.",
    )
