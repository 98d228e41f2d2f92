"""Read query parameters into a closed model."""

from typing import Any, TypeVar

from pydantic import BaseModel
from werkzeug.wrappers import Request

from shared.errors import InvalidRequest
from shared.http.body import check_text
from shared.model.validation import validated

M = TypeVar("M", bound=BaseModel)


def read_query(request: Request, model: type[M]) -> M:
    """Return the query parameters as a `model`.

    Raises:
        InvalidRequest: one is unknown, not valid, or there twice.
    """
    data: dict[str, Any] = {}
    for name, value in request.args.items(multi=True):
        check_text(name + value)
        if name in data:
            raise InvalidRequest(f"The parameter {name[:64]} appears twice. Send it once.")
        data[name] = value
    return validated(model, data)
