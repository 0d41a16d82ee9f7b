"""The JSON Schema of the design file, made from the model's own fields."""

import dataclasses
import types
import typing
from typing import Any

from designer.schema.design_file import FORMAT
from designer.schema.fields import json_key
from designer.schema.frozen import FrozenMap
from designer.schema.references import part_type
from designer.schema.schema import Schema

_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}


def json_schema() -> dict[str, Any]:
    """A draft 2020-12 JSON Schema that every design file satisfies."""
    definitions: dict[str, Any] = {}
    design = _object(Schema, definitions)
    design["properties"] = {"format": {"const": FORMAT}, **design["properties"]}
    design["required"] = ["format"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Schema Designer design file",
        **design,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(cls: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    described = {json_key(field): _field(field, hints[field.name], definitions) for field in dataclasses.fields(cls)}
    required = [json_key(field) for field in dataclasses.fields(cls) if field.default is dataclasses.MISSING]
    return {
        "type": "object",
        "description": (cls.__doc__ or cls.__name__).split("\n")[0] if not _is_generated_doc(cls) else cls.__name__,
        "properties": described,
        "required": required,
        "additionalProperties": False,
    }


def _is_generated_doc(cls: type[Any]) -> bool:
    return (cls.__doc__ or "").startswith(f"{cls.__name__}(")


def _field(field: "dataclasses.Field[Any]", hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    described = _hint(hint, definitions)
    choices = field.metadata.get("choices")
    if choices:
        described = {"enum": [*choices, *([None] if _optional(hint) else [])]}
    if field.metadata.get("ref"):
        kind = field.metadata["ref"]
        described["description"] = "The id of any object." if kind == "*" else f"The id or name of: {kind}."
    if field.metadata.get("doc"):
        described["description"] = field.metadata["doc"]
    return described


def _hint(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if _optional(hint):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _nullable(_hint(inner, definitions))
    if origin is tuple:
        return {"type": "array", "items": _hint(arguments[0], definitions)}
    if hint is FrozenMap:
        return {"type": ["object", "null"]}
    part = part_type(hint)
    if part is not None:
        if part.__name__ not in definitions:
            definitions[part.__name__] = {}
            definitions[part.__name__] = _object(part, definitions)
        return {"$ref": f"#/$defs/{part.__name__}"}
    return {"type": _SCALARS[hint]} if hint in _SCALARS else {}


def _optional(hint: Any) -> bool:
    return typing.get_origin(hint) in (typing.Union, types.UnionType) and type(None) in typing.get_args(hint)


def _nullable(described: dict[str, Any]) -> dict[str, Any]:
    if isinstance(described.get("type"), str):
        return {**described, "type": [described["type"], "null"]}
    return {"anyOf": [described, {"type": "null"}]} if described else {}
