"""Enum values that go or move, without writing a large table anew: the new type stands beside the old for a while.

PostgreSQL takes no value from a type, so the type is made again; its columns then go over one by one, each with a
column of the new type beside it, and at the end the new type takes the name of the old.
"""

from collections.abc import Iterator
from dataclasses import replace

from designer.planning.copying import next_id, passage
from designer.planning.light import is_small
from designer.planning.model import Options
from designer.planning.stages import Stage
from designer.schema.align import with_ids
from designer.schema.apply import apply
from designer.schema.changes import Alter
from designer.schema.diff import diff
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.model import Entity, Enum
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.mentions import mentions
from designer.sql.renames import RenameRefused, rename_with_rewrites


def with_passages(stage: Stage, options: Options) -> tuple[Stage, ...]:
    """The stage, or those that lead to the same end by way of types that stand beside the old ones."""
    remade = tuple(_remade(stage, options))
    if len(remade) != 1:  # a stage holds one type, unless tables tie several together
        return (stage,)
    return _passage(stage.before, stage.after, remade[0], stage.fresh) or (stage,)


def _remade(stage: Stage, options: Options) -> Iterator[Enum]:
    """Enums that lose values or their order, and that a large table uses."""
    for enum in stage.after.enums:
        located = stage.before.located.get(enum.id)
        if located is None:
            continue
        old = [one.id for one in located.value.values]
        kept = [one.id for one in enum.values if one.id in old]
        if kept != old and any(_is_large_user(one, located.value, options) for one in stage.before.entities):
            yield enum


def _is_large_user(entity: Entity, enum: Enum, options: Options) -> bool:
    used = any(mentions(one.type, enum.name, "postgres") for one in entity.attributes)
    return used and not is_small(entity, options)


def _passage(start: Schema, end: Schema, enum: Enum, fresh: frozenset[str]) -> tuple[Stage, ...] | None:
    """New type beside, columns over, old type gone, name taken; None where no designs lie between."""
    old: Enum = start.get(enum.id)
    beside = passage(enum.name)
    if old.name != enum.name or beside in {*(one.name for one in start.enums), *(one.name for one in start.entities)}:
        return None
    try:
        called = apply((rename_with_rewrites(end, enum.id, beside),), end)
    except (RenameRefused, DesignError, ChangeConflict):
        return None
    ids = {enum.id: next_id(enum.id), **{one.id: next_id(one.id) for one in enum.values}}
    over = with_ids(called, ids)
    both = in_order(replace(start, enums=(*start.enums, over.get(next_id(enum.id)))))
    left = in_order(replace(over, enums=(*over.enums, old)))
    named = with_ids(end, ids)
    if any(problems(one) for one in (both, left, over, named)):
        return None
    followed = frozenset(
        (one.id, field, text)
        for one in diff(over, named)
        if isinstance(one, Alter)
        for field, value in one.set.items()
        if isinstance(text := getattr(value, "expression", value), str)
    )
    return (
        Stage(f"add {beside} beside {enum.name}", start, both, fresh=fresh),
        Stage(f"columns of {enum.name} go over to {beside}", both, left, fresh=fresh),
        Stage(f"drop the old {enum.name}", left, over, fresh=fresh),
        Stage(f"{beside} is called {enum.name}", over, named, followed, fresh=fresh),
    )
