"""Queries that look for rows that break a relationship, a rule, or a dependency that a copy rests on.

A database keeps what its constraints say, and yet rows break them: loaded with triggers off, restored in parts, written
while a constraint was not enforced, or in a rule that no constraint expresses. Each query is one SELECT that runs on
the design's own dialect.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from designer.exporters.result import Notice
from designer.exporters.runbook.rows_of import column, rows_where, table_of
from designer.exporters.runbook.rules import Unchecked, breaking
from designer.exporters.wording import printable
from designer.schema.model import Entity, FunctionalDependency, Invariant, Relationship
from designer.schema.schema import Schema
from designer.schema.types import WITHOUT_EQUALITY, parse_type
from designer.sql.identifiers import quote_literal

_NOT_COMPARED = {*WITHOUT_EQUALITY, *"xmltype clob nclob blob ntext image geography geometry".split()}
"""Types whose values some server cannot group."""


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """subject: id of the relationship, invariant or dependency. rows: a SELECT of what breaks it, one row each.

    sql: the same as one row of the check's name and the number of violations; 0 is as it should be.
    """

    subject: str
    name: str
    rows: str
    sql: str


def integrity_checks(
    schema: Schema, subjects: Collection[str] | None = None
) -> tuple[tuple[IntegrityCheck, ...], tuple[Notice, ...]]:
    """One check for each relationship, each invariant and each accepted dependency that no key keeps; and what has
    none, with the reason. subjects: the ids of those to look at, None for all."""
    checks: list[IntegrityCheck] = []
    notices: list[Notice] = []
    for link in schema.relationships:
        if subjects is None or link.id in subjects:
            checks.append(_check(schema, link.id, *_of_link(schema, link)))
    for invariant in schema.invariants:
        if subjects is not None and invariant.id not in subjects:
            continue
        try:
            checks.append(_check(schema, invariant.id, _name_of(schema, invariant), breaking(schema, invariant)))
        except Unchecked as reason:
            notices.append(Notice(_name_of(schema, invariant), str(reason)))
    for entity in schema.entities:
        for dependency in entity.functional_dependencies:
            if subjects is not None and dependency.id not in subjects:
                continue
            if dependency.state == "accepted" and not _is_kept(entity, dependency):
                untold = [
                    one for one in (*dependency.determinant, *dependency.dependent) if not _is_compared(schema, one)
                ]
                if untold:
                    said = f"values of {_names(schema, tuple(untold))} cannot be told apart by their types."
                    notices.append(Notice(f"{schema.qualified(entity)}: a dependency", said))
                checks += [_check(schema, dependency.id, *made) for made in _of_dependency(schema, entity, dependency)]
    return tuple(checks), tuple(notices)


def _check(schema: Schema, subject: str, name: str, rows: str) -> IntegrityCheck:
    shown = printable(name)
    counted = (
        f"SELECT {quote_literal(shown, schema.dialect.name)} AS check_name, count(*) AS violations FROM (\n{rows}\n) v"
    )
    return IntegrityCheck(subject, shown, rows, counted)


def _of_link(schema: Schema, link: Relationship) -> tuple[str, str]:
    """Rows whose parent is not there, and those that are half empty where the whole key is asked for."""
    child, parent = schema.entity(link.child), schema.entity(link.parent)
    columns = ", ".join(schema.names(link.columns))
    name = f"{schema.qualified(child)} ({columns}) refers to {schema.qualified(parent)}"
    named = [column(schema, "c", one) for one in link.columns]
    filled = " AND ".join(f"{one} IS NOT NULL" for one in named)
    missing = f"{filled} AND {_without_parent(schema, link, parent)}"
    if link.match == "full" and len(named) > 1:
        missing = f"({missing})\n   OR (NOT ({filled}) AND ({' OR '.join(f'{one} IS NOT NULL' for one in named)}))"
    return name, f"SELECT c.* FROM {table_of(schema, child)} c\nWHERE {missing}"


def _without_parent(schema: Schema, link: Relationship, parent: Entity) -> str:
    pairs = list(zip(link.columns, link.parent_columns, strict=True))
    same = [f"{column(schema, 'p', there)} = {column(schema, 'c', here)}" for here, there in pairs]
    over_time = bool(link.x.get("period")) or any(
        getattr(key, "without_overlaps", False) and key.columns == link.parent_columns for key in parent.keys
    )
    if not over_time:
        return f"NOT EXISTS (SELECT 1 FROM {table_of(schema, parent)} p WHERE {' AND '.join(same)})"
    # A key over time: the parent's periods together have to cover the child's.
    here, there = pairs[-1]
    covered = f"SELECT range_agg({column(schema, 'p', there)}) FROM {table_of(schema, parent)} p"
    covered += f" WHERE {' AND '.join(same[:-1])}" if same[:-1] else ""
    return f"({column(schema, 'c', here)} <@ ({covered})) IS NOT TRUE"


def _name_of(schema: Schema, invariant: Invariant) -> str:
    return (
        invariant.text.strip().rstrip(".") or f"{invariant.kind} in {schema.qualified(schema.entity(invariant.entity))}"
    )


def _is_kept(entity: Entity, dependency: FunctionalDependency) -> bool:
    """Whether a key inside the determinant makes the dependency hold by itself."""
    required = {one.id for one in entity.attributes if one.not_null}
    primary = set(entity.primary_key.columns) if entity.primary_key else None
    if primary is not None and primary <= set(dependency.determinant):
        return True
    return any(set(key.columns) <= set(dependency.determinant) & required for key in entity.uniques)


def _of_dependency(schema: Schema, entity: Entity, dependency: FunctionalDependency) -> Iterator[tuple[str, str]]:
    """For each dependent column, the determinants that stand with more than one value of it."""
    own = _names(schema, dependency.determinant)
    if not all(_is_compared(schema, one) for one in dependency.determinant):
        return
    held = ", ".join(column(schema, "t", one) for one in dependency.determinant)
    for dependent in dependency.dependent:
        if dependent in dependency.determinant or not _is_compared(schema, dependent):
            continue
        copy = column(schema, "t", dependent)
        name = f"{schema.qualified(entity)}: {own or 'nothing'} determines {schema.attribute(dependent).name}"
        different = f"count(DISTINCT {copy}) > 1 OR count({copy}) BETWEEN 1 AND count(*) - 1"
        selected = held or "count(*) AS n"
        filled = " AND ".join(f"{column(schema, 't', one)} IS NOT NULL" for one in dependency.determinant)
        grouped = f"\nWHERE {filled}\nGROUP BY {held}" if held else ""
        yield name, f"SELECT {selected} FROM {rows_where(schema, entity, None, 't')}{grouped}\nHAVING {different}"


def _names(schema: Schema, attribute_ids: tuple[str, ...]) -> str:
    """`a, b`."""
    return ", ".join(schema.names(attribute_ids))


def _is_compared(schema: Schema, attribute_id: str) -> bool:
    return parse_type(schema.attribute(attribute_id).type, schema.dialect.name).base not in _NOT_COMPARED
