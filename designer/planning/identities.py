"""Numbers that go on from one identity column to another."""

from dataclasses import replace

from designer.exporters.postgres.changes import sql_between
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.bodies import quoted_body
from designer.planning.light import with_entity
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

Place = tuple[str, str]
"""A table as statements name it, and a column's name."""


def handed_over(leaving: Place, taking: Place, made: tuple[str, ...]) -> str:
    """A statement that takes the identity from one column and gives it to another, where the numbers go on.

    made: the statements that make the other column an identity.
    """
    old, new = (f"pg_get_serial_sequence({literal(table)}, {literal(column)})" for table, column in (leaving, taking))
    given = "\n    ".join(made)
    body = (
        f"\nDECLARE\n    reached bigint;\n    called boolean;\nBEGIN\n"
        f"    EXECUTE 'SELECT last_value, is_called FROM ' || {old} INTO reached, called;\n"
        f"    ALTER TABLE {leaving[0]} ALTER COLUMN {name(leaving[1])} DROP IDENTITY;\n"
        f"    {given}\n"
        f"    PERFORM setval({new}, reached, called);\nEND\n"
    )
    return f"DO {quoted_body(body, 'identity')};"


def becoming_identity(schema: Schema, entity: Entity, attribute: Attribute) -> tuple[str, ...]:
    """The statements that make a plain column of the table this one, an identity."""

    def having(one: Attribute) -> Schema:
        attributes = tuple(one if each.id == one.id else each for each in entity.attributes)
        return with_entity(schema, replace(entity, attributes=attributes))

    return sql_between(having(replace(attribute, identity=None)), having(attribute))


def place(schema: Schema, entity: Entity, attribute: Attribute) -> Place:
    """Where a column is."""
    return qualified(schema, entity), attribute.name
