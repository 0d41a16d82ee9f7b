"""DROP: what takes an object away."""

from collections.abc import Iterator

from designer.exporters.postgres.changes.carried import carried_goes_at, undone
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table, name_of
from designer.exporters.postgres.inheritance import LOCAL
from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import name
from designer.schema.changes import Drop
from designer.schema.model import Entity
from designer.schema.schema import Schema

_LAST = {"sequence": "SEQUENCE", "domain": "DOMAIN", "composite": "TYPE", "enum": "TYPE"}
_PARTS = ("primary_key", "unique", "check", "exclusion")
_DESIGN_ONLY = (
    "functional_dependency", "multivalued_dependency", "denormalization", "access_pattern", "invariant", "decision",
)  # fmt: skip


def dropped(change: Drop, context: Context) -> Iterator[Piece]:
    """The statements of one drop, under the object's old name."""
    kind, old = change.kind, context.old
    tied_to = getattr(change.value, "attached_to", None)
    if tied_to and tied_to not in context.new.located:
        return  # a part of an index or a key goes with the whole
    if tied_to and change.parent in context.new.located:
        _stays_tied(change, tied_to, context)
    match kind:
        case "entity":
            yield Piece(Stage.TABLE_DROP, tuple(_tables(change.value, context)))
        case "attribute":
            if not _goes_with_another(change.id, context):
                drop = f"{alter_table(old, old.entity(change.parent))} DROP COLUMN {name(change.value.name)};"
                yield Piece(Stage.COLUMN_DROP, (drop,))
        case "relationship":
            yield Piece(Stage.REFERENCE_DROP, (drop_part(old, change.id),))
        case "index":
            yield Piece(Stage.PART_DROP, (drop_part(old, change.id),))
        case _ if kind in _PARTS:
            yield Piece(Stage.PART_DROP, (drop_part(old, change.id),))
        case "domain_check":
            domain = qualified(old, old.get(change.parent))
            constraint = name_of_domain_check(change.value.name, domain)
            yield Piece(Stage.PART_DROP, (f"ALTER DOMAIN {domain} DROP CONSTRAINT {name(constraint)};",))
        case "sequence" if change.value.owned_by and change.value.owned_by not in context.kept_attributes:
            pass  # it goes with its column
        case "opaque":
            yield Piece(carried_goes_at(change.value, context), (undone(change.value),))
        case "schema":
            yield Piece(Stage.LAST_DROP, (f"DROP SCHEMA {name(change.value.name)};",))
        case "extension":
            yield Piece(Stage.LAST_DROP, (f"DROP EXTENSION {name(change.value.name)};",))
        case "enum_value":
            pass  # its type is made anew, see `alter`
        case _ if kind in _LAST:
            yield from _late(change, context)
        case _ if kind not in _DESIGN_ONLY:
            raise NotExpressible(f"there is no statement that drops a {kind.replace('_', ' ')}")


def _stays_tied(change: Drop, whole: str, context: Context) -> None:
    """Raises NotExpressible for a partition's part of a key or index that the parent keeps as it is."""
    partition = context.new.entity(change.parent)
    if partition.partition_of and context.old.get(whole) == context.new.get(whole):
        kept = context.new.located[whole]
        raise NotExpressible(
            f"{context.said(change.id)} is a part of {kept.value.name} of {context.said(kept.owner)}, which has one for"
            " every partition: it goes with the whole alone"
        )


def drop_part(schema: Schema, object_id: str) -> str:
    """DROP CONSTRAINT or DROP INDEX."""
    located = schema.located[object_id]
    own = name_of(schema, located)
    if located.kind.name == "index":
        return f"DROP INDEX {beside(schema, schema.entity(located.owner), own)};"
    table = schema.entity(located.value.child if located.kind.name == "relationship" else located.owner)
    return f"{alter_table(schema, table)} DROP CONSTRAINT {name(own)};"


def name_of_domain_check(own: str | None, domain: str) -> str:
    """The name of a domain's check. Raises NotExpressible where it has none."""
    if not own:
        raise NotExpressible(f"a check of {domain} has no name, so no statement can call it")
    return own


def _tables(entity: Entity, context: Context) -> Iterator[str]:
    """DROP TABLE for a table and, first, for what is dropped with it and hangs on it.

    A table whose parent is dropped as well is left to its parent, so that the order is right.
    """
    parents = (*entity.inherits, *((entity.partition_of.parent,) if entity.partition_of else ()))
    if any(parent not in context.new.located for parent in parents):
        return
    for one in _below(entity, context.old):
        if one.id not in context.new.located:
            yield f"DROP TABLE {qualified(context.old, one)};"


def _below(entity: Entity, schema: Schema) -> tuple[Entity, ...]:
    """A table's heirs and partitions, the lowest first, each once, and the table itself."""
    found: dict[str, Entity] = {}

    def visit(one: Entity) -> None:
        for other in schema.entities:
            is_part = other.partition_of is not None and other.partition_of.parent == one.id
            if is_part or one.id in other.inherits:
                visit(other)
        found.setdefault(one.id, one)

    visit(entity)
    return tuple(found.values())


def _goes_with_another(attribute_id: str, context: Context) -> bool:
    """Whether a column of a partition or an heir goes when its parent's does."""
    entity = context.old.entity(context.old.located[attribute_id].owner)
    parents = (*entity.inherits, *((entity.partition_of.parent,) if entity.partition_of else ()))
    column = context.old.attribute(attribute_id).name
    attribute = context.old.attribute(attribute_id)
    if entity.partition_of is None and attribute.x.get(LOCAL):
        return False
    return any(
        (above := context.old.entity(parent).attribute(column)) is not None and above.id not in context.new.located
        for parent in parents
    )


def _late(change: Drop, context: Context) -> Iterator[Piece]:
    """Types and sequences go when nothing uses them any more; earlier if their name is taken over."""
    kind = change.kind
    value = change.value
    taken_over = any(
        (other.schema, other.name) == (value.schema, value.name)
        for field in ("sequences", "domains", "composites", "enums")
        for other in getattr(context.new, field)
    )
    if taken_over:
        yield Piece(Stage.TABLE_DROP, (f"DROP {_LAST[kind]} {qualified(context.old, value)};",))
    else:
        yield Piece(Stage.LAST_DROP, (f"DROP {_LAST[kind]} {context.late_name(value)};",))
