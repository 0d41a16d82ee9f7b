"""Volumes that stand in the comments of SQL, into entities and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from designer.importers.result import Imported, Problem, Source
from designer.schema import model
from designer.schema.schema import Schema
from designer.sql.volume_comments import VolumeHint, read_volumes


def add_volumes(imported: Imported, sources: Sequence[Source]) -> Imported:
    """The design with what the comments of its own scripts say of its volumes."""
    schema, problems = imported.schema, list(imported.problems)
    for source in sources:
        found, malformed = read_volumes(source.text, schema.dialect.name)
        problems += [Problem(one.line, one.column, one.message, source.file) for one in malformed]
        schema = with_volumes(schema, found, problems, source.file)
    if schema is imported.schema and len(problems) == len(imported.problems):
        return imported
    return replace(imported, schema=schema, problems=tuple(problems))


def with_volumes(schema: Schema, volumes: Iterable[VolumeHint], problems: list[Problem], file: str | None) -> Schema:
    """The design with these figures; what names a table or column that there is not goes to `problems`."""
    entities = {entity.id: entity for entity in schema.entities}
    for hint in volumes:
        entity = find_entity(schema, hint.table)
        shown = ".".join(hint.table)
        if entity is None:
            problems.append(Problem(hint.line, 1, f"there is no table {shown}", file))
            continue
        entity = entities[entity.id]
        if hint.column is None:
            value = float(hint.value) if hint.measure.endswith("per_day") else hint.value
            entities[entity.id] = _said(entity, **{hint.measure: value})
        elif entity.attribute(hint.column) is None:
            problems.append(Problem(hint.line, 1, f"{shown} has no column {hint.column}", file))
        else:
            attributes = tuple(
                _said(one, distinct=float(hint.value)) if one.name == hint.column else one for one in entity.attributes
            )
            entities[entity.id] = replace(entity, attributes=attributes)
    changed = tuple(entities.values())
    return schema if changed == schema.entities else replace(schema, entities=changed)


def _said(value: Any, **said: Any) -> Any:
    """An entity or attribute with figures that are declared from now on, not assumed."""
    return replace(value, **said, assumed=tuple(one for one in value.assumed if one not in said))


def find_entity(schema: Schema, parts: tuple[str, ...]) -> model.Entity | None:
    """The entity of this name; an unqualified one is looked for in `public` first."""
    named = [entity for entity in schema.entities if entity.name == parts[-1]]
    if len(parts) > 1:
        return next((one for one in named if schema.namespace(one.schema) == parts[-2]), None)
    in_public = [one for one in named if schema.namespace(one.schema) in (None, "public")]
    return next(iter(in_public or named), None)
