"""Query files into a design: access patterns, and volumes into entities and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.importers.counts import counts
from designer.importers.parameter_types import parameter_types
from designer.importers.result import Imported, Problem
from designer.importers.volumes import with_volumes
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.schema import Schema
from designer.sql.parameters import normalise_parameters
from designer.sql.queries import read_queries
from designer.sql.query_drafts import Query


def add_queries(target: Imported | Schema, text: str, file: str | None = None) -> Imported:
    """The design with the access patterns and volumes of a query file.

    A pattern of the same name is replaced. What cannot be understood, or names what the design does not have, is
    in `problems`, behind those of `target`.
    """
    imported = Imported(target, target.dialect.name, counts(target)) if isinstance(target, Schema) else target
    schema = imported.schema
    found = read_queries(text, schema.dialect.name)
    problems = [Problem(one.line, one.column, one.message, file) for one in found.problems]
    schema = with_volumes(schema, found.volumes, problems, file)
    schema = _with_patterns(schema, found.patterns)
    line_of = {query.name: query.line for query in found.patterns}
    new = [pattern for pattern in schema.access_patterns if pattern.name in line_of]
    placed = {pattern.id: line_of[pattern.name] for pattern in new}
    files = (*imported.files, file) if file and file not in imported.files else imported.files
    return replace(
        imported,
        schema=schema,
        counts={**imported.counts, "access_patterns": len(schema.access_patterns)},
        problems=(*imported.problems, *problems),
        lines={**imported.lines, **placed},
        files=files,
        file_of={**imported.file_of, **(dict.fromkeys(placed, file) if file else {})},
    )


def _with_patterns(schema: Schema, queries: Iterable[Query]) -> Schema:
    old = {pattern.name: pattern for pattern in schema.access_patterns}
    for query in queries:
        old[query.name] = _pattern(schema, query, old.get(query.name))
    return complete(replace(schema, access_patterns=tuple(old.values())))


def _pattern(schema: Schema, query: Query, old: model.AccessPattern | None) -> model.AccessPattern:
    return model.AccessPattern(
        id=old.id if old else "",
        name=query.name,
        statements=query.statements,
        parameters=typed_parameters(schema, query.statements, dict(query.parameters)),
        frequency_per_minute=query.frequency_per_minute,
        latency_ms=query.latency_ms,
        rows=query.rows,
        owner=query.owner,
        notes=query.notes,
    )


def typed_parameters(
    schema: Schema, statements: Iterable[str], values: Mapping[str, str]
) -> tuple[model.Parameter, ...]:
    """Every parameter of the statements, typed by the column it meets; values, by name, are SQL text."""
    types: dict[str, str | None] = {}
    for statement in statements:
        _, names = normalise_parameters(statement, schema.dialect.name)
        met = parameter_types(schema, statement)
        for name in names:
            types[name] = types.get(name) or met.get(name)
    return tuple(model.Parameter(name=name, type=kind, value=values.get(name)) for name, kind in types.items())
