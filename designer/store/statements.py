"""The four statements that the mapping runs: read a design, and insert, update and delete many rows of a table.

Rows travel as JSON, one parameter for any number of them: a design is read in one round trip, and from one
snapshot, and an edit costs a statement per table that it touches.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from designer.store.limits import as_json, largest
from designer.store.tables import SINGLES, TABLES, Parts, Row

_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Place:
    """The design that a statement is about."""

    team: int
    design: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One table's rows as lists of column values; `key` says which table, and which role for parts."""

    key: tuple[str, str]
    rows: list[list[Any]]


def read(place: Place) -> Iterator[Answer]:
    """All rows of a design, in one statement. The design's own row has its revision at the end."""
    keys, branches = zip(*_branches(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), {"team": place.team, "design": place.design})
        for number, rows in cursor.fetchall():
            yield Answer(keys[number], rows or [])


def part_key(parts: Parts) -> tuple[str, str]:
    """What an answer with these parts is called."""
    return parts.table._meta.db_table, parts.role or ""


def _branches() -> Iterator[tuple[tuple[str, str], str]]:
    """(key, SELECT) for every table; the SELECT gives its number and its rows."""
    wanted: dict[tuple[str, str], tuple[type[models.Model], tuple[str, ...], Row]] = {}
    for name, (table, slots) in SINGLES.items():
        columns = tuple(column for slot in slots for column in slot.columns)
        wanted[name, ""] = (table, (*columns, "revision") if name == "design" else columns, {})
    for kept in TABLES.values():
        # Only what tells the kinds in one table apart; other constants follow from it.
        told_by = dict(list(kept.constants.items())[:1])
        wanted[kept.kind.name, ""] = (kept.table, kept.columns, told_by)
        for parts in kept.parts:
            role = {"role": parts.role} if parts.role else {}
            wanted[part_key(parts)] = (parts.table, (parts.owner, "position", *parts.columns), role)
    for number, (key, (table, columns, condition)) in enumerate(wanted.items()):
        yield key, _select(number, table, columns, condition)


def _select(number: int, table: type[models.Model], columns: tuple[str, ...], condition: Row) -> str:
    own = "id" if key_of(table) == "id" else "design_id"
    filters = [f"team_id = %(team)s AND {own} = %(design)s", *(_equals(*item) for item in condition.items())]
    listed = ", ".join(map(_quoted, columns))
    return (
        f"SELECT {number}, json_agg(json_build_array({listed})) FROM {_quoted(table._meta.db_table)} "
        f"WHERE {' AND '.join(filters)}"
    )


def _equals(column: str, value: Any) -> str:
    if isinstance(value, bool):
        return _quoted(column) if value else f"NOT {_quoted(column)}"
    return f"{_quoted(column)} = '{value}'"  # a role of `tables`, never a user's text


def key_of(table: type[models.Model]) -> str:
    """`id` for designs, `uid` for objects, `design_id` for what a design has once."""
    names = {field.column for field in table._meta.local_fields}
    return "id" if "revision" in names and "changed_at" in names else "uid" if "uid" in names else "design_id"


def insert(place: Place, table: type[models.Model], rows: Sequence[Row], what: str) -> None:
    """Inserts rows that have the same columns. Raises DesignError for what cannot be kept."""
    if not rows:
        return
    columns = tuple(rows[0])
    listed = ", ".join(map(_quoted, columns))
    statement = (
        f"INSERT INTO {_quoted(table._meta.db_table)} (team_id, design_id, {listed}) "
        f"SELECT %s, %s, {listed} FROM json_to_recordset(%s::json) AS r({_typed(table, columns)})"
    )
    for batch in _batches(rows):
        _run(statement, [place.team, place.design, as_json(batch, _integers(table, columns), what)])


def update(place: Place, table: type[models.Model], rows: Sequence[Row], what: str) -> None:
    """Updates rows that have the same columns, `uid` among them. Raises DesignError for what cannot be kept."""
    columns = tuple(rows[0])
    assignments = ", ".join(f"{_quoted(column)} = r.{_quoted(column)}" for column in columns if column != "uid")
    statement = (
        f"UPDATE {_quoted(table._meta.db_table)} t SET {assignments} "
        f"FROM json_to_recordset(%s::json) AS r({_typed(table, columns)}) "
        f"WHERE t.team_id = %s AND t.design_id = %s AND t.uid = r.uid"
    )
    for batch in _batches(rows):
        _run(statement, [as_json(batch, _integers(table, columns), what), place.team, place.design])


def update_single(place: Place, table: type[models.Model], row: Row, what: str) -> None:
    """Updates what a design has once: its own row, its requirements, its layout."""
    columns = tuple(row)
    assignments = ", ".join(f"{_quoted(column)} = r.{_quoted(column)}" for column in columns)
    statement = (
        f"UPDATE {_quoted(table._meta.db_table)} t SET {assignments} "
        f"FROM json_to_recordset(%s::json) AS r({_typed(table, columns)}) "
        f"WHERE t.team_id = %s AND t.{key_of(table)} = %s"
    )
    _run(statement, [as_json([row], _integers(table, columns), what), place.team, place.design])


def delete(place: Place, table: type[models.Model], column: str, uids: Iterable[str], role: str | None = None) -> None:
    """Deletes the rows whose `column` is among `uids` (of one role only, for parts)."""
    statement = (
        f"DELETE FROM {_quoted(table._meta.db_table)} "
        f"WHERE team_id = %s AND design_id = %s AND {_quoted(column)} = ANY(%s)"
    )
    parameters: list[Any] = [place.team, place.design, list(uids)]
    if role:
        statement += " AND role = %s"
        parameters.append(role)
    _run(statement, parameters)


def _run(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _typed(table: type[models.Model], columns: tuple[str, ...]) -> str:
    return ", ".join(f"{_quoted(column)} {_type_of(table, column)}" for column in columns)


def _type_of(table: type[models.Model], column: str) -> str:
    field = next(field for field in table._meta.local_fields if field.column == column)
    return str(field.db_type(connection))


def _integers(table: type[models.Model], columns: tuple[str, ...]) -> dict[str, int]:
    limits = {column: largest(_type_of(table, column)) for column in columns}
    return {column: most for column, most in limits.items() if most is not None}
