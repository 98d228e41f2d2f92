"""Sends cases, some of them filled with what exists, and holds every answer against what was promised."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks

from tests.hostile.fuzz.supply import Supply
from tests.hostile.fuzz.tally import Tally
from tests.hostile.operations import Operation, operations
from tests.hostile.problems import faults_of

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
PROBED = 0.05
"""How many of the accepted requests are sent again without a sign-in, and with a wrong one."""
SURPRISED = 0.03
"""How many of the requests carry one more parameter."""
DERIVED = 0.3
"""How many of the orders begin with a finished video."""
OTHER_METHODS = "(another method)"
_OPERATIONS = {(operation.method, operation.path): operation for operation in operations()}


class Watch(Protocol):
    """Looks at every answer from beside; yields what is wrong."""

    def __call__(self, operation: Operation, path: str, status: int, answer: Any) -> Iterator[str]: ...


class Driver:
    """One after the other; `tokens` are who may ask, the first mostly."""

    def __init__(
        self,
        supply: Supply,
        tally: Tally,
        chance: random.Random,
        *,
        tokens: list[str],
        watch: Watch,
        callback: Callable[[], tuple[bytes, dict[str, str]]] | None = None,
        call: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> None:
        self._supply = supply
        self._tally = tally
        self._chance = chance
        self._tokens = tokens
        self._watch = watch
        self._callback = callback
        self._call = dict(call or {})
        self._seed = seed

    def send(self, case: Case) -> tuple[int, Any]:
        """Send one request; return the status and what came, for life to go on."""
        operation = _OPERATIONS[case.operation.method.upper(), case.operation.path]
        mode = case.meta.generation.mode if case.meta else None
        own = case.method.upper() == operation.method
        filled = own and self._fill(case, operation)
        surprise = own and self._surprise(case, operation)
        headers, more = self._identity(case), dict(self._call)
        if self._callback and operation.public and operation.method == "POST" and self._chance.random() < 0.5:
            more["data"], signature = self._callback()
            headers |= signature
        response = case.call(headers=headers, **more)
        body = _json(response)
        supposed = (
            filled and not surprise and mode is not None and mode.is_positive and "Authorization" in headers
        )
        said = f"{case.method} {response.request.url} {response.request.body!r}"
        name = operation.name if own else OTHER_METHODS
        self._tally.count(name, response.status_code, mode=mode.value if mode else "", said=said)
        path = case.formatted_path
        self._supply.learn(path, body)
        for fault in (
            *self._broken_promises(case, operation, response, headers, replaced="data" in more),
            *_misdescribed(case, operation, response, body),
            *(["refuses what its own answers offer"] if supposed and response.status_code == 400 else []),
            *(["takes a parameter that is not described"] if surprise and response.status_code < 400 else []),
            *self._watch(operation, path, response.status_code, body),
        ):
            self._tally.blame(f"{operation.name}: {fault}", self._example(case, response, headers))
        return response.status_code, body

    def _fill(self, case: Case, operation: Operation) -> bool:
        """Put what exists into the parts that are not meant to be wrong; say whether all now makes sense."""
        meta = case.meta
        if meta is None:
            return False
        if not meta.is_negative_at(ParameterLocation.PATH):
            for name in case.path_parameters or {}:
                found = self._supply.id(name)
                if found is not None and self._chance.random() < 0.8:
                    case.path_parameters[name] = found
        body = meta.is_negative_at(ParameterLocation.BODY) or self._fill_body(case, operation)
        query = meta.is_negative_at(ParameterLocation.QUERY) or self._fill_query(case, operation)
        return body and query

    def _fill_body(self, case: Case, operation: Operation) -> bool:
        if not isinstance(case.body, dict):
            return operation.body_schema is None
        if "input" in case.body:
            wanted = case.body["input"]
            made = self._supply.input(wanted.get("prompt") if isinstance(wanted, dict) else None)
            if made is None or self._chance.random() < 0.1:
                return False
            derived = self._supply.derived(wanted.get("prompt") if isinstance(wanted, dict) else None)
            if derived is not None and self._chance.random() < DERIVED:
                case.body = dict(zip(("job_type", "input"), derived, strict=True))
                return True
            picture = self._supply.id("upload_id") if self._chance.random() < 0.1 else None
            case.body = {
                "job_type": "generate",
                "input": {**made, **({"image": {"upload_id": picture}} if picture else {})},
            }
            return picture is None  # it may be one that has not arrived, or the model takes none
        if "video_ids" in case.body and self._supply.known("video_id") and self._chance.random() < 0.8:
            case.body = {"video_ids": self._supply.some("video_id")}
            return True
        case.body = {name: _whole(value) for name, value in case.body.items()}
        return True

    def _fill_query(self, case: Case, operation: Operation) -> bool:
        query = {name: _whole(value) for name, value in (case.query or {}).items()}
        if "cursor" in query and self._chance.random() < 0.9:
            del query["cursor"]
            found = self._supply.cursor(case.formatted_path)
            query |= {"cursor": found} if found else {}
        if query.get("validate_only") in (True, "true") and self._chance.random() < 0.7:
            del query["validate_only"]  # or hardly anything would be ordered
        if any(parameter.get("explode") for parameter in operation.described["parameters"]):
            made = self._supply.input()
            if made is None or self._chance.random() < 0.2:
                return False
            query = {"job_type": "generate", **made}
            derived = self._supply.derived()
            if derived is not None and self._chance.random() < DERIVED:
                query = {"job_type": derived[0], **derived[1]}
        case.query = query
        return "cursor" not in query or query["cursor"] in self._supply.cursors(case.formatted_path)

    def _surprise(self, case: Case, operation: Operation) -> bool:
        """Now and then add a parameter that nobody described, unless the operation takes any."""
        parameters = operation.described["parameters"]
        often = SURPRISED if parameters else 0.6  # hardly anything else can be wrong with what takes nothing
        if self._chance.random() > often or any(parameter.get("explode") for parameter in parameters):
            return False
        case.query = {**(case.query or {}), "surprise": "1"}
        return True

    def _identity(self, case: Case) -> dict[str, str]:
        """Who asks: mostly somebody; now and then nobody, or whoever the case says."""
        chance = self._chance.random()
        if chance < 0.04:
            return {}
        for name in [name for name in case.headers or {} if name.lower() == "authorization"]:
            del case.headers[name]
        token = self._tokens[0] if chance < 0.92 else self._chance.choice(self._tokens)
        return {"Authorization": f"Bearer {token}"}

    def _broken_promises(
        self,
        case: Case,
        operation: Operation,
        response: Response,
        headers: Mapping[str, str],
        *,
        replaced: bool,
    ) -> Iterator[str]:
        wanted = list(CHECKS)
        if case.method.upper() == operation.method and response.status_code == 200 and operation.paid:
            wanted.remove(checks.missing_required_header)  # a quote needs no key
        bad_headers = case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER)
        if replaced or (bad_headers and "Authorization" in headers) or response.status_code >= 400:
            wanted.remove(checks.negative_data_rejection)  # what was bad was taken out again, or refused
        if "Authorization" in headers and not operation.public and self._chance.random() < PROBED:
            wanted.append(checks.ignored_auth)
        try:
            case.validate_response(
                response, checks=wanted, headers=dict(headers), transport_kwargs=self._call or None
            )
        except FailureGroup as group:
            yield from (_words(one) for one in group.exceptions)
        except Failure as failure:
            yield _words(failure)

    def _example(self, case: Case, response: Response, headers: Mapping[str, str]) -> str:
        curl = case.as_curl_command(headers=dict(headers))[:1500]
        return f"{curl}\n    {response.status_code} {response.text[:500]}\n    seed {self._seed}"


def _misdescribed(case: Case, operation: Operation, response: Response, body: Any) -> Iterator[str]:
    """What Schemathesis lets pass: a `default` in the document covers no status here."""
    status = response.status_code
    if case.method.upper() != operation.method:
        right = {204} if case.method.upper() == "OPTIONS" else {405}
    else:
        right = operation.statuses
    if status not in right:
        yield f"answers {status}, which is not described"
    if status >= 400:
        kind = response.headers.get("content-type", [""])[0]
        yield from (f"{status}: {fault}" for fault in faults_of(status, kind, body))


def _words(failure: BaseException) -> str:
    return f"{type(failure).__name__}: {str(failure).splitlines()[0]}"


def _json(response: Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        return None


def _whole(value: Any) -> Any:
    """5 for 5.0: JSON Schema knows no difference, our numbers are spelled in one way."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
