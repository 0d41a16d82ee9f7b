"""Columns that have to be dropped and made again: generated ones, where PostgreSQL changes nothing in place.

What a generated column holds is computed, so nothing is lost by it; a plain column that becomes generated loses what
it held, which is what was asked for.
"""

from dataclasses import replace

from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.mentions import mentions


def between(old: Schema, new: Schema, rewritten: frozenset[tuple[str, str, str]] = frozenset()) -> tuple[str, ...]:
    """The statements from one design to the other, generated columns made again where they must be.

    Raises NotExpressible.
    """
    try:
        return sql_between(old, new, rewritten)
    except NotExpressible:
        remade = _to_remake(old, new)
        if not remade:
            raise
        bare_old, bare_new = _without(old, remade), _without(new, remade)
        if problems(bare_old) or problems(bare_new):
            raise
        return (
            *sql_between(old, bare_old),
            *sql_between(bare_old, bare_new, rewritten),
            *sql_between(bare_new, new),
        )


def _to_remake(old: Schema, new: Schema) -> frozenset[str]:
    """Columns of both designs whose way of being generated changes, or that are computed from one that changes."""
    found: set[str] = set()
    for entity in new.entities:
        if entity.id not in old.located:
            continue
        before = {one.id: one for one in old.entity(entity.id).attributes}
        kept = [(before[one.id], one) for one in entity.attributes if one.id in before]
        changed = {one.name for was, one in kept if was.type != one.type or was.generated != one.generated}
        found |= {one.id for was, one in kept if _changes(was, one) or _rests_on(one, changed)}
    return frozenset(found)


def _changes(was: Attribute, now: Attribute) -> bool:
    return was.generated != now.generated


def _rests_on(one: Attribute, changed: set[str]) -> bool:
    return one.generated is not None and any(mentions(one.generated.expression, name, "postgres") for name in changed)


def _without(schema: Schema, ids: frozenset[str]) -> Schema:
    return replace(schema, entities=tuple(_table_without(one, ids) for one in schema.entities))


def _table_without(entity: Entity, ids: frozenset[str]) -> Entity:
    """The table without these columns and without the indexes, keys and checks that say them."""
    gone = {one.name for one in entity.attributes if one.id in ids}
    if not gone:
        return entity

    def says(text: str | None) -> bool:
        return text is not None and any(mentions(text, name, "postgres") for name in gone)

    return replace(
        entity,
        attributes=tuple(one for one in entity.attributes if one.id not in ids),
        uniques=tuple(one for one in entity.uniques if not ids & {*one.columns, *one.include}),
        checks=tuple(one for one in entity.checks if not says(one.expression)),
        indexes=tuple(
            one
            for one in entity.indexes
            if not (ids & {*(key.column for key in one.keys), *one.include})
            and not any(says(key.expression) for key in one.keys)
            and not says(one.where)
        ),
    )
