"""Keys, references and indexes that have to be dropped and made again, and what that takes along."""

from collections.abc import Iterator

from designer.exporters.postgres.changes.column_traits import is_retyped
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage
from designer.exporters.postgres.changes.create import create_statements
from designer.exporters.postgres.changes.drop import drop_part
from designer.exporters.postgres.changes.types import is_of_enum, remade_enums
from designer.schema.changes import Alter, Change, Drop
from designer.schema.frozen import FrozenMap
from designer.schema.model import Relationship
from designer.schema.schema import Schema
from designer.sql.mentions import mentions

_KEYS = ("primary_key", "unique", "exclusion", "check")
_LIGHT: dict[str, frozenset[str]] = {
    "primary_key": frozenset({"comment", "options", "attached_to", "x"}),
    "unique": frozenset({"comment", "options", "attached_to", "x"}),
    "exclusion": frozenset({"comment", "options", "x"}),
    "check": frozenset({"comment", "x"}),
    "index": frozenset({"comment", "options", "attached_to", "tablespace", "visible", "x"}),
    "relationship": frozenset({"comment", "x"}),
}
"""Per kind, the properties that change in place; any other takes the object down and up again."""

_STAGE = {"index": Stage.INDEX, "relationship": Stage.REFERENCE}


def is_rebuilt(change: Alter) -> bool:
    """Whether an alteration is done by dropping and making."""
    if change.kind not in _LIGHT:
        return False
    if _only_validates(change) or _only_defers(change):
        return False
    return not change.set.keys() <= _LIGHT[change.kind]


def _only_validates(change: Alter) -> bool:
    """NOT VALID to valid: VALIDATE CONSTRAINT."""
    return change.kind in ("check", "relationship") and change.set == FrozenMap({"validated": True})


def _only_defers(change: Alter) -> bool:
    return change.kind == "relationship" and change.set.keys() == {"deferrable"}


def rebuilt_objects(changes: tuple[Change, ...], context: Context) -> dict[str, str]:
    """What is dropped and made again, as id to kind.

    A foreign key that stays is taken down too while the key it points at, or the type of one of its columns,
    changes; a check or an index whose text names a column while the enum that this is of is made anew.
    """
    rebuilt = {change.id: change.kind for change in changes if isinstance(change, Alter) and is_rebuilt(change)}
    rebuilt |= dict(_on_remade_enums(changes, context))
    gone = {
        change.id
        for change in changes
        if isinstance(change, Drop) and change.kind in ("primary_key", "unique", "index")
    }
    retyped = {
        change.id
        for change in changes
        if isinstance(change, Alter) and change.kind == "attribute" and is_retyped(change)
    }
    for relationship in context.old.relationships:
        if relationship.id in rebuilt or not context.stays(relationship.id):
            continue
        target = _referenced(relationship, context.old)
        if target & (gone | rebuilt.keys()) and not _referenced(context.new.get(relationship.id), context.new):
            raise NotExpressible(
                f"{context.said(relationship.id)} refers to columns that nothing keeps unique any more; drop it first"
            )
        if (target & (gone | rebuilt.keys())) or retyped & {*relationship.columns, *relationship.parent_columns}:
            rebuilt[relationship.id] = "relationship"
    return rebuilt


def _on_remade_enums(changes: tuple[Change, ...], context: Context) -> Iterator[tuple[str, str]]:
    """Checks and indexes that stay, and whose text the server could not take from one type to the other."""
    enums = [context.new.get(one) for one in remade_enums(changes, context)]
    for entity in context.new.entities if enums else ():
        if not context.stays(entity.id):
            continue
        columns = [one.name for one in entity.attributes if any(is_of_enum(one, each, context.new) for each in enums)]
        for check in entity.checks:
            if context.stays(check.id) and _says(columns, (check.expression,)):
                yield check.id, "check"
        for index in entity.indexes:
            if context.stays(index.id) and _says(columns, (index.where, *(one.expression for one in index.keys))):
                yield index.id, "index"


def _says(columns: list[str], texts: tuple[str | None, ...]) -> bool:
    return any(text and mentions(text, column, "postgres") for text in texts for column in columns)


def rebuilding(rebuilt: dict[str, str], context: Context) -> Iterator[Piece]:
    """Drops under the old name, creations under the new one."""
    for object_id, kind in rebuilt.items():
        down = Stage.REFERENCE_DROP if kind == "relationship" else Stage.PART_DROP
        yield Piece(down, (drop_part(context.old, object_id),))
        yield Piece(_STAGE.get(kind, Stage.KEY), create_statements(context.new, object_id))


def _referenced(relationship: Relationship, schema: Schema) -> set[str]:
    """The keys and unique indexes that a foreign key may rest on."""
    parent = schema.entity(relationship.parent)
    columns = set(relationship.parent_columns)
    keys = {key.id for key in parent.keys if set(key.columns) == columns}
    indexes = {index.id for index in parent.indexes if index.unique and set(index.columns) == columns}
    return keys | indexes
