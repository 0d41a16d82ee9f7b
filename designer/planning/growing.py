"""Integer keys that grow: a key and every column that refers to it are had in the wider type beside the old one.

A key cannot change alone: foreign keys, the primary key's index and a sequence hang on it, and on a large table each
would be written anew under a lock. So all columns that hang together go together: (1) expand: a column beside each,
and a trigger that fills it; (2) backfill; (3) validate: NOT NULL, unique indexes, checks and foreign keys for the new
columns, all online; (4) switch: in one short transaction the columns change names, the keys take over the indexes that
were built, sequences go on with the new columns; (5) contract: the old columns go. Code needs no change, since every
name stays. The way back of the switch builds the old keys again, under its lock: it is for emergencies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.exporters.postgres.changes.columns import WHOLE, is_serial, names_not_null, nullable, serial_sequence
from designer.exporters.postgres.changes.context import alter_table, not_null_of
from designer.exporters.postgres.constraints import deferrable
from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.backfill import backfilled
from designer.planning.copying import TooEntangled, copied, former, next_id, passage, reworded
from designer.planning.drafts import Draft, of_stage
from designer.planning.grown_columns import Column, families
from designer.planning.model import Options
from designer.planning.online import refined, with_entity
from designer.planning.stages import Stage
from designer.planning.standing import stands_on
from designer.schema.align import with_ids
from designer.schema.model import (
    Attribute,
    Entity,
    Index,
    IndexKey,
    NotNull,
    PrimaryKey,
    Relationship,
    Sequence,
    Unique,
)
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems
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


def whole(type_text: str) -> str:
    """An integer type without the sequence and the default that `serial` stands for."""
    return WHOLE.get(type_text.lower(), type_text)


@dataclass(frozen=True, slots=True)
class _Hanging:
    """What of a design hangs on the columns of a family."""

    keys: tuple[tuple[Entity, PrimaryKey | Unique], ...]
    checks: tuple[tuple[Entity, Any], ...]
    indexes: tuple[tuple[Entity, Index], ...]
    links: tuple[Relationship, ...]


class _Growth:
    """One family of columns on its way. Ids of copies are those of what they copy with `next` behind."""

    def __init__(self, before: Schema, family: tuple[Column, ...], options: Options) -> None:
        self.options, self.family = options, family
        self.columns = {one.old.id: one for one in family}
        self.goal = _with_columns(before, {one.old.id: one.new for one in family})
        self.start, self.end = _spelled(before, self.columns), _spelled(self.goal, self.columns)
        self.tables = tuple(dict.fromkeys(one.entity for one in family))
        self.ids = {one.old.id: next_id(one.old.id) for one in family}
        self.hanging = self._hanging()
        self.ids |= {one.id: next_id(one.id) for _, one in (*self.hanging.keys, *self.hanging.checks)}
        self.ids |= {one.id: next_id(one.id) for _, one in self.hanging.indexes}
        self.ids |= {one.id: next_id(one.id) for one in self.hanging.links}
        self.both = self._both()
        self.ready = self._ready()
        self.switched = self._switched()
        for schema in (self.both, self.ready, self.switched):
            if problems(schema):
                raise TooEntangled

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
        yield self._contract()

    # Designs on the way

    def _both(self) -> Schema:
        schema = self.start
        for table in self.tables:
            entity = schema.entity(table)
            copies = [self._copy(one) for one in self.family if one.entity == table]
            taken = {one.name for one in entity.attributes}
            if any({one.passage, one.former} & taken for one in self.family if one.entity == table):
                raise TooEntangled
            schema = with_entity(schema, replace(entity, attributes=(*entity.attributes, *copies)))
        return schema

    def _copy(self, one: Column) -> Attribute:
        return Attribute(id=self.ids[one.old.id], name=one.passage, type=whole(one.new.type))

    def _hanging(self) -> _Hanging:
        tables = [self.start.entity(one) for one in self.tables]
        mine = {one.entity: [each.old for each in self.family if each.entity == one.entity] for one in self.family}

        def of(entity: Entity, items: Iterable[Any]) -> list[tuple[Entity, Any]]:
            return [(entity, one) for one in items if any(stands_on(one, each) for each in mine[entity.id])]

        found = _Hanging(
            keys=tuple(pair for one in tables for pair in of(one, one.keys)),
            checks=tuple(pair for one in tables for pair in of(one, one.checks)),
            indexes=tuple(pair for one in tables for pair in of(one, one.indexes)),
            links=tuple(
                one for one in self.start.relationships if {*one.columns, *one.parent_columns} & set(self.columns)
            ),
        )
        named = (*(one for _, one in (*found.keys, *found.checks, *found.indexes)), *found.links)
        odd = any(one.without_overlaps or one.attached_to for _, one in found.keys)
        if odd or not all(one.name for one in named):
            raise TooEntangled
        return found

    def _ready(self) -> Schema:
        """All that hangs on the old columns hangs on the new ones too, keys as unique indexes."""
        schema = self.both
        for table in self.tables:
            entity = schema.entity(table)
            attributes = tuple(self._settled(one) for one in entity.attributes)
            indexes = [self._copied(one) for owner, one in self.hanging.indexes if owner.id == table]
            indexes += [self._as_index(one) for owner, one in self.hanging.keys if owner.id == table]
            checks = [self._copied(one) for owner, one in self.hanging.checks if owner.id == table]
            changed = replace(
                entity,
                attributes=attributes,
                indexes=(*entity.indexes, *indexes),
                checks=(*entity.checks, *checks),
            )
            schema = with_entity(schema, changed)
        links = tuple(self._copied(one) for one in self.hanging.links)
        return in_order(replace(schema, relationships=(*schema.relationships, *links)))

    def _settled(self, attribute: Attribute) -> Attribute:
        """A copy as strict as what it copies."""
        old = next((one.old for one in self.family if self.ids[one.old.id] == attribute.id), None)
        if old is None or nullable(self.start, old.id):
            return attribute
        table = self.start.entity(self.start.located[old.id].owner).name
        return replace(attribute, not_null=NotNull(name=clip_bytes(f"{table}_{attribute.name}_set", NAME_BYTES)))

    def _copied(self, item: Any) -> Any:
        return copied(item, self.ids, self._words(item, {one.old.id: one.passage for one in self.family}))

    def _words(self, item: Any, names: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
        """(table, column as the item says it, as it says it then) of the columns of the item's table."""
        table = self.start.located[item.id].owner
        return tuple(
            (self.start.entity(table).name, one.old.name, names[one.old.id])
            for one in self.family
            if one.entity == table
        )

    def _as_index(self, key: PrimaryKey | Unique) -> Index:
        return Index(
            id=self.ids[key.id],
            name=passage(_own(key)),
            keys=tuple(IndexKey(column=self.ids.get(one, one)) for one in key.columns),
            include=tuple(self.ids.get(one, one) for one in key.include),
            unique=True,
            nulls_not_distinct=isinstance(key, Unique) and key.nulls_not_distinct,
            options=key.options,
        )

    def _switched(self) -> Schema:
        """The new columns under the names of the old; only plain indexes still stand on those."""
        schema = self.ready
        for table in self.tables:
            schema = with_entity(schema, self._table_switched(schema.entity(table)))
        links = tuple(
            replace(self._copied(one), name=one.name) if one.id in self.ids else one for one in self.start.relationships
        )
        sequences = tuple(self._handed_over(one) for one in schema.sequences)
        return in_order(replace(schema, relationships=links, sequences=sequences))

    def _handed_over(self, sequence: Sequence) -> Sequence:
        theirs = next((one for one in self.end.sequences if one.id == sequence.id), sequence)
        if sequence.owned_by not in self.columns:
            return sequence
        return replace(sequence, type=theirs.type, owned_by=self.ids[sequence.owned_by])

    def _table_switched(self, entity: Entity) -> Entity:
        formers = {one.old.id: one.former for one in self.family}
        keys = {one.id for _, one in self.hanging.keys}
        copies = {self.ids[one] for one in keys}
        checks = {one.id: one for _, one in self.hanging.checks}
        primary = entity.primary_key
        return replace(
            entity,
            attributes=tuple(self._column_switched(one) for one in entity.attributes),
            primary_key=self._key_on_copies(primary) if primary and primary.id in keys else primary,
            uniques=tuple(self._key_on_copies(one) if one.id in keys else one for one in entity.uniques),
            checks=tuple(
                replace(one, id=self.ids[one.id], comment=None) if one.id in checks else one
                for one in entity.checks
                if one.id not in {self.ids[each] for each in checks}
            ),
            indexes=tuple(self._index_switched(one, formers) for one in entity.indexes if one.id not in copies),
        )

    def _index_switched(self, index: Index, formers: dict[str, str]) -> Index:
        """An old index beside the table's columns of old; a copy as what it copied, but for the columns' ids."""
        originals = {self.ids[one.id]: one for _, one in self.hanging.indexes}
        if index.id in originals:
            original = originals[index.id]
            keys = tuple(replace(one, column=self.ids.get(one.column or "", one.column)) for one in original.keys)
            return replace(original, id=index.id, keys=keys, include=index.include, comment=None)
        if self.ids.get(index.id) in originals:
            worded: Index = reworded(index, self._words(index, formers))
            return replace(worded, name=former(_own(index)))
        return index

    def _key_on_copies(self, key: Any) -> Any:
        return replace(
            key,
            id=self.ids[key.id],
            columns=tuple(self.ids.get(one, one) for one in key.columns),
            include=tuple(self.ids.get(one, one) for one in key.include),
            comment=None,
        )

    def _column_switched(self, attribute: Attribute) -> Attribute:
        for one in self.family:
            if attribute.id == one.old.id:
                return replace(attribute, name=one.former, not_null=None, default=None, identity=None)
            if attribute.id == self.ids[one.old.id]:
                end = self.end.attribute(one.old.id)
                kept = end.not_null or (attribute.not_null and NotNull())
                return replace(end, id=attribute.id, comment=None, not_null=kept)
        return attribute

    # Steps

    def _filled(self, table: str) -> Draft:
        mine = [one for one in self.family if one.entity == table]
        values = ", ".join(f"{name(one.passage)} = {name(one.old.name)}" for one in mine)
        where = " OR ".join(f"{name(one.passage)} IS DISTINCT FROM {name(one.old.name)}" for one in mine)
        return replace(backfilled(self.both, self.both.entity(table), values, where, self.options), after=None)

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
                "the wider columns stand last in their tables: code that names no columns, as in INSERT INTO t VALUES"
                " or SELECT *, meets another order from the switch on",
                "the way back of the switch builds the old keys again while their tables are locked",
            ),
        )

    def _over(self) -> Iterator[str]:
        """Old keys and checks away, names changed over, new keys on the indexes that were built for them."""
        yield from self._dropped(self.hanging)
        for owner, index in self.hanging.indexes:
            yield _index_renamed(self.start, owner, _own(index), former(_own(index)))
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
            yield _index_renamed(self.start, owner, passage(_own(index)), _own(index))
        yield from self._constraints_renamed()

    def _back(self) -> Iterator[str]:
        yield from self._dropped(self.hanging)
        for owner, index in self.hanging.indexes:
            yield _index_renamed(self.start, owner, _own(index), passage(_own(index)))
            yield _index_renamed(self.start, owner, former(_own(index)), _own(index))
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
        low = self._without_hanging(self.ready)
        yield from sql_between(low, self.ready)

    def _dropped(self, hanging: _Hanging) -> Iterator[str]:
        for link in hanging.links:
            yield f"{alter_table(self.start, self.start.entity(link.child))} DROP CONSTRAINT {name(_own(link))};"
        for owner, item in (*hanging.keys, *hanging.checks):
            yield f"{alter_table(self.start, owner)} DROP CONSTRAINT {name(item.name)};"

    def _without_hanging(self, schema: Schema) -> Schema:
        gone = {one.id for _, one in (*self.hanging.keys, *self.hanging.checks)}
        gone |= {one.id for one in self.hanging.links}
        gone |= {self.ids[one] for one in gone}
        for table in self.tables:
            entity = schema.entity(table)
            primary = entity.primary_key
            bare = replace(
                entity,
                primary_key=None if primary and primary.id in gone else primary,
                uniques=tuple(one for one in entity.uniques if one.id not in gone),
                checks=tuple(one for one in entity.checks if one.id not in gone),
                indexes=tuple(one for one in entity.indexes if one.id not in gone),
            )
            schema = with_entity(schema, bare)
        return replace(schema, relationships=tuple(one for one in schema.relationships if one.id not in gone))

    def _using_index(self, owner: Entity, key: PrimaryKey | Unique) -> str:
        word = "PRIMARY KEY" if isinstance(key, PrimaryKey) else "UNIQUE"
        index, mode = name(passage(_own(key))), deferrable(key.deferrable)
        return f"{alter_table(self.start, owner)} ADD CONSTRAINT {name(_own(key))} {word} USING INDEX {index}{mode};"

    def _constraints_renamed(self) -> Iterator[str]:
        for owner, check in self.hanging.checks:
            yield _constraint_renamed(self.start, owner, passage(check.name), check.name)
        for link in self.hanging.links:
            yield _constraint_renamed(self.start, self.start.entity(link.child), passage(_own(link)), _own(link))

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
        made = "\n    ".join(sql_between(without, with_it))
        old, new = (f"pg_get_serial_sequence({literal(table)}, {literal(each)})" for each in (leaving, taking))
        return (
            f"DO $identity$\nDECLARE\n    reached bigint;\n    called boolean;\nBEGIN\n"
            f"    EXECUTE 'SELECT last_value, is_called FROM ' || {old} INTO reached, called;\n"
            f"    ALTER TABLE {table} ALTER COLUMN {name(leaving)} DROP IDENTITY;\n"
            f"    {made}\n"
            f"    PERFORM setval({new}, reached, called);\nEND\n$identity$;"
        )

    def _contract(self) -> Draft:
        end = with_ids(self.end, self.ids)
        follow, unfollow = self._triggers(self.switched, self._follows)
        loose = self._loose()
        refills = [self._refill(table) for table in self.tables]
        return Draft(
            title="drop the narrow columns",
            phase="contract",
            before=self.switched,
            after=None,
            up=(*unfollow, *sql_between(self.switched, end)),
            down=(*sql_between(end, loose), *refills, *sql_between(loose, self.switched), *follow),
            remarks=("the way back of the contract fills the narrow columns again in one statement for each table",),
        )

    def _loose(self) -> Schema:
        """The narrow columns back, without their indexes yet."""
        schema = self.switched
        old = {one.id for _, one in self.hanging.indexes}
        for table in self.tables:
            entity = schema.entity(table)
            kept = tuple(one for one in entity.indexes if one.id not in old)
            schema = with_entity(schema, replace(entity, indexes=kept))
        return schema

    def _refill(self, table: str) -> str:
        mine = [one for one in self.family if one.entity == table]
        values = ", ".join(f"{name(one.former)} = {_narrow(one, name(one.old.name))}" for one in mine)
        return f"UPDATE {qualified(self.start, self.start.entity(table))} SET {values};"

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
            made += (
                f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $keep$\nBEGIN\n    {body}\n"
                "    RETURN NEW;\nEND\n$keep$;",
                f"CREATE TRIGGER {name(own)} BEFORE INSERT OR UPDATE ON {qualified(schema, entity)}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}();",
            )
            gone += (f"DROP TRIGGER {name(own)} ON {qualified(schema, entity)};", f"DROP FUNCTION {function}();")
        return tuple(made), tuple(gone)


