"""Hold data against a closed schema, and say in words what to change."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.errors import InvalidRequest

M = TypeVar("M", bound=BaseModel)

ERRORS_MAX = 20


def validated(model: type[M], data: Mapping[str, object], *, within: str = "") -> M:
    """Return `data` as a `model`; `within` is the field of the request that holds it.

    Raises:
        InvalidRequest: `detail` is one readable sentence; `errors` lists each field with its message.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _refused(error, within) from None


def _refused(error: ValidationError, within: str) -> InvalidRequest:
    """Return what the caller is told: which fields, and what to do about each; never what they sent."""
    found = error.errors(include_url=False, include_context=True, include_input=False)[:ERRORS_MAX]
    errors = [{"field": _field(one, within), "message": _message(one)} for one in found]
    detail = " ".join(f"{one['field']}: {one['message']}" for one in errors[:3])
    if error.error_count() > 3:
        detail += f" And {error.error_count() - 3} more: see errors."
    return InvalidRequest(detail, errors=errors)


def _field(one: ErrorDetails, within: str) -> str:
    return ".".join(filter(None, (within, *(str(part)[:64] for part in one["loc"]))))[:200] or "body"


def _message(one: ErrorDetails) -> str:
    context = one.get("ctx") or {}
    words = {
        "missing": "is missing. Add it.",
        "extra_forbidden": "is not known here. Remove it.",
        "value_error": str(context.get("error", "is not valid.")),
        "string_pattern_mismatch": "is not in the right form. Check its spelling.",
    }
    return words.get(one["type"]) or f"{one['msg']}."
