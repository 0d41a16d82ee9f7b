"""The online strategy: the same end by smaller stages, none of which holds a strong lock for long.

Indexes are built and dropped CONCURRENTLY, each alone and outside a transaction; constraints come NOT VALID and are
validated by a step of their own; NOT NULL rests on something validated before; keys take over an index built before;
a replaced index is built before the old one goes; columns are dropped last.
"""

from collections.abc import Iterator
from typing import Any

from designer.exporters.postgres.changes import NotExpressible
from designer.planning.drafts import Draft, of_stage
from designer.planning.light import (
    is_small,
    light,
    needs_backfill,
    with_entity,
)
from designer.planning.model import Options
from designer.planning.refining import TooEntangled
from designer.planning.refining_columns import Columns
from designer.planning.refining_keys import Keys
from designer.planning.refining_links import Links
from designer.planning.stages import Stage, mixed
from designer.schema.kinds import KINDS
from designer.schema.model import Entity, Relationship
from designer.schema.schema import Schema


def refined(stage: Stage, options: Options) -> tuple[Draft, ...]:
    """The drafts of one stage. Where the smaller stages do not hold together, the stage as it is."""
    try:
        drafts = tuple(_Online(stage, options).run())
    except (NotExpressible, TooEntangled):
        return (of_stage(stage),)
    return drafts or (of_stage(stage),)


class _Online(Columns, Keys, Links):
    """One stage, everything of it online."""

    def run(self) -> Iterator[Draft]:
        before, after = self.stage.before, self.stage.after
        if self.stage.rewritten:
            return
        heavy = [one for one in after.entities if self._is_heavy(one)]
        links = [one for one in after.relationships if self._is_new_link(one)]
        remade = [one for one in after.relationships if self._is_remade(one)]
        if remade and not heavy:
            for link in remade:
                yield from self._remade(link)
            yield from self._to(after, f"finish: {self.stage.title}")
            return
        if not heavy and not links:
            return
        for entity in heavy:
            yield from self._indexes_gone(before.entity(entity.id), entity)
        middle = self._put_off(heavy, links)
        yield from self._to(middle, self.stage.title)
        for entity in heavy:
            yield from self._table(before.entity(entity.id), entity)
        for link in links:
            yield from self._link(link)
        yield from self._to(after, f"finish: {self.stage.title}")

    def _is_heavy(self, entity: Entity) -> bool:
        located = self.stage.before.located.get(entity.id)
        if located is None or located.value == entity or is_small(entity, self.options):
            return False
        if entity.id in self.stage.fresh:
            return False
        return not (entity.partition_by or entity.partition_of or entity.inherits or located.value.partition_of)

    def _put_off(self, heavy: list[Entity], links: list[Relationship]) -> Schema:
        """The stage's design without what comes later: what is heavy to add, and what is dropped at the end."""
        ids = frozenset(
            one.id for one in _tops(self.stage.before, self.stage.after) if one.id not in {link.id for link in links}
        )
        middle = mixed(self.at, self.stage.after, ids)
        for entity in heavy:
            middle = with_entity(middle, light(self._entity(entity.id), entity, self.stage.after))
        return middle

    def _table(self, before: Entity, after: Entity) -> Iterator[Draft]:
        old = {one.id: one for one in before.attributes}
        for attribute in after.attributes:
            previous = old.get(attribute.id)
            if previous is None and needs_backfill(attribute, self.stage.after):
                yield from self._filled(after, attribute)
            now = next(one for one in self._entity(after.id).attributes if one.id == attribute.id)
            in_new_key = bool(
                after.primary_key
                and attribute.id in after.primary_key.columns
                and after.primary_key != before.primary_key
                and not (now.not_null or now.identity)
                and (before.primary_key is None or attribute.id not in before.primary_key.columns)
            )
            if (attribute.not_null and attribute.not_null.validated and not now.not_null) or in_new_key:
                yield from self._not_null(after, attribute)
        yield from self._indexes(before, after)
        for key in after.keys:
            if key.id not in {one.id for one in self._entity(after.id).keys}:
                yield from self._key(after, key)
        for check in after.checks:
            if check.id not in {one.id for one in self._entity(after.id).checks}:
                yield from self._check(after, check)


def _tops(old: Schema, new: Schema) -> Iterator[Any]:
    for kind in KINDS.inside("design"):
        if kind.field in ("access_patterns", "invariants", "decisions"):
            continue
        yield from getattr(old, kind.field)
        yield from getattr(new, kind.field)
