"""That all which the design names is there, read from the design alone: no statement of ours is involved."""

from collections.abc import Iterator, Mapping

from designer.lab.catalogue import Catalogue, Difference
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_name, truncate

_KEY_KINDS = {"PrimaryKey": "primary key", "Unique": "unique", "Check": "check", "Exclusion": "exclusion"}
_KINDS = frozenset(
    (*_KEY_KINDS.values(), "schema", "extension", "enum", "domain", "composite", "sequence", "table", "column", "index",
     "foreign key")
)  # fmt: skip


def absent(schema: Schema, found: Catalogue) -> Iterator[Difference]:
    """Objects of the design that the catalogue lacks, and tables whose columns stand in another order."""
    there = {(kind, _plain(name)) for kind, name in found if kind in _KINDS}
    for kind, name in _named(schema):
        if (kind, _plain(name)) not in there:
            yield Difference(kind, name, "present", None)
    orders = {_plain(name): detail.get("column order") for (kind, name), detail in found.items() if kind == "table"}
    for entity in schema.entities:
        if entity.persistence != "temporary":  # it went with the session that made it
            yield from _order(schema, entity, orders)


def _named(schema: Schema) -> Iterator[tuple[str, str]]:
    for namespace in schema.schemas:
        yield "schema", _quoted(namespace.name)
    for extension in schema.extensions:
        yield "extension", _quoted(extension.name)
    for kind, values in (
        ("enum", schema.enums),
        ("domain", schema.domains),
        ("composite", schema.composites),
        ("sequence", schema.sequences),
    ):
        for value in values:
            yield kind, _quoted(schema.namespace(value.schema) or "public", value.name)
    for entity in schema.entities:
        if entity.persistence != "temporary":
            yield from _in_table(schema, entity)
    for relationship in schema.relationships:
        child = schema.entity(relationship.child)
        if relationship.name and child.persistence != "temporary":
            yield "foreign key", _quoted(schema.namespace(child.schema) or "public", child.name, relationship.name)


def _in_table(schema: Schema, entity: Entity) -> Iterator[tuple[str, str]]:
    home = schema.namespace(entity.schema) or "public"
    yield "table", _quoted(home, entity.name)
    for attribute in entity.attributes:
        yield "column", _quoted(home, entity.name, attribute.name)
    for constraint in (*entity.keys, *entity.checks, *entity.exclusions):
        if constraint.name:
            yield _KEY_KINDS[type(constraint).__name__], _quoted(home, entity.name, constraint.name)
    for index in entity.indexes:
        if index.name:
            yield "index", _quoted(home, index.name)


def _order(schema: Schema, entity: Entity, orders: Mapping[str, str | tuple[str, ...] | None]) -> Iterator[Difference]:
    name = _quoted(schema.namespace(entity.schema) or "public", entity.name)
    there = orders.get(_plain(name)) or ()
    wanted = [_plain(_quoted(attribute.name)) for attribute in entity.attributes]
    if isinstance(there, tuple) and [one for one in map(_plain, there) if one in set(wanted)] != wanted:
        yield Difference("table", name, f"column order: {', '.join(wanted)}", f"column order: {', '.join(there)}")


def _plain(name: str) -> str:
    """A name without its quotes: which words need them depends on the server's version."""
    return name.replace('"', "")


def _quoted(*parts: str) -> str:
    return quote_name(*(truncate(part, "postgres") for part in parts), dialect="postgres")
