"""What of a changed table can be had at once, and what is heavy: it is read or written as a whole for it."""

from dataclasses import replace
from typing import Any

from designer.planning.model import Options
from designer.planning.volatility import may_be_volatile
from designer.schema.frozen import EMPTY
from designer.schema.model import Attribute, Entity, Index, PrimaryKey, Unique
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable

_LIGHT_INDEX = ("name", "comment", "options", "attached_to", "tablespace", "visible", "x")


def is_small(entity: Entity, options: Options) -> bool:
    """Whether the declared rows make it certain that reading the whole table is nothing."""
    return entity.rows is not None and entity.rows <= options.small_rows


def light(before: Entity, after: Entity, schema: Schema) -> Entity:
    """The table afterwards but for what is heavy to have; columns that go are still there, the order is kept."""
    old = {one.id: one for one in before.attributes}
    new = {one.id: one for one in after.attributes}
    kept = [_light_column(old[one.id], new[one.id]) for one in before.attributes if one.id in new]
    gone = [one for one in before.attributes if one.id not in new]
    come = [_light_new(one, schema) for one in after.attributes if one.id not in old]
    order = {one.id: n for n, one in enumerate(before.attributes)}
    attributes = sorted((*kept, *gone), key=lambda one: order[one.id]) + come
    return replace(
        after,
        attributes=tuple(attributes),
        primary_key=still(before.primary_key, after.primary_key),
        uniques=lasting(before.uniques, after.uniques),
        checks=lasting(before.checks, after.checks),
        indexes=lasting_indexes(before.indexes, after.indexes),
    )


def _light_column(old: Attribute, new: Attribute) -> Attribute:
    if new.not_null and not old.not_null and new.not_null.validated and not new.identity:
        return replace(new, not_null=None)
    return new


def _light_new(new: Attribute, schema: Schema) -> Attribute:
    if not needs_backfill(new, schema):
        return new
    return replace(new, default=None, not_null=None)


def with_entity(schema: Schema, entity: Entity) -> Schema:
    """The design with this entity in place of the one of its id."""
    changed = replace(schema, entities=tuple(entity if one.id == entity.id else one for one in schema.entities))
    return changed.made_from(schema)


def needs_backfill(attribute: Attribute, schema: Schema) -> bool:
    """Whether ADD COLUMN would write every row: a default that is computed anew for each."""
    if attribute.default is None or attribute.generated or attribute.identity:
        return False
    try:
        return may_be_volatile(Cursor.over(f"DEFAULT {attribute.default}"), schema)
    except Unreadable:  # the server will say what is wrong with it
        return False


def with_column(entity: Entity, attribute: Attribute) -> Entity:
    """The table with this attribute in place of the one of its id."""
    return replace(entity, attributes=swapped(entity.attributes, attribute.id, attribute))


def swapped(items: tuple[Any, ...], object_id: str, value: Any) -> tuple[Any, ...]:
    """The items with the value in place of the one of this id."""
    return tuple(value if one.id == object_id else one for one in items)


def still(before: PrimaryKey | None, after: PrimaryKey | None) -> PrimaryKey | None:
    """The key afterwards, where it is the one of before; None where it has to be built."""
    if before is None or after is None:
        return None
    return after if same_but_for(before, after, ("name", "comment", "options", "x")) else None


def lasting(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """Those of `after` that are not heavy to have: they were there, and change in place if at all."""
    old = {one.id: one for one in before}
    return tuple(
        one for one in after if one.id in old and same_but_for(old[one.id], one, ("name", "comment", "options", "x"))
    )


def lasting_indexes(before: tuple[Index, ...], after: tuple[Index, ...]) -> tuple[Index, ...]:
    """Those indexes of `after` that were there, as they were where they have to be built anew."""
    old = {one.id: one for one in before}
    return tuple(old[one.id] if rebuilt(old[one.id], one) else one for one in after if one.id in old)


def rebuilt(before: Index, after: Index) -> bool:
    """Whether an index cannot become another one in place."""
    return not same_but_for(before, after, _LIGHT_INDEX)


def same_but_for(before: Any, after: Any, fields: tuple[str, ...]) -> bool:
    """Whether two values of one type are equal but perhaps for these fields."""
    return all(
        getattr(before, field) == getattr(after, field) for field in type(before).__dataclass_fields__
        if field not in fields
    )  # fmt: skip


def storage_only(index: Index) -> Any:
    """The options that CREATE INDEX takes; statistics targets are set behind it."""
    own = index.options.get("postgres")
    return index.options if own is None else EMPTY if "statistics" in own else index.options


def without_comment(entity: Entity, key: PrimaryKey | Unique) -> Entity:
    """The table, its key without a comment."""
    bare = replace(key, comment=None)
    if isinstance(bare, PrimaryKey):
        return replace(entity, primary_key=bare)
    return replace(entity, uniques=swapped(entity.uniques, key.id, bare))
