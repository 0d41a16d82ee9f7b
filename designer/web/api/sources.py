"""The design that a request sends: a design file, or SQL text that is read as any import is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings

from designer.analysis.workload.counted import add_workload
from designer.importers import Imported, import_sources
from designer.importers import Source as SqlText
from designer.schema.design_file import from_json
from designer.schema.schema import Schema
from designer.web.api.problems import Problem
from designer.web.api.shapes import SourceIn
from designer.web.importing import MOST_ENTITIES

_SHOWN = 200


def read_source(given: SourceIn, name: str) -> tuple[Schema, Imported | None]:
    """The design, and of SQL the account of its statements. Raises Problem, DesignError."""
    if (given.design is None) == (given.sql is None):
        raise Problem(422, "Send either design, a design file, or sql with its dialect.")
    if given.design is not None:
        if given.dialect is not None:
            raise Problem(422, "A dialect goes with sql; a design file names its own.")
        schema = from_json(given.design)
        _bounded(schema)
        return _with_queries(schema, given, name), None
    found = _read_sql(given, name)
    return found.schema, found


def _read_sql(given: SourceIn, name: str) -> Imported:
    text = given.sql or ""
    if len(text) > settings.IMPORT_JOB_BYTES:
        most = settings.IMPORT_JOB_BYTES // 1000
        raise Problem(413, f"SQL has at most {most} kB here: send what `designer import` makes of it as design.")
    found = import_sources([SqlText(text, None)], name, given.dialect)
    if given.queries:
        found = add_workload(found, given.queries, "queries")
    if not found.schema.entities:
        raise Problem(422, "There is no table in it that can be read.", problems=account(found)["problems"])
    _bounded(found.schema)
    return replace(found, schema=replace(found.schema, name=name))


def _with_queries(schema: Schema, given: SourceIn, name: str) -> Schema:
    if not given.queries:
        return schema
    found = add_workload(Imported(schema, schema.dialect.name, {}), given.queries, "queries")
    return found.schema


def _bounded(schema: Schema) -> None:
    if len(schema.entities) > MOST_ENTITIES:
        raise Problem(422, f"A design has at most {MOST_ENTITIES:,} tables here; this has {len(schema.entities):,}.")


def account(found: Imported) -> dict[str, Any]:
    """What came of every statement, in the shape of `designer import --format json`."""
    return {
        "dialect": found.dialect,
        "counts": dict(found.counts),
        "opaque": [
            {"kind": one.kind, "name": one.name, "line": one.line, "reason": one.reason}
            for one in found.carried[:_SHOWN]
        ],
        "skipped": [
            {"line": one.line, "statement": one.statement, "reason": one.reason} for one in found.skipped[:_SHOWN]
        ],
        "problems": [
            {"line": one.line, "column": one.column, "message": one.message} for one in found.problems[:_SHOWN]
        ],
    }
