"""The API's description: complete, sound, and always the same."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from functions import document as document_module
from functions.document import ROUTERS, document
from shared.catalog import load_catalog
from shared.http import openapi
from shared.job_types import JOB_TYPES
from shared.job_types.generate import GenerateInput

ROOT = Path(__file__).parents[2]
SPEC = json.loads(document())
OPERATIONS = [
    (path, method, operation) for path, item in SPEC["paths"].items() for method, operation in item.items()
]
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
TYPES = {"string", "integer", "number", "boolean", "array", "object", "null"}


def everything(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from everything(part)
    elif isinstance(value, list):
        for part in value:
            yield from everything(part)


def resolve(ref: str) -> Any:
    at: Any = SPEC
    assert ref.startswith("#/")
    for part in ref[2:].split("/"):
        at = at[part]
    return at


def test_it_lists_every_route_of_every_public_router_and_no_other() -> None:
    served = {(route.path, route.method.lower()) for router in ROUTERS for route in router.routes}

    assert {(path, method) for path, method, _ in OPERATIONS} == served


def test_its_frame_is_openapi_3_1() -> None:
    assert re.fullmatch(r"3\.1\.\d+", SPEC["openapi"])
    assert set(SPEC) <= {"openapi", "info", "servers", "security", "tags", "paths", "components"}
    assert set(SPEC["info"]) >= {"title", "version"}
    assert {method for _, method, _ in OPERATIONS} <= METHODS
    assert all(path.startswith("/api/") for path in SPEC["paths"])


def test_its_version_is_the_products() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == openapi.VERSION


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    refs = {part["$ref"] for part in everything(SPEC) if isinstance(part.get("$ref"), str)}

    for ref in refs:
        assert isinstance(resolve(ref), dict)
    assert {f"#/components/schemas/{name}" for name in SPEC["components"]["schemas"]} == refs


def test_schemas_use_the_words_of_json_schema() -> None:
    for schema in everything(SPEC["components"]["schemas"]):
        kinds = schema.get("type", [])
        for kind in [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []:
            assert kind in TYPES
        if isinstance(schema.get("required"), list) and "properties" in schema:
            assert set(schema["required"]) <= set(schema["properties"])
    for part in everything(SPEC):
        assert not {"ge", "le", "gt", "lt", "nullable"} & set(part)


def test_every_operation_has_a_name_of_its_own_and_words() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert all(operation["summary"] for _, _, operation in OPERATIONS)


def test_every_part_of_an_address_is_a_required_parameter() -> None:
    for path, _, operation in OPERATIONS:
        parts = {p["name"] for p in operation["parameters"] if p["in"] == "path" and p["required"]}
        assert parts == set(re.findall(r"\{(\w+)\}", path))
        places = [(p["in"], p["name"]) for p in operation["parameters"]]
        assert len(set(places)) == len(places)
        for parameter in operation["parameters"]:
            assert {"name", "in", "schema"} <= set(parameter)


def test_every_operation_says_how_it_ends_well_and_badly() -> None:
    for path, method, operation in OPERATIONS:
        answers = operation["responses"]
        assert any(status.startswith("2") for status in answers), (path, method)
        assert "default" in answers
        assert all(answer["description"] for answer in answers.values())
        for status, answer in answers.items():
            if status.isdigit() and int(status) >= 400:
                (example, *_) = answer["content"]["application/problem+json"]["examples"].values()
                assert example["value"]["status"] == int(status)
        assert "400" in answers, "an unknown parameter is refused everywhere"
        public = operation.get("security") == []
        assert ("401" in answers) is (not public or "callbacks" in path)


def test_what_is_paid_asks_for_an_idempotency_key() -> None:
    asked = {
        operation["operationId"]
        for _, _, operation in OPERATIONS
        if any(p["name"] == "Idempotency-Key" and p["required"] for p in operation["parameters"])
    }

    assert asked == {route.name for router in ROUTERS for route in router.routes if route.paid}
    assert "create_job" in asked


def test_an_order_says_that_its_picture_may_not_be_there() -> None:
    assert "404" in SPEC["paths"]["/api/jobs"]["post"]["responses"]


def test_the_price_check_shows_parameters_that_have_a_price() -> None:
    (given,) = [
        p["schema"]["examples"][0]
        for p in SPEC["paths"]["/api/credits/check"]["get"]["parameters"]
        if p["name"] == "input"
    ]

    wanted = GenerateInput.model_validate({**given, "prompt": "x"})
    offer = load_catalog().offer(wanted.model, date(2026, 11, 20))
    assert offer.quote(wanted.duration_s, wanted.resolution, wanted.aspect_ratio, has_image=False).credits


def test_the_long_poll_and_the_pages_are_described() -> None:
    def query(name: str) -> dict[str, Any]:
        operation = next(operation for _, _, operation in OPERATIONS if operation["operationId"] == name)
        return {p["name"]: p["schema"] for p in operation["parameters"] if p["in"] == "query"}

    assert query("get_job")["wait"] == {"default": 0, "maximum": 60, "minimum": 0, "type": "integer"}
    assert query("list_jobs")["limit"] == {"default": 24, "maximum": 100, "minimum": 1, "type": "integer"}
    of_drafts = {"limit", "cursor", "status", "job_type"}
    assert set(query("list_drafts")) == of_drafts
    of_jobs = {"model", "favorite", "words", "since", "until", "order"}
    assert set(query("list_jobs")) == of_drafts | of_jobs
    assert query("list_jobs")["favorite"] == {"const": True, "type": "boolean"}
    assert query("list_jobs")["since"] == {"format": "date-time", "type": "string"}


def test_bodies_are_closed_and_inputs_are_described() -> None:
    for _, _, operation in OPERATIONS:
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema:
            kinds = resolve(schema["$ref"]).get("oneOf", [schema])
            assert all(resolve(kind["$ref"])["additionalProperties"] is False for kind in kinds)
    order = SPEC["components"]["schemas"]["CreateJobRequest"]
    assert set(order["discriminator"]["mapping"]) == set(JOB_TYPES)
    for name, where in order["discriminator"]["mapping"].items():
        kind = resolve(where)
        assert kind["properties"]["job_type"]["const"] == name
        assert kind["properties"]["input"]["$ref"].endswith(JOB_TYPES[name].input.__name__)
        assert kind["additionalProperties"] is False
    assert [one["$ref"] for one in order["oneOf"]] == list(order["discriminator"]["mapping"].values())


def test_the_job_view_has_the_fields_that_everything_relies_on() -> None:
    view = SPEC["components"]["schemas"]["JobView"]

    assert set(view["required"]) >= {
        "id",
        "job_type",
        "status",
        "stage",
        "progress",
        "price",
        "error",
        "video",
        "receipt",
        "source_job_id",
        "root_job_id",
        "retried_from",
        "checked_at",
        "expected_s",
        "revision",
        "created_at",
        "updated_at",
        "settled_at",
        "_links",
    }


def test_the_input_of_a_job_is_an_open_object() -> None:
    said = SPEC["components"]["schemas"]["JobView"]["properties"]["input"]

    assert said["type"] == "object"
    assert said["additionalProperties"] == {"$ref": "#/components/schemas/JsonValue"}


def test_the_same_routes_give_the_same_document() -> None:
    before = document()
    document_module.document.cache_clear()

    assert document() == before
