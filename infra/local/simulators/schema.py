"""The few words of JSON Schema that model pages use, checked strictly."""

from typing import Any

Property = dict[str, Any]
TYPES: dict[str, type] = {"string": str, "integer": int, "boolean": bool}


def problems(values: dict[str, Any], properties: dict[str, Property], required: list[str]) -> list[str]:
    """Return one sentence per fault; an unknown field is a fault."""
    found = [f"property '{name}' is missing" for name in required if name not in values]
    for name, value in values.items():
        if name not in properties:
            found.append(f"property '{name}' is unsupported")
        else:
            found += [f"property '{name}' {fault}" for fault in _faults(value, properties[name])]
    return found


def _faults(value: Any, wanted: Property) -> list[str]:
    kind = wanted["type"]
    if type(value) is not TYPES[kind]:  # bool is an int to isinstance
        return [f"must be {kind}"]
    found = []
    if "enum" in wanted and value not in wanted["enum"]:
        found.append(f"must be one of {wanted['enum']}")
    if kind == "integer":
        low, high = wanted.get("minimum", value), wanted.get("maximum", value)
        if not low <= value <= high:
            found.append(f"must be from {low} to {high}")
    if isinstance(value, str):
        found += _text_faults(value, wanted)
    return found


def _text_faults(value: str, wanted: Property) -> list[str]:
    if not value and wanted.get("minLength"):
        return ["must not be empty"]
    if len(value) > wanted.get("maxLength", len(value)):
        return [f"must not be longer than {wanted['maxLength']} characters"]
    if wanted.get("format") == "uri" and not value.startswith(("http://", "https://", "data:")):
        return ["must be an http(s) or data URL"]
    return []
