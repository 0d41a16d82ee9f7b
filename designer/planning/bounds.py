"""Which rows the partitions of a table take, as a condition on the table's columns."""

from designer.exporters.postgres.text import name
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable


def parts_of(schema: Schema, entity: Entity) -> tuple[Entity, ...]:
    """The table's partitions, and theirs, each after the one it is a part of."""
    found: list[Entity] = []
    for one in schema.entities:
        if one.partition_of is not None and one.partition_of.parent == entity.id:
            found += (one, *parts_of(schema, one))
    return tuple(found)


def fits(schema: Schema, entity: Entity) -> str | None:
    """What holds for the rows that have a partition; None where every row has one, or where it cannot be told."""
    by = entity.partition_by
    direct = [one for one in schema.entities if one.partition_of and one.partition_of.parent == entity.id]
    if by is None or by.strategy == "hash" or any(part.column is None for part in by.keys):
        return None
    columns = [name(schema.attribute(part.column).name) for part in by.keys if part.column]
    conditions = []
    for one in direct:
        assert one.partition_of is not None
        try:
            found = _condition(Cursor.over(one.partition_of.bound), columns)
        except Unreadable:
            return None
        if found is None:
            return None
        conditions.append(f"({found})")
    return " OR ".join(conditions) or None


def _condition(cursor: Cursor, columns: list[str]) -> str | None:
    """What one bound says; None for a bound that takes all rows."""
    if cursor.take("DEFAULT"):
        return None
    cursor.expect("FOR", "VALUES")
    if cursor.take("IN"):
        return _listed(cursor, columns[0])
    cursor.expect("FROM")
    low = _values(cursor)
    cursor.expect("TO")
    high = _values(cursor)
    filled = [f"{one} IS NOT NULL" for one in columns]
    sides = (_side(columns, low, ">", ">="), _side(columns, high, "<", "<"))
    return " AND ".join((*filled, *(f"({one})" for one in sides if one)))


def _listed(cursor: Cursor, column: str) -> str:
    values = _values(cursor)
    given = [one for one in values if one.upper() != "NULL"]
    texts = [f"{column} IN ({', '.join(given)})"] if given else []
    if len(given) < len(values):
        texts.append(f"{column} IS NULL")
    return " OR ".join(texts)


def _values(cursor: Cursor) -> list[str]:
    cursor.expect("(")
    cursor.index -= 1
    first, last = cursor.inside()
    return [part.text(part.index, part.size) for part in cursor.part(first, last).split()]


def _side(columns: list[str], values: list[str], strict: str, last: str) -> str:
    """Columns against one end of a range, the first that differs deciding; "" where there is no end."""
    endless = next((n for n, one in enumerate(values) if one.upper() in ("MINVALUE", "MAXVALUE")), None)
    texts: list[str] = []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        same = [f"{one} = {other}" for one, other in zip(columns[:place], values[:place], strict=True)]
        if place == endless:
            if not same:
                return ""
            open_ended = (value.upper() == "MINVALUE") == (strict == ">")
            return " OR ".join((*texts, " AND ".join(same))) if open_ended else " OR ".join(texts)
        sign = last if place == len(columns) - 1 else strict
        texts.append(" AND ".join((*same, f"{column} {sign} {value}")))
    return " OR ".join(f"({one})" for one in texts)
