"""Checks JSON against the provider's own schemas, without allowing anything that they do not name."""

import json
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

HERE = Path(__file__).parent


@cache
def _document():
    return _translated(json.loads((HERE / "twilio.json").read_text()))


def _translated(part):
    """OpenAPI 3.0's `nullable` in JSON Schema's words."""
    if isinstance(part, list):
        return [_translated(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: _translated(value) for key, value in part.items() if key != "nullable"}
    if part.get("nullable") and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made


def check(name, value):
    """Raises ValidationError; unknown and missing properties count."""
    schema = {"$ref": f"#/components/schemas/{name}", **_document()}
    Draft202012Validator(schema).validate(value)
    properties = _document()["components"]["schemas"][name].get("properties", {})
    assert value.keys() == properties.keys()


def is_valid(name, value):
    """Whether the schema takes the value."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", **_document()}).is_valid(value)
