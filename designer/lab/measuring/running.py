"""A design's access patterns run on the made rows: EXPLAIN (ANALYZE, BUFFERS), every change taken back."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection

from designer.lab.measuring.ground import Rows
from designer.lab.measuring.results import Run
from designer.lab.measuring.typed import value_text
from designer.lab.planner.results import read_plan
from designer.lab.planner.values import Values, choose_values, with_values
from designer.lab.planner.volume import TableVolume
from designer.lab.verify.loading import said
from designer.schema.model import AccessPattern, Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_literal
from designer.sql.one_query import refused_query, without_terminator
from designer.sql.parameter_uses import Table, parameter_uses

_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
_QUICK_MS = 500.0
_RUNS = 3
_EQUAL = frozenset(("=", "in", "any", "is not distinct from", "set"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement with values in it. refused: why it cannot be run."""

    sql: str
    text: str = ""
    typed: str = ""
    values: tuple[tuple[str, str], ...] = ()
    refused: str | None = None


def chosen_statements(
    schema: Schema,
    volumes: Mapping[str, TableVolume],
    pattern: AccessPattern,
    made: Mapping[str, Rows],
    types_of: Callable[[str], Sequence[str]],
) -> Iterator[Chosen]:
    """Each statement of a pattern with values of rows that there are: those of one row, for each table.

    types_of: the types that a server finds for `$1`, `$2`, … of a statement; where nothing suggests a value, one of
    its type is made up.
    """
    for statement in pattern.statements:
        why = refused_query(statement)
        if why:
            yield Chosen(statement, refused=f"The query {why}.")
            continue
        found = choose_values(schema, volumes, pattern, without_terminator(statement))
        if found.refused:
            yield Chosen(statement, refused=f"{found.refused[0].upper()}{found.refused[1:]}.")
            continue
        values = _real(schema, volumes, pattern, found, made)
        missing = sorted(found.missing - set(values))
        types = dict(enumerate(types_of(found.text), 1)) if missing else {}
        unknown = ", ".join(found.names[number - 1] for number in missing if number not in types)
        if unknown:
            yield Chosen(statement, refused=f"Nothing suggests a value for the parameter {unknown}; give it one.")
            continue
        values |= {number: quote_literal(value_text(schema, types[number], 1), "postgres") for number in missing}
        shown = tuple((found.names[number - 1], value) for number, value in sorted(values.items()))
        yield Chosen(
            statement, with_values(found.text, values), with_values(found.text, values, {**types, **found.types}), shown
        )


def parameter_types(connection: Connection[tuple[object, ...]], text: str) -> tuple[str, ...]:
    """The types that the server finds for the parameters of a statement; () where it does not understand it."""
    try:
        connection.execute(f"PREPARE measured_types AS {text}".encode(), binary=True)
        row = connection.execute(
            "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'measured_types'"
        ).fetchone()
        connection.execute("DEALLOCATE measured_types")
    except psycopg.Error:
        if connection.closed:
            raise
        return ()
    return tuple(map(str, row[0])) if row and isinstance(row[0], list) else ()


def _real(
    schema: Schema,
    volumes: Mapping[str, TableVolume],
    pattern: AccessPattern,
    found: Values,
    made: Mapping[str, Rows],
) -> dict[int, str]:
    """Where a column is compared for equality, and nobody declared with what: the value of a row in the middle."""
    values = dict(found.choices[0][1])
    declared = {one.name for one in pattern.parameters if one.value is not None}
    tables: dict[Table, str] = {(schema.namespace(one.schema) or "public", one.name): one.id for one in schema.entities}
    known: dict[Table, frozenset[str]] = {key: frozenset(volumes[one].columns) for key, one in tables.items()}
    wanted: dict[str, dict[int, tuple[str, str]]] = {}
    for use in parameter_uses(found.text, known) if found.names else ():
        name = found.names[use.number - 1]
        if name in declared or use.operator not in _EQUAL or use.table not in tables or not use.column:
            continue
        rows = made.get(tables[use.table])
        if rows is not None and use.column in rows.columns:
            wanted.setdefault(tables[use.table], {}).setdefault(use.number, (use.column, use.operator))
    for entity, numbers in wanted.items():
        rows = made[entity]
        row = _middle(rows, [column for column, _ in numbers.values()])
        if row is None:
            continue
        for number, (column, operator) in numbers.items():
            value = rows.columns[column][row]
            if operator == "set" and column in _of_keys(schema, rows.entity):
                value = _fresh(rows.columns[column], volumes[entity].columns[column].type.family)
            if value is not None and not volumes[entity].columns[column].type.dimensions and operator != "any":
                values[number] = quote_literal(value, "postgres")
    return values


