"""Firestore as a browser reaches it: REST, with an unsigned token that the emulator takes at its word."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

Fields = Mapping[str, Any]

ALLOWED = (200, 404)  # a document that may be read but does not exist was not refused
REFUSED = 403


def token(uid: str, /, *, project: str, **claims: Any) -> str:
    """Return an unsigned ID token; `claims` replace what a real one says."""
    now = int(time.time())
    honest = {
        "iss": f"https://securetoken.google.com/{project}",
        "aud": project,
        "sub": uid,
        "user_id": uid,
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "firebase": {"sign_in_provider": "password"},
    }
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(honest | claims)}."


@dataclass(frozen=True)
class Emulator:
    """One project in the emulator, and what only the emulator can do."""

    host: str
    project: str
    http: httpx.Client

    def as_bearer(self, bearer: str | None) -> "Client":
        return Client(self, {"Authorization": f"Bearer {bearer}"} if bearer else {})

    def as_user(self, uid: str, /, **claims: Any) -> "Client":
        return self.as_bearer(token(uid, project=self.project, **claims))

    def as_operator(self) -> "Client":
        return self.as_bearer("owner")

    def use_rules(self, rules: Path) -> None:
        file = {"name": rules.name, "content": rules.read_text()}
        answer = self.http.put(self._own("securityRules"), json={"rules": {"files": [file]}})
        assert answer.is_success, answer.text

    def coverage(self) -> list[dict[str, Any]]:
        """Return the tree of expressions, each with the values it took since the rules were set."""
        return list(self.http.get(self._own("ruleCoverage")).json()["report"])

    def _own(self, what: str) -> str:
        return f"http://{self.host}/emulator/v1/projects/{self.project}:{what}"


@dataclass(frozen=True)
class Client:
    """One identity. Every method says whether the rules let it through."""

    emulator: Emulator
    headers: Mapping[str, str]

    def get(self, path: str) -> bool:
        return self._let("GET", f"/{path}")

    def get_many(self, *paths: str) -> bool:
        return self._let("POST", ":batchGet", {"documents": [self.name(path) for path in paths]})

    def put(self, path: str, fields: Fields) -> bool:
        """Overwrite or create."""
        return self._let("PATCH", f"/{path}", {"fields": _values(fields)})

    def create(self, path: str, fields: Fields) -> bool:
        collection, _, document_id = path.rpartition("/")
        return self._let("POST", f"/{collection}?documentId={document_id}", {"fields": _values(fields)})

    def update(self, path: str, fields: Fields) -> bool:
        """Change these fields alone."""
        mask = "&".join(f"updateMask.fieldPaths={name}" for name in fields)
        return self._let("PATCH", f"/{path}?{mask}", {"fields": _values(fields)})

    def delete(self, path: str) -> bool:
        return self._let("DELETE", f"/{path}")

    def commit(self, path: str, fields: Fields) -> bool:
        """Write as the browsers' SDK does."""
        write = {"update": {"name": self.name(path), "fields": _values(fields)}}
        return self._let("POST", ":commit", {"writes": [write]})

    def query(self, collection: str, **query: Any) -> bool:
        parent, asked = structured(collection, **query)
        return self._let("POST", f"{parent}:runQuery", {"structuredQuery": asked})

    def count(self, collection: str, **query: Any) -> bool:
        parent, asked = structured(collection, **query)
        counted = {"structuredQuery": asked, "aggregations": [{"alias": "n", "count": {}}]}
        return self._let("POST", f"{parent}:runAggregationQuery", {"structuredAggregationQuery": counted})

    def subcollections(self, path: str) -> bool:
        return self._let("POST", f"/{path}:listCollectionIds", {})

    def name(self, path: str) -> str:
        return f"projects/{self.emulator.project}/databases/(default)/documents/{path}"

    def send(self, method: str, path: str, body: object = None) -> httpx.Response:
        url = f"http://{self.emulator.host}/v1/{self.name('')[:-1]}{path}"
        return self.emulator.http.request(method, url, headers=dict(self.headers), json=body)

    def _let(self, method: str, path: str, body: object = None) -> bool:
        answer = self.send(method, path, body)
        assert answer.status_code in (*ALLOWED, REFUSED), answer.text
        return answer.status_code != REFUSED


def structured(
    collection: str,
    *,
    where: tuple[str, str, Any] | None = None,
    order_by: tuple[str, str] | None = None,
    limit: int | None = None,
    group: bool = False,
) -> tuple[str, dict[str, Any]]:
    """Return a query's parent and its JSON; `group` asks all collections of that name."""
    parent, _, collection_id = f"/{collection}".rpartition("/")
    asked: dict[str, Any] = {"from": [{"collectionId": collection_id, "allDescendants": group}]}
    if where is not None:
        name, operator, value = where
        asked["where"] = {
            "fieldFilter": {"field": {"fieldPath": name}, "op": operator, "value": _value(value)}
        }
    if order_by is not None:
        asked["orderBy"] = [{"field": {"fieldPath": order_by[0]}, "direction": order_by[1]}]
    if limit is not None:
        asked["limit"] = limit
    return "" if group else parent, asked


def _part(claims: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _values(fields: Fields) -> dict[str, Any]:
    return {name: _value(value) for name, value in fields.items()}


def _value(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"nullValue": None}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"integerValue": str(value)}
        case str():
            return {"stringValue": value}
        case list():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
        case dict():
            return {"mapValue": {"fields": _values(value)}}
    raise TypeError(type(value).__name__)
