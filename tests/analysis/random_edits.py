"""Edits as people make them, chosen at random: what an analysis after an edit is tried with."""

import random
from collections.abc import Callable
from typing import Any

from designer.analysis.finding import Finding
from designer.schema import edits, model
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.errors import DesignError
from designer.schema.schema import Schema

_TYPES = ("integer", "bigint", "text", "varchar(255)", "numeric(12,2)", "timestamptz", "timestamp", "boolean", "json")
_NAMES = ("email", "price", "created_at", "deleted_at", "status", "customer_id", "parent_id", "notes", "is_active", "x")

Edit = Callable[[Schema, random.Random], tuple[Change, ...]]


def edited(schema: Schema, findings: tuple[Finding, ...], choose: random.Random) -> Schema:
    """The design after one edit, or after the fix of one of its findings; itself where the edit is refused."""
    try:
        fixes = [one.fix for one in findings if one.fix]
        changes = choose.choice(fixes) if fixes and choose.random() < 0.3 else choose.choice(EDITS)(schema, choose)
        return apply(changes, schema)
    except (DesignError, IndexError, KeyError):
        return schema


def _table(schema: Schema, choose: random.Random) -> model.Entity:
    return choose.choice(schema.entities)


def _column(schema: Schema, choose: random.Random) -> model.Attribute:
    return choose.choice(_table(schema, choose).attributes)


def _retype(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    return (edits.alter(schema, _column(schema, choose).id, type=choose.choice(_TYPES)),)


def _require(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    column = _column(schema, choose)
    return (edits.alter(schema, column.id, not_null=None if column.not_null else model.NotNull()),)


def _rename_column(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    return (edits.rename(schema, _column(schema, choose).id, choose.choice(_NAMES)),)


def _rename_table(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    return (edits.rename(schema, _table(schema, choose).id, f"{choose.choice(_NAMES)}_{choose.randrange(9)}"),)


def _add_column(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    value = model.Attribute(name=choose.choice(_NAMES), type=choose.choice(_TYPES))
    return (edits.add(schema, value, to=_table(schema, choose).id),)


def _add_table(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    columns = tuple(model.Attribute(name=name, type=choose.choice(_TYPES)) for name in ("id", choose.choice(_NAMES)))
    return (edits.add(schema, model.Entity(name=f"made_{choose.randrange(99)}", attributes=columns)),)


def _drop(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    inside: list[Any] = [*table.attributes[1:], *table.indexes, *table.uniques, *table.checks, table]
    return (edits.drop(schema, choose.choice(inside).id),)


def _drop_elsewhere(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    around: list[Any] = [*schema.relationships, *schema.access_patterns, *schema.invariants, *schema.decisions]
    return (edits.drop(schema, choose.choice(around).id),)


def _index(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    columns = [one.id for one in choose.sample(table.attributes, min(2, len(table.attributes)))]
    return (edits.index(schema, table.id, tuple(columns)),)


def _link(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    child, parent = _table(schema, choose), _table(schema, choose)
    key = parent.primary_key
    if key is None or len(key.columns) != 1:
        return ()
    value = model.Relationship(
        name=f"made_{choose.randrange(999)}",
        child=child.id,
        columns=(choose.choice(child.attributes).id,),
        parent=parent.id,
        parent_columns=key.columns,
        on_delete=choose.choice(("no action", "cascade", "set null")),
    )
    return (edits.add(schema, value),)


def _volumes(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    rows = choose.choice((None, 10, 100_000, 50_000_000))
    daily = choose.choice((None, 1_000.0, 2_000_000.0))
    return (edits.alter(schema, _table(schema, choose).id, rows=rows, rows_per_day=daily, updates_per_day=daily),)


def _pattern(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    one, other = _table(schema, choose), _table(schema, choose)
    column = choose.choice(one.attributes).name
    sql = f'SELECT * FROM "{one.name}" a JOIN "{other.name}" b ON b.id = a."{column}" WHERE a."{column}" = $1 LIMIT 5'
    value = model.AccessPattern(name=f"made {choose.randrange(99)}", statements=(sql,), frequency_per_minute=60.0)
    return (edits.add(schema, value),)


def _decide(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    code = choose.choice(("IX002", "CO001", "TY007", "NF011"))
    table = _table(schema, choose)
    subject = choose.choice([table.id, *(one.id for one in table.attributes)])
    value = model.Decision(id=f"made {choose.random()}", finding=code, subject=subject, reason="Known.")
    return (edits.add(schema, value),)


def _require_more(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    return (edits.alter(schema, "requirements", horizon_months=choose.choice((None, 6.0, 60.0))),)


EDITS: tuple[Edit, ...] = (
    _retype, _require, _rename_column, _rename_table, _add_column, _add_table, _drop, _drop_elsewhere, _index, _link,
    _volumes, _pattern, _decide, _require_more,
)  # fmt: skip
