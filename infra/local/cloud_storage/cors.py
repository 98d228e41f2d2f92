"""Which pages of other origins may use a bucket: the bucket's own `cors` setting decides.

It holds for both APIs. (Cloud Storage's JSON API lets any origin in, but asks for a token; ours
asks for none, so a page that somebody happens to have open must not read from it.)
"""

from typing import Any

from .call import Call
from .errors import invalid
from .records import BucketRecord

CorsRule = dict[str, Any]


def checked_cors(value: object) -> list[CorsRule]:
    """Return a bucket's rules.

    Raises:
        StorageError: they are not a list of rules.
    """
    if not isinstance(value, list) or not all(_is_rule(rule) for rule in value):
        raise invalid("Invalid value for cors.")
    return value


def _is_rule(rule: object) -> bool:
    if not isinstance(rule, dict):
        return False
    lists = (rule.get(name, []) for name in ("origin", "method", "responseHeader"))
    age = rule.get("maxAgeSeconds", 0)
    return all(_is_texts(texts) for texts in lists) and isinstance(age, int) and age >= 0


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(text, str) and text.isascii() and text.isprintable() for text in value
    )


def cors_headers(bucket: BucketRecord | None, call: Call) -> dict[str, str]:
    """Return the headers that let the calling page see the answer, or none."""
    origin = call.headers.get("Origin")
    if bucket is None or origin is None:
        return {}
    is_preflight = call.method == "OPTIONS"
    method = call.headers.get("Access-Control-Request-Method") if is_preflight else call.method
    asked = call.headers.get("Access-Control-Request-Headers", "") if is_preflight else ""
    names = [name.strip().lower() for name in asked.split(",") if name.strip()]
    for rule in bucket.settings.get("cors", []):
        if _allows(rule, origin, method or "", names):
            allowed = "*" if "*" in rule["origin"] else origin
            headers = {"Access-Control-Allow-Origin": allowed, "Vary": "Origin"}
            return headers | (_preflight(rule, names) if is_preflight else _exposed(rule))
    return {"Vary": "Origin"}


def _allows(rule: CorsRule, origin: str, method: str, names: list[str]) -> bool:
    origins, methods = rule.get("origin", []), rule.get("method", [])
    if not {"*", origin}.intersection(origins):
        return False
    if not {"*", method.upper()}.intersection(listed.upper() for listed in methods):
        return False
    patterns = [pattern.lower() for pattern in rule.get("responseHeader", [])]
    return all(any(_covers(pattern, name) for pattern in patterns) for name in names)


def _covers(pattern: str, name: str) -> bool:
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name == pattern


def _preflight(rule: CorsRule, names: list[str]) -> dict[str, str]:
    headers = {
        "Access-Control-Allow-Methods": ", ".join(rule["method"]),
        "Access-Control-Max-Age": str(rule.get("maxAgeSeconds", 3600)),
    }
    return headers | ({"Access-Control-Allow-Headers": ", ".join(names)} if names else {})


def _exposed(rule: CorsRule) -> dict[str, str]:
    listed = rule.get("responseHeader", [])
    return {"Access-Control-Expose-Headers": ", ".join(listed)} if listed else {}
