"""Rows for a race, as SQL: every column that has to be given, and values chosen for those that the rule is about."""

from collections.abc import Mapping

from designer.lab.measuring.typed import value_text
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_identifier, quote_literal, quote_name

_MOMENTS = ("2030-01-01", "2030-01-10", "2030-01-05", "2030-01-20", "2030-01-03")
"""Of a time line that two sessions meet on; a place in it is what `moment` takes."""
_PLACES = (1, 10, 5, 20, 3)


def table_name(schema: Schema, table: Entity) -> str:
    """The table as a statement names it."""
    return quote_name(schema.namespace(table.schema) or "", table.name, dialect="postgres")


def name_of(schema: Schema, attribute_id: str) -> str:
    """The column as a statement names it."""
    return quote_identifier(schema.attribute(attribute_id).name, "postgres")


def insert(schema: Schema, table: Entity, number: int, values: Mapping[str, str]) -> str:
    """An INSERT of one row. number: rows of different numbers differ; values: SQL by the id of the column."""
    given = {
        one.id: values.get(one.id) or literal(value_text(schema, one.type, number))
        for one in table.attributes
        if one.id in values or _is_needed(table, one)
    }
    names = ", ".join(name_of(schema, one) for one in given)
    if not given:
        return f"INSERT INTO {table_name(schema, table)} DEFAULT VALUES"
    overriding = any(one.identity and one.identity.mode == "always" and one.id in given for one in table.attributes)
    system = " OVERRIDING SYSTEM VALUE" if overriding else ""
    return f"INSERT INTO {table_name(schema, table)} ({names}){system} VALUES ({', '.join(given.values())})"


def literal(text: str) -> str:
    """A constant of a type that its place tells."""
    return quote_literal(text, "postgres")


def value(schema: Schema, attribute: Attribute, number: int) -> str:
    """The value that `insert` gives a column in a row of this number."""
    return literal(value_text(schema, attribute.type, number))


def moment(attribute: Attribute, place: int) -> str:
    """A point of the line: places 0 to 4 stand in the order 0 4 2 1 3."""
    if parse_type(attribute.type).family in ("date", "timestamp"):
        return literal(_MOMENTS[place])
    return str(_PLACES[place])


def span(attribute: Attribute, start: int, end: int) -> str:
    """A range from one point of the line to another."""
    base = parse_type(attribute.type).base
    numbered = base.startswith(("int", "num"))
    ends = (str(_PLACES[one]) if numbered else _MOMENTS[one] for one in (start, end))
    return literal("[{},{})".format(*ends))


def _is_needed(table: Entity, one: Attribute) -> bool:
    keyed = table.primary_key is not None and one.id in table.primary_key.columns
    required = one.not_null is not None or keyed
    return (required and one.default is None and one.identity is None and one.generated is None) or (
        keyed and one.generated is None
    )
