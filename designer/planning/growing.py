"""Integer keys that grow: a key and every column that refers to it are had in the wider type beside the old one.

A key cannot change alone: foreign keys, the primary key's index and a sequence hang on it, and on a large table each
would be written anew under a lock. So all columns that hang together go together: (1) expand: a column beside each,
and a trigger that fills it; (2) backfill; (3) validate: NOT NULL, unique indexes, checks and foreign keys for the new
columns, all online; (4) switch: in one short transaction the columns change names, the keys take over the indexes that
were built, sequences go on with the new columns; (5) contract: the old columns go. Every name stays, so code that names
its columns needs no change; what names none meets the columns in another order, as the plan says. The way back of the
switch builds the old keys again, under its lock: it is for emergencies.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.exporters.postgres.changes.column_traits import names_not_null, nullable
from designer.exporters.postgres.changes.context import alter_table, not_null_of
from designer.exporters.postgres.constraints import deferrable
from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import name
from designer.planning.backfill import backfilled
from designer.planning.bodies import quoted_body
from designer.planning.contracting import contracted
from designer.planning.copying import TooEntangled, former, passage, stands_last
from designer.planning.drafts import Draft, of_stage
from designer.planning.grown_columns import Column, families
from designer.planning.grown_designs import Designs, Hanging, own, whole
from designer.planning.identities import handed_over
from designer.planning.light import with_entity
from designer.planning.model import Options
from designer.planning.online import refined
from designer.planning.stages import Stage
from designer.schema.align import with_ids
from designer.schema.model import Entity, PrimaryKey, Unique
from designer.schema.schema import Schema
from designer.sql.identifiers import NAME_BYTES, clip_bytes
from designer.sql.names import CannotRewrite

_LIMITS = {"smallint": 32_767, "integer": 2_147_483_647}


def grown(stage: Stage, options: Options) -> tuple[tuple[Draft, ...], Schema]:
    """The drafts that let the keys of a stage grow, and the design that they lead to."""
    at = stage.before
    drafts: list[Draft] = []
    for family in families(stage.before, stage.after, options):
        try:
            growth = _Growth(at, family, options)
            parts = tuple(growth.run())
        except (NotExpressible, CannotRewrite, TooEntangled):
            continue
        drafts += parts
        at = growth.goal
    return tuple(drafts), at


class _Growth(Designs):
    """The steps of one family."""

    def __init__(self, before: Schema, family: tuple[Column, ...], options: Options) -> None:
        super().__init__(before, family)
        self.options = options

    def run(self) -> Iterator[Draft]:
        """The drafts in their order."""
        listed = ", ".join(f"{self.start.entity(one.entity).name}.{one.old.name}" for one in self.family)
        yield of_stage(Stage(f"add wider columns beside {listed}", self.start, self.both), "expand")
        keep, kept_no_more = self._triggers(self.both, self._fills)
        yield Draft(title="fill them as rows are written", phase="expand", before=self.both, after=None, up=keep,
                    down=kept_no_more)  # fmt: skip
        for table in self.tables:
            yield self._filled(table)
        for draft in refined(Stage("build for them what the old ones have", self.both, self.ready), self.options):
            yield replace(draft, phase="validate")
        yield self._switch(keep, kept_no_more)
        yield from self._contract()

    # Steps

    def _filled(self, table: str) -> Draft:
        mine = [one for one in self.family if one.entity == table]
        values = ", ".join(f"{name(one.passage)} = {name(one.old.name)}" for one in mine)
        where = " OR ".join(f"{name(one.passage)} IS DISTINCT FROM {name(one.old.name)}" for one in mine)
        new = tuple(one.passage for one in mine)
        filling = backfilled(self.both, self.both.entity(table), values, where, self.options, new)
        return replace(filling, after=None)

    def _switch(self, keep: tuple[str, ...], kept_no_more: tuple[str, ...]) -> Draft:
        follow, unfollow = self._triggers(self.switched, self._follows)
        return Draft(
            title="the wider columns are the columns from here on",
            phase="switch",
            before=self.ready,
            after=None,
            up=(*kept_no_more, *self._over(), *follow),
            down=(*unfollow, *self._back(), *keep),
            remarks=(
                *(stands_last(f"the wider {self.start.entity(one.entity).name}.{one.old.name}") for one in self.family),
                "the way back of the switch builds the old keys again while their tables are locked",
            ),
        )

    def _over(self) -> Iterator[str]:
        """Old keys and checks away, names changed over, new keys on the indexes that were built for them."""
        yield from self._dropped(self.hanging)
        for owner, index in self.hanging.indexes:
            yield _index_renamed(self.start, owner, own(index), former(own(index)))
        for one in self.family:
            head = alter_table(self.start, self.start.entity(one.entity))
            yield f"{head} RENAME COLUMN {name(one.old.name)} TO {name(one.former)};"
            yield f"{head} RENAME COLUMN {name(one.passage)} TO {name(one.old.name)};"
            if one.old.identity:
                yield self._identity(one, one.former, one.old.name, self.end)
            if not nullable(self.start, one.old.id):
                yield f"{head} ALTER COLUMN {name(one.former)} DROP NOT NULL;"
                yield from self._not_null_named(one, back=False)
            yield from self._defaults(one, one.former, one.old.name, self.end)
        for owner, key in self.hanging.keys:
            yield self._using_index(owner, key)
        for owner, index in self.hanging.indexes:
            yield _index_renamed(self.start, owner, passage(own(index)), own(index))
        yield from self._constraints_renamed()

    def _back(self) -> Iterator[str]:
        yield from self._dropped(self.hanging)
        for owner, index in self.hanging.indexes:
            yield _index_renamed(self.start, owner, own(index), passage(own(index)))
            yield _index_renamed(self.start, owner, former(own(index)), own(index))
        for one in self.family:
            head = alter_table(self.start, self.start.entity(one.entity))
            if not nullable(self.start, one.old.id):
                yield from self._not_null_named(one, back=True)
            yield f"{head} RENAME COLUMN {name(one.old.name)} TO {name(one.passage)};"
            yield f"{head} RENAME COLUMN {name(one.former)} TO {name(one.old.name)};"
            if not nullable(self.start, one.old.id):
                yield self._not_null_again(one)
            if one.old.identity:
                yield self._identity(one, one.passage, one.old.name, self.start)
            yield from self._defaults(one, one.passage, one.old.name, self.start)
        low = self.without_hanging(self.ready)
        yield from sql_between(low, self.ready)

    def _dropped(self, hanging: Hanging) -> Iterator[str]:
        for link in hanging.links:
            yield f"{alter_table(self.start, self.start.entity(link.child))} DROP CONSTRAINT {name(own(link))};"
        for owner, item in (*hanging.keys, *hanging.checks):
            yield f"{alter_table(self.start, owner)} DROP CONSTRAINT {name(item.name)};"

    def _using_index(self, owner: Entity, key: PrimaryKey | Unique) -> str:
        word = "PRIMARY KEY" if isinstance(key, PrimaryKey) else "UNIQUE"
        index, mode = name(passage(own(key))), deferrable(key.deferrable)
        return f"{alter_table(self.start, owner)} ADD CONSTRAINT {name(own(key))} {word} USING INDEX {index}{mode};"

    def _constraints_renamed(self) -> Iterator[str]:
        for owner, check in self.hanging.checks:
            yield _constraint_renamed(self.start, owner, passage(check.name), check.name)
        for link in self.hanging.links:
            yield _constraint_renamed(self.start, self.start.entity(link.child), passage(own(link)), own(link))

    def _not_null_named(self, one: Column, *, back: bool) -> Iterator[str]:
        """The name of the new column's NOT NULL constraint, where the server keeps one."""
        if names_not_null(self.start):
            owner = self.start.entity(one.entity)
            passage, final = not_null_of(self.ready, self.ids[one.old.id]), not_null_of(self.start, one.old.id)
            pair = (final, passage) if back else (passage, final)
            if passage != final:
                yield _constraint_renamed(self.start, owner, *pair)

    def _not_null_again(self, one: Column) -> str:
        head, column = alter_table(self.start, self.start.entity(one.entity)), name(one.old.name)
        if names_not_null(self.start):
            return f"{head} ADD CONSTRAINT {name(not_null_of(self.start, one.old.id))} NOT NULL {column};"
        return f"{head} ALTER COLUMN {column} SET NOT NULL;"

    def _defaults(self, one: Column, leaving: str, taking: str, goal: Schema) -> Iterator[str]:
        """Default and sequence from one column to the other."""
        head = alter_table(self.start, self.start.entity(one.entity))
        there = goal.attribute(one.old.id)
        if there.default is not None:
            yield f"{head} ALTER COLUMN {name(leaving)} DROP DEFAULT;"
            yield f"{head} ALTER COLUMN {name(taking)} SET DEFAULT {there.default};"
        for sequence in goal.sequences:
            if sequence.owned_by == one.old.id:
                column = f"{qualified(self.start, self.start.entity(one.entity))}.{name(taking)}"
                as_type = f" AS {sequence.type}" if sequence.type else ""
                yield f"ALTER SEQUENCE {qualified(goal, sequence)}{as_type} OWNED BY {column};"

    def _identity(self, one: Column, leaving: str, taking: str, goal: Schema) -> str:
        """The numbers go on where they are, from a sequence of the other column's own."""
        table = qualified(self.start, self.start.entity(one.entity))
        with_it = _only(goal, one, taking)
        without = with_entity(
            with_it,
            replace(
                with_it.entity(one.entity),
                attributes=tuple(replace(each, identity=None) for each in with_it.entity(one.entity).attributes),
            ),
        )
        return handed_over((table, leaving), (table, taking), sql_between(without, with_it))

    def _contract(self) -> Iterator[Draft]:
        end = with_ids(self.end, self.ids)
        follow, unfollow = self._triggers(self.switched, self._follows)
        loose = self.loose()
        drop = Draft(
            title="drop the narrow columns",
            phase="contract",
            before=loose,
            after=None,
            up=(*unfollow, *sql_between(loose, end)),
            down=(*sql_between(end, loose), *follow),
            remarks=("the way back of the contract fills the narrow columns again in batches",),
        )
        yield from contracted(drop, self.switched, loose, map(self._refilled, reversed(self.tables)), self.options)

    def _refilled(self, table: str) -> Draft:
        mine = [one for one in self.family if one.entity == table]
        narrow = [(name(one.former), _narrow(one, name(one.old.name))) for one in mine]
        values = ", ".join(f"{column} = {value}" for column, value in narrow)
        where = " OR ".join(f"{column} IS DISTINCT FROM {value}" for column, value in narrow)
        schema = self.loose()
        new = tuple(one.former for one in mine)
        return backfilled(schema, schema.entity(table), values, where, self.options, new)

    # Triggers

    def _fills(self, one: Column) -> str:
        return f"NEW.{name(one.passage)} := NEW.{name(one.old.name)};"

    def _follows(self, one: Column) -> str:
        return f"NEW.{name(one.former)} := {_narrow(one, f'NEW.{name(one.old.name)}')};"

    def _triggers(self, schema: Schema, assign: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        made: list[str] = []
        gone: list[str] = []
        for table in self.tables:
            entity = schema.entity(table)
            own = clip_bytes(f"grow_{entity.name}", NAME_BYTES)
            function = beside(schema, entity, own)
            body = "\n    ".join(assign(one) for one in self.family if one.entity == table)
            whole_body = f"\nBEGIN\n    {body}\n    RETURN NEW;\nEND\n"
            made += (
                f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {quoted_body(whole_body, 'keep')};",
                f"CREATE TRIGGER {name(own)} BEFORE INSERT OR UPDATE ON {qualified(schema, entity)}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}();",
            )
            gone += (f"DROP TRIGGER {name(own)} ON {qualified(schema, entity)};", f"DROP FUNCTION {function}();")
        return tuple(made), tuple(gone)


def _narrow(one: Column, value: str) -> str:
    """The value in the old type, NULL where it does not fit: what is written must not fail for the sake of a copy."""
    old = whole(one.old.type)
    most = _LIMITS[old]
    return f"CASE WHEN {value} BETWEEN {-most - 1} AND {most} THEN {value}::{old} END"


def _only(goal: Schema, one: Column, column: str) -> Schema:
    """The goal with the column under the name that it has at that moment."""
    entity = goal.entity(one.entity)
    attributes = tuple(replace(each, name=column) if each.id == one.old.id else each for each in entity.attributes)
    return with_entity(goal, replace(entity, attributes=attributes))


def _constraint_renamed(schema: Schema, owner: Entity, old: str, new: str) -> str:
    return f"{alter_table(schema, owner)} RENAME CONSTRAINT {name(old)} TO {name(new)};"


def _index_renamed(schema: Schema, owner: Entity, old: str, new: str) -> str:
    return f"ALTER INDEX {beside(schema, owner, old)} RENAME TO {name(new)};"
