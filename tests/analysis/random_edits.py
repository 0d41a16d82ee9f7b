"""Edits as people make them, chosen at random: what an analysis after an edit is tried with."""

import random
from collections.abc import Callable
from typing import Any

from designer.analysis.finding import Finding
from designer.schema import edits, model
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
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


def _change_pattern(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    one = choose.choice(schema.access_patterns)
    fields = {
        "frequency_per_minute": choose.choice((None, 0.5, 900.0)),
        "latency_ms": choose.choice((None, 5.0, 500.0)),
    }
    if choose.random() < 0.5:
        fields["statements"] = tuple(f"{sql} -- as it was" for sql in one.statements)
    return (edits.alter(schema, one.id, **fields),)


def _key(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    columns = tuple(
        one.id for one in choose.sample(table.attributes, min(choose.choice((1, 2)), len(table.attributes)))
    )
    if choose.random() < 0.5:
        return (edits.unique(schema, table.id, columns),)
    if table.primary_key:
        return (edits.drop(schema, table.primary_key.id),)
    return (edits.primary_key(schema, table.id, columns),)


def _check(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    condition = choose.choice((">= 0", "IS NOT NULL", "IN ('a', 'b')", "<> ''"))
    value = model.Check(expression=f'"{choose.choice(table.attributes).name}" {condition}')
    return (edits.add(schema, value, to=table.id),)


def _describe(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    of = choose.choice((table.id, choose.choice(table.attributes).id, "design"))
    return (edits.alter(schema, of, comment=choose.choice((None, "Kept for the auditors.", "Copied, read only."))),)


def _invariant(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    columns = tuple(one.id for one in choose.sample(table.attributes, min(2, len(table.attributes))))
    kind = choose.choice(("at most one", "non-negative", "ordered", "unique among"))
    return (edits.add(schema, model.Invariant(kind=kind, entity=table.id, attributes=columns, text="So it is.")),)


def _depend(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    table = _table(schema, choose)
    one, other = choose.sample(table.attributes, 2)
    value = model.FunctionalDependency(determinant=(one.id,), dependent=(other.id,), state="accepted")
    return (edits.add(schema, value, to=table.id),)


def _move_column(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    columns = _table(schema, choose).attributes
    return (edits.move(schema, choose.choice(columns).id, choose.randrange(len(columns))),)


def _require_more(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    wanted: dict[str, tuple[Any, ...]] = {
        "deployment": (None, "single", "distributed"),
        "tenancy": (None, "team_id", "status"),
        "recovery": (None, "soft delete", "history"),
        "rpo_minutes": (None, 5.0),
        "rto_minutes": (None, 30.0),
        "horizon_months": (None, 6.0, 60.0),
        "max_connections": (None, 100),
        "processes": (None, 40),
        "pool_size": (None, 10),
        "replica_reads": (None, True),
        "monitoring": (None, FrozenMap({"connections": "an alarm"})),
    }
    names = choose.sample(sorted(wanted), choose.choice((1, 2)))
    return (edits.alter(schema, "requirements", **{name: choose.choice(wanted[name]) for name in names}),)


def _change_enum(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    if not schema.enums or choose.random() < 0.2:
        values = (model.EnumValue(value="one"), model.EnumValue(value="two"))
        return (edits.add(schema, model.Enum(name=f"kind_{choose.randrange(99)}", values=values)),)
    enum = choose.choice(schema.enums)
    if choose.random() < 0.5:
        return (edits.add(schema, model.EnumValue(value=f"value {choose.randrange(99)}"), to=enum.id),)
    return (edits.rename(schema, enum.id, choose.choice(("mood", "status", "Kind of it"))),)


def _change_domain(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    if not schema.domains or choose.random() < 0.2:
        name = choose.choice(("email", "amount", "varchar", "moment"))
        return (edits.add(schema, model.Domain(name=name, type=choose.choice(_TYPES))),)
    domain = choose.choice(schema.domains)
    required = None if domain.not_null else model.NotNull()
    return (edits.alter(schema, domain.id, type=choose.choice(_TYPES), not_null=required),)


def _use_type(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    types: list[model.Enum | model.Domain] = [*schema.enums, *schema.domains]
    name = choose.choice(types).name
    return (edits.alter(schema, _column(schema, choose).id, type=f'"{name}"' if name != name.lower() else name),)


def _carry(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    """What the design carries without modelling it comes, or goes."""
    if schema.opaque and choose.random() < 0.4:
        return (edits.drop(schema, choose.choice(schema.opaque).id),)
    table = _table(schema, choose)
    kind = choose.choice(("view", "materialized view", "trigger", "function"))
    sql = f"CREATE {kind} made AS SELECT 1 -- {table.attributes[-1].name} := now()"
    name = choose.choice((f"{table.name}_v", "made", f"{choose.choice(_NAMES)}_{choose.randrange(9)}"))
    columns = tuple(one.name for one in table.attributes) if "view" in kind else ()
    value = model.Opaque(kind=kind, name=name, sql=sql, requires=(table.id,), columns=columns)
    return (edits.add(schema, value),)


def _extend(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    if schema.extensions and choose.random() < 0.5:
        return (edits.drop(schema, choose.choice(schema.extensions).id),)
    return (edits.add(schema, model.Extension(name=choose.choice(("pg_trgm", "btree_gist", "citext", "pg_partman")))),)


def _rename_schema(schema: Schema, choose: random.Random) -> tuple[Change, ...]:
    one = choose.choice(schema.schemas)
    return (edits.rename(schema, one.id, choose.choice(("public", "shop", "a_long_name"))),)


EDITS: tuple[Edit, ...] = (
    _retype, _require, _rename_column, _rename_table, _add_column, _add_table, _drop, _drop_elsewhere, _index, _link,
    _volumes, _pattern, _change_pattern, _key, _check, _describe, _invariant, _depend, _move_column, _decide,
    _require_more, _change_enum, _change_domain, _use_type, _carry, _extend, _rename_schema,
)  # fmt: skip