def _of_keys(schema: Schema, entity: Entity) -> frozenset[str]:
    """Columns of keys that refer to nothing: a row that is inserted needs another value in them."""
    referring = {column for link in schema.references_from(entity.id) for column in link.columns}
    inside = {column for key in entity.keys for column in key.columns}
    inside |= {part.column for index in entity.indexes if index.unique for part in index.keys if part.column}
    return frozenset(schema.names(tuple(sorted(inside - referring))))


def _fresh(values: Sequence[str | None], family: str | None) -> str | None:
    """A value that the column does not hold yet, where its type lets one be made up."""
    if family == "integer":
        return str(max((int(one) for one in values if one is not None), default=0) + 1)
    if family == "uuid":
        return str(UUID(int=2**128 - 1))
    return f"~{len(values)}" if family == "text" else None


def _middle(rows: Rows, columns: Sequence[str]) -> int | None:
    """A row from the middle on that has a value in each of these columns."""
    order = [*range(rows.count // 2, rows.count), *range(rows.count // 2)]
    return next((row for row in order if all(rows.columns[name][row] is not None for name in columns)), None)


def run(connection: Connection[tuple[object, ...]], chosen: Chosen, seconds: float) -> Run | str:
    """The statement run some times, or why it did not. What it changes is taken back each time."""
    text = chosen.text
    try:
        first = _once(connection, text, seconds)
    except psycopg.Error as error:
        if connection.closed:
            raise
        if isinstance(error, psycopg.errors.QueryCanceled):
            return f"It took longer than {seconds:g} seconds, and was ended."
        try:
            text = chosen.typed
            first = _once(connection, text, seconds)
        except psycopg.Error as again:
            if connection.closed:
                raise
            return f"The server refuses it: {said(again)}."
    found = [first]
    if first["Execution Time"] < _QUICK_MS:
        found = [_once(connection, text, seconds) for _ in range(_RUNS)]  # the first one has warmed what it reads
    middle = statistics.median_low([one["Execution Time"] for one in found])
    chosen_run = next(one for one in found if one["Execution Time"] == middle)
    raw = chosen_run["Plan"]
    hit, read = raw.get("Shared Hit Blocks", 0), raw.get("Shared Read Blocks", 0)
    rows, estimated = _rows(raw)
    return Run(
        middle, chosen_run.get("Planning Time", 0.0), rows, estimated, hit + read, read, len(found),
        read_plan([chosen_run]),
    )  # fmt: skip


def _once(connection: Connection[tuple[object, ...]], text: str, seconds: float) -> dict[str, Any]:
    with connection.transaction(force_rollback=True):
        connection.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}".encode())
        row = connection.execute(f"{_EXPLAIN}{text}".encode(), binary=True).fetchone()
    assert row is not None
    document: Any = row[0]
    found: dict[str, Any] = document[0]
    return found


def _rows(raw: dict[str, Any]) -> tuple[float, float]:
    """Returned or changed, and expected: of a change, what stands below it."""
    node = raw
    while node["Node Type"] == "ModifyTable" and node.get("Plans"):
        node = node["Plans"][0]
    return float(node.get("Actual Rows", 0)), float(node.get("Plan Rows", 0))


def reads_first(patterns: Iterable[AccessPattern]) -> list[AccessPattern]:
    """Those that change rows come last: what they leave behind slows the others down."""
    return sorted(patterns, key=lambda one: any(_changes(text) for text in one.statements))


def _changes(text: str) -> bool:
    return without_terminator(text).lstrip("( \n\t").lower().startswith(("insert", "update", "delete", "merge"))
