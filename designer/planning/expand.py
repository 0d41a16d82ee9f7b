"""Expand and contract: a column gets its new name or type beside the old one, and both are kept in step for a while.

(1) expand: the new column, and a trigger that keeps the two in step whoever writes; (2) backfill, in batches; (3) all
that stands on the old column (NOT NULL, indexes, checks, foreign keys) is built for the new one, online; (4) switch:
for a change of type the two change names in one short transaction; for a change of name nothing, both are there;
(5) contract: the trigger and the old column go. Every step has its way back, and the way back of the last fills the
old column again. A renamed table answers under its old name too, as a view, until the contract.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.exporters.postgres.changes.context import not_null_of
from designer.exporters.postgres.text import name
from designer.planning.backfill import backfilled
from designer.planning.contracting import contracted
from designer.planning.copying import TooEntangled, copied, former, next_id, passage, reworded, stands_last
from designer.planning.drafts import Draft, of_stage
from designer.planning.growing import grown
from designer.planning.light import with_entity
from designer.planning.model import Options
from designer.planning.movings import Moving, moves
from designer.planning.online import refined
from designer.planning.stages import Stage
from designer.planning.standing import stands_on
from designer.planning.triggers import Triggers
from designer.schema.align import with_ids
from designer.schema.changes import Alter
from designer.schema.diff import diff
from designer.schema.model import Attribute
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.identifiers import NAME_BYTES, clip_bytes
from designer.sql.names import CannotRewrite


def expanded(stage: Stage, movings: tuple[Moving, ...], options: Options) -> tuple[Draft, ...]:
    """The drafts of a stage in which keys grow and these columns move, one after the other; the rest of it online."""
    first, at = grown(stage, options)
    drafts = list(first)
    for moving in movings:
        if moving.entity not in at.located:
            continue
        was = next((one for one in at.entity(moving.entity).attributes if one.id == moving.old.id), None)
        now = next((o for o in stage.after.entity(moving.entity).attributes if o.id == moving.old.id), None)
        if was is None or now is None or not moves(was, now):
            continue
        current = Moving(moving.entity, was, now)
        try:
            parts = tuple(_Move(at, stage.after, current, options).run())
        except (NotExpressible, CannotRewrite, TooEntangled):
            continue
        drafts += parts
        at = moved(at, stage.after, current)
    if at == stage.after:
        return tuple(drafts)
    return (*drafts, *refined(Stage(stage.title, at, stage.after, stage.rewritten), options))


def moved(before: Schema, after: Schema, moving: Moving) -> Schema:
    """`before` with this one column, and what stands on it, as `after` has them."""
    entity, target = before.entity(moving.entity), after.entity(moving.entity)
    taken = replace(
        entity,
        attributes=tuple(moving.new if one.id == moving.new.id else one for one in entity.attributes),
        uniques=_taken(entity.uniques, target.uniques, moving),
        checks=_taken(entity.checks, target.checks, moving),
        indexes=_taken(entity.indexes, target.indexes, moving),
    )
    return with_entity(before, taken)


def _taken(before: tuple[Any, ...], after: tuple[Any, ...], moving: Moving) -> tuple[Any, ...]:
    theirs = {one.id: one for one in after}
    kept = []
    for one in before:
        if not stands_on(one, moving.old):
            kept.append(one)
        elif one.id in theirs:
            kept.append(theirs[one.id])
    return tuple(kept)


class _Move:
    """One column on its way."""

    def __init__(self, before: Schema, after: Schema, moving: Moving, options: Options) -> None:
        self.before, self.moving, self.options = before, moving, options
        self.goal = moved(before, after, moving)
        self.table = before.entity(moving.entity)
        self.copy_id = next_id(moving.old.id)
        self.passage = passage(moving.old.name) if moving.retyped else moving.new.name
        self.former = former(moving.old.name) if moving.retyped else moving.old.name
        taken = {one.name for one in self.table.attributes}
        if self.passage in taken or (moving.retyped and self.former in taken) or problems(self.goal):
            raise TooEntangled
        self.ids = {moving.old.id: self.copy_id}
        self.names: dict[str, str] = {}
        self.triggers = Triggers(self.table.id, moving, self.former)

    def run(self) -> Iterator[Draft]:
        both = self._both()
        yield of_stage(Stage(f"add {self.passage} beside {self.moving.old.name}", self.before, both), "expand")
        yield self._kept_in_step(both)
        yield self._filled(both)
        ready = self._ready(both)
        for draft in refined(
            Stage(f"build for {self.passage} what {self.moving.old.name} has", both, ready), self.options
        ):
            yield replace(draft, phase="validate")
        switched = ready
        if self.moving.retyped:
            switched = self._switched(ready)
            yield self._switch(ready, switched)
        yield from self._contract(switched)

    # Designs on the way

    def _copy(self) -> Attribute:
        return replace(self.moving.new, id=self.copy_id, name=self.passage, not_null=None, default=None, comment=None)

    def _both(self) -> Schema:
        return with_entity(self.before, replace(self.table, attributes=(*self.table.attributes, self._copy())))

    def _ready(self, both: Schema) -> Schema:
        """Everything that stands on the old column stands on the new one too, under names of passage."""
        entity, goal = both.entity(self.table.id), self.goal.entity(self.table.id)
        filled = replace(self._copy(), not_null=self._not_null())
        attributes = tuple(filled if one.id == self.copy_id else one for one in entity.attributes)
        changes: dict[str, Any] = {"attributes": attributes}
        for field in ("uniques", "checks", "indexes"):
            copies = tuple(self._copied(one) for one in getattr(goal, field) if self._is_about(one))
            changes[field] = (*getattr(entity, field), *copies)
        links = tuple(
            replace(self._copied(link), child=link.child)
            for link in both.relationships
            if link.child == self.table.id and self.moving.old.id in link.columns
        )
        ready = in_order(
            replace(with_entity(both, replace(entity, **changes)), relationships=(*both.relationships, *links))
        )
        if problems(ready):
            raise TooEntangled
        return ready

    def _not_null(self) -> Any:
        wanted = self.moving.new.not_null
        return wanted and replace(wanted, name=clip_bytes(f"{self.table.name}_{self.passage}_not_null", NAME_BYTES))

    def _is_about(self, item: Any) -> bool:
        return stands_on(item, self.moving.new)

    def _copied(self, item: Any) -> Any:
        """The item on the new column. An item without a name cannot be renamed afterwards."""
        self.ids[item.id] = next_id(item.id)
        wording = ((self.table.name, self.moving.old.name, self.passage),) if self.moving.retyped else ()
        return copied(item, self.ids, wording)

    def _end(self) -> Schema:
        """The goal, its column and what stands on it under the ids that they have on the way."""
        return with_ids(self.goal, self.ids)

    def _switched(self, ready: Schema) -> Schema:
        """The names of the two columns changed over."""
        end = self._end().entity(self.table.id)
        entity = ready.entity(self.table.id)
        attributes: list[Attribute] = []
        for one in entity.attributes:
            if one.id == self.moving.old.id:
                kept = one.not_null and replace(one.not_null, name=not_null_of(self.before, one.id))
                attributes.append(replace(one, name=self.former, default=None, not_null=kept))
            elif one.id == self.copy_id:
                attributes.append(replace(one, name=self.moving.new.name, default=self.moving.new.default))
            else:
                attributes.append(one)
        theirs: tuple[Any, ...] = (*end.checks, *end.indexes)
        texts = {one.id: one for one in theirs}
        standing: tuple[Any, ...] = (*self.table.checks, *self.table.indexes)
        olds = {one.id for one in standing}

        def said(one: Any) -> Any:
            if one.id in texts and one.id not in olds:
                return replace(texts[one.id], name=one.name, comment=None)
            return self._former(one) if stands_on(one, self.moving.old) else one

        return with_entity(
            ready,
            replace(
                entity,
                attributes=tuple(attributes),
                checks=tuple(map(said, entity.checks)),
                indexes=tuple(map(said, entity.indexes)),
            ),
        )

    def _former(self, item: Any) -> Any:
        """What stands on the old column, which is called otherwise now."""

        return reworded(item, ((self.table.name, self.moving.old.name, self.former),))

    # Steps

    def _kept_in_step(self, both: Schema) -> Draft:
        up, down = self.triggers.both_ways(both, self.moving.old.name, self.passage)
        return Draft(
            title=f"keep {self.moving.old.name} and {self.passage} in step", phase="expand", before=both, after=None,
            up=up, down=down,
        )  # fmt: skip

    def _filled(self, both: Schema) -> Draft:
        old, new = name(self.moving.old.name), name(self.passage)
        value = f"{new} = {self.triggers.there(old)}"
        where = f"{new} IS NULL AND {old} IS NOT NULL"
        filling = backfilled(both, both.entity(self.table.id), value, where, self.options, (self.passage,))
        return replace(filling, after=None)

    def _switch(self, ready: Schema, switched: Schema) -> Draft:
        made, gone = self.triggers.both_ways(ready, self.moving.old.name, self.passage)
        follower, unfollow = self.triggers.follower(switched)
        return Draft(
            title=f"{self.moving.new.name} is the new column from here on",
            phase="switch",
            before=ready,
            after=None,
            up=(*gone, *sql_between(ready, switched, _texts(ready, switched)), *follower),
            down=(*unfollow, *sql_between(switched, ready, _texts(switched, ready)), *made),
        )

    def _contract(self, at: Schema) -> Iterator[Draft]:
        end = self._end()
        if self.moving.retyped:
            made, gone = self.triggers.follower(at)
        else:
            made, gone = self.triggers.both_ways(at, self.moving.old.name, self.passage)
        loose = self._loose(at)
        old, current = name(self.former), name(self.moving.new.name)
        values, where = f"{old} = {self.triggers.back(current)}", f"{old} IS NULL AND {current} IS NOT NULL"
        refill = backfilled(loose, loose.entity(self.table.id), values, where, self.options, (self.former,))
        drop = Draft(
            title=f"drop the old {self.moving.old.name}",
            phase="contract",
            before=loose,
            after=None,
            up=(*gone, *sql_between(loose, end, _texts(loose, end))),
            down=(*sql_between(end, loose, _texts(end, loose)), *made),
            remarks=(
                stands_last(f"the new column {self.table.name}.{self.moving.new.name}"),
                f"the way back of the contract fills {self.moving.old.name} again in batches",
            ),
        )
        yield from contracted(drop, at, loose, (refill,), self.options)

    def _loose(self, at: Schema) -> Schema:
        """The old column back, with nothing yet that its missing values could violate."""
        entity = at.entity(self.table.id)
        former = next(one for one in entity.attributes if one.id == self.moving.old.id)
        free = replace(former, not_null=None)
        links = tuple(one for one in at.relationships if self.moving.old.id not in one.columns)
        bare = replace(
            entity,
            attributes=tuple(free if one.id == former.id else one for one in entity.attributes),
            uniques=tuple(one for one in entity.uniques if not stands_on(one, former)),
            checks=tuple(one for one in entity.checks if not stands_on(one, former)),
            indexes=tuple(one for one in entity.indexes if not stands_on(one, former)),
        )
        return replace(with_entity(at, bare), relationships=links)


def _texts(old: Schema, new: Schema) -> frozenset[tuple[str, str, str]]:
    """The texts that differ between two designs, all because of a column's name."""
    return frozenset(
        (one.id, field, text)
        for one in diff(old, new)
        if isinstance(one, Alter) and one.kind in ("check", "index")
        for field, value in one.set.items()
        if isinstance(text := getattr(value, "expression", value), str)
    )
