"""A refusal as it must be: a problem document that says in words what to do, and nothing of ours."""

import re
from typing import Any

from werkzeug.test import TestResponse

from shared.http.problem import STATUS, TYPES, kebab, title_of

MEDIA_TYPE = "application/problem+json"
_CODES = {kebab(error).replace("-", "_"): error for error in STATUS}
_ADVICE = re.compile(
    r"\b([Aa]dd|[Bb]egin|[Cc]hange|[Cc]heck|[Cc]hoose|[Dd]elete|[Ff]latten|[Ff]ollow|[Ll]ist|[Ll]ook|[Rr]emove|[Ss]ee|"
    r"[Ss]end|[Ss]horten|[Ss]tart|[Tt]ry|[Uu]pload|[Uu]se|[Ww]ait|must|should)\b"
)
_INSIDES = re.compile(r"Traceback|\.py\b|pydantic|werkzeug|google\.|Exception|KeyError|0x[0-9a-f]{6,}")


def faults_of(status: int, media_type: str, body: Any) -> list[str]:
    """What is wrong with a refusal; nothing if it is as it should be."""
    if not isinstance(body, dict):
        return ["it is no JSON object"]
    error = _CODES.get(str(body.get("code")))
    detail = str(body.get("detail"))
    claims = {
        f"the media type is {media_type}": media_type == MEDIA_TYPE,
        f"the code {body.get('code')} is unknown": error is not None,
        "the type is not the code's": error is not None and body.get("type") == TYPES + kebab(error),
        "the title is not the code's": error is not None and body.get("title") == title_of(error),
        "the status is not the code's": error is not None and STATUS[error] == status,
        "the status in it is another": body.get("status") == status,
        "the trace id is none": re.fullmatch(r"[0-9a-f]{32}", str(body.get("trace_id"))) is not None,
        f"the detail does not say what to do: {detail}": _ADVICE.search(detail) is not None,
        "the detail is no sentence": len(detail) > 20 and detail.endswith("."),
        "it shows our insides": _INSIDES.search(str(body)) is None,
    }
    return [fault for fault, is_so in claims.items() if not is_so]


def assert_problem(answer: TestResponse) -> dict[str, Any]:
    """Hold an answer against what every refusal must be, and return it."""
    body = answer.get_json(silent=True, force=True)
    assert not faults_of(answer.status_code, answer.content_type, body), (
        answer.status_code,
        answer.text[:500],
    )
    return dict(body)
