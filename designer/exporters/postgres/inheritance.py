"""Columns that a table has from the tables it INHERITS from.

A design shows all columns of a table. Those that a parent has too are the parent's, unless their `x` says
`local`: that the table declares them itself, and keeps them when it is separated.
"""

from collections.abc import Iterator

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import name, verbatim
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

LOCAL = "local"


def from_parents(schema: Schema, entity: Entity) -> dict[str, Attribute]:
    """The parents' attributes, by name, that the table has without declaring them; of a partition, all."""
    above: dict[str, Attribute] = {}
    for parent in (*entity.inherits, *((entity.partition_of.parent,) if entity.partition_of else ())):
        for attribute in schema.entity(parent).attributes:
            above.setdefault(attribute.name, attribute)
    declared = {attribute.name for attribute in entity.attributes if attribute.x.get(LOCAL)}
    return {own: attribute for own, attribute in above.items() if own not in declared}


def declared(schema: Schema, entity: Entity) -> tuple[Attribute, ...]:
    """The attributes that CREATE TABLE names."""
    above = from_parents(schema, entity) if entity.inherits else {}
    return tuple(attribute for attribute in entity.attributes if attribute.name not in above)


def deviations(schema: Schema, entity: Entity, *, only: str | None = None) -> Iterator[str]:
    """What a table has otherwise than its parents, in columns that it has from them (or in the one called `only`)."""
    above = from_parents(schema, entity)
    for attribute in entity.attributes:
        parent = above.get(attribute.name)
        if parent is None or only not in (None, attribute.name):
            continue
        head = f"ALTER TABLE ONLY {qualified(schema, entity)} ALTER COLUMN {name(attribute.name)}"
        if attribute.default != parent.default:
            where = f"the default of {schema.qualified(entity)}.{attribute.name}"
            default = (
                "DROP DEFAULT" if attribute.default is None else f"SET DEFAULT {verbatim(attribute.default, where)}"
            )
            yield f"{head} {default};"
        if attribute.not_null and not parent.not_null and attribute.not_null.validated:
            yield f"{head} SET NOT NULL;"