def _narrow(one: Column, value: str) -> str:
    """The value in the old type, NULL where it does not fit: what is written must not fail for the sake of a copy."""
    old = whole(one.old.type)
    most = _LIMITS["smallint" if old in ("smallint", "int2") else "integer"]
    return f"CASE WHEN {value} BETWEEN {-most - 1} AND {most} THEN {value}::{old} END"


def _only(goal: Schema, one: Column, column: str) -> Schema:
    """The goal with the column under the name that it has at that moment."""
    entity = goal.entity(one.entity)
    attributes = tuple(replace(each, name=column) if each.id == one.old.id else each for each in entity.attributes)
    return with_entity(goal, replace(entity, attributes=attributes))


def _with_columns(schema: Schema, columns: dict[str, Attribute]) -> Schema:
    for table in {schema.located[one].owner for one in columns}:
        entity = schema.entity(table)
        attributes = tuple(columns.get(one.id, one) for one in entity.attributes)
        schema = with_entity(schema, replace(entity, attributes=attributes))
    return schema


def _spelled(schema: Schema, columns: dict[str, Column]) -> Schema:
    """The design with what `serial` stands for said in full: the same catalogue, and a default that can move."""
    sequences: list[Sequence] = []
    changed: dict[str, Attribute] = {}
    for key in columns:
        attribute = schema.attribute(key)
        if is_serial(attribute):
            entity = schema.entity(schema.located[key].owner)
            own = serial_sequence(schema, attribute)
            plain = whole(attribute.type)
            default = f"nextval({literal(beside(schema, entity, own))}::regclass)"
            changed[key] = replace(attribute, type=plain, default=default, not_null=attribute.not_null or NotNull())
            sequences.append(Sequence(id=f"{key} sequence", schema=entity.schema, name=own, type=plain, owned_by=key))
    if not changed:
        return schema
    return in_order(replace(_with_columns(schema, changed), sequences=(*schema.sequences, *sequences)))


def _constraint_renamed(schema: Schema, owner: Entity, old: str, new: str) -> str:
    return f"{alter_table(schema, owner)} RENAME CONSTRAINT {name(old)} TO {name(new)};"


def _index_renamed(schema: Schema, owner: Entity, old: str, new: str) -> str:
    return f"ALTER INDEX {beside(schema, owner, old)} RENAME TO {name(new)};"


def _own(item: Any) -> str:
    """The name of a constraint or an index; `_hanging` has refused what has none."""
    return str(item.name)
