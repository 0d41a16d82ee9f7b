"""The online strategy: the same end by smaller stages, none of which holds a strong lock for long.

Indexes are built and dropped CONCURRENTLY, each alone and outside a transaction; constraints come NOT VALID and are
validated by a step of their own; NOT NULL rests on something validated before; keys take over an index built before;
a replaced index is built before the old one goes; columns are dropped last.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.postgres.changes import NotExpressible
from designer.exporters.postgres.changes.context import alter_table
from designer.exporters.postgres.constraints import deferrable
from designer.exporters.postgres.naming import beside
from designer.exporters.postgres.text import name
from designer.planning.backfill import backfilled
from designer.planning.drafts import Draft, of_stage
from designer.planning.model import Options
from designer.planning.stages import Stage, mixed, unkeyed
from designer.schema.frozen import EMPTY
from designer.schema.kinds import KINDS
from designer.schema.model import Attribute, Check, Entity, Index, IndexKey, NotNull, PrimaryKey, Relationship, Unique
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.identifiers import NAME_BYTES, clip_bytes, quote_identifier

_LIGHT_INDEX = ("name", "comment", "options", "attached_to", "tablespace", "visible", "x")


def refined(stage: Stage, options: Options) -> tuple[Draft, ...]:
    """The drafts of one stage. Where the smaller stages do not hold together, the stage as it is."""
    try:
        drafts = tuple(_Refining(stage, options).run())
    except (NotExpressible, _TooEntangled):
        return (of_stage(stage),)
    return drafts or (of_stage(stage),)


def is_small(entity: Entity, options: Options) -> bool:
    """Whether the declared rows make it certain that reading the whole table is nothing."""
    return entity.rows is not None and entity.rows <= options.small_rows


class _TooEntangled(Exception):
    """Smaller stages would be no designs."""


class _Refining:
    """One stage taken apart; `at` is the design reached so far."""

    def __init__(self, stage: Stage, options: Options) -> None:
        self.stage, self.options = stage, options
        self.at = stage.before

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

    def _is_new_link(self, link: Relationship) -> bool:
        before = self.stage.before
        child = self.stage.after.entity(link.child)
        if link.id in before.located or link.child not in before.located or not (link.validated and link.enforced):
            return False
        if link.child in self.stage.fresh:
            return False
        return not is_small(child, self.options) and not child.partition_by

    def _is_remade(self, link: Relationship) -> bool:
        """Whether a foreign key is there that no statement changes in place."""
        located = self.stage.before.located.get(link.id)
        child = self.stage.after.entity(link.child)
        if located is None or link.child in self.stage.fresh or is_small(child, self.options) or child.partition_by:
            return False
        known = link.name is not None and located.value.name == link.name and link.validated and link.enforced
        return known and not _same_but_for(located.value, link, ("name", "comment", "validated", "deferrable", "x"))

    # Steps

    def _to(self, there: Schema, title: str) -> Iterator[Draft]:
        """The stage to another design, if that is one and is another."""
        if problems(there, since=self.at) or unkeyed(there) - unkeyed(self.stage.before) - unkeyed(self.stage.after):
            raise _TooEntangled
        stage = Stage(title, self.at, there)
        draft = of_stage(stage, "expand")
        self.at = there
        if draft.up or draft.down or draft.remarks:
            yield draft

    def _concurrently(self, there: Schema, title: str, index: str) -> Iterator[Draft]:
        """An index built or dropped: alone, outside a transaction, a failed build of the same name out of the way."""
        draft = next(iter(self._to(there, title)), None)
        if draft is None or len(draft.up) != 1 or len(draft.down) != 1:
            raise _TooEntangled
        up, down = (_made_concurrent(one[0]) for one in (draft.up, draft.down))
        if up.startswith("CREATE"):
            guard = f"DROP INDEX CONCURRENTLY IF EXISTS {index};"
            title = f"clear what a failed build of {index} left"
            clearing = replace(draft, title=title, after=draft.before, up=(guard,), down=(guard,))
            yield replace(clearing, transactional=False)
            down = guard
        yield replace(draft, up=(up,), down=(down,), transactional=False)

    # Designs on the way

    def _with(self, entity: Entity) -> Schema:
        return with_entity(self.at, entity)

    def _entity(self, entity_id: str) -> Entity:
        return self.at.entity(entity_id)

    def _indexes_gone(self, before: Entity, after: Entity) -> Iterator[Draft]:
        kept = {one.id for one in after.indexes}
        for index in before.indexes:
            if index.id not in kept and index.name and not index.attached_to:
                now = self._entity(after.id)
                there = self._with(replace(now, indexes=tuple(one for one in now.indexes if one.id != index.id)))
                own = beside(self.at, now, index.name)
                bare = replace(index, comment=None)
                if index.comment:  # so that the way back is one statement
                    yield from self._to(
                        self._with(replace(now, indexes=_swapped(now.indexes, index.id, bare))),
                        f"take the comment from {index.name}",
                    )
                    now = self._entity(after.id)
                    there = self._with(replace(now, indexes=tuple(one for one in now.indexes if one.id != index.id)))
                yield from self._concurrently(there, f"drop the index {index.name}", own)

    def _put_off(self, heavy: list[Entity], links: list[Relationship]) -> Schema:
        """The stage's design without what comes later: what is heavy to add, and what is dropped at the end."""
        ids = frozenset(
            one.id for one in _tops(self.stage.before, self.stage.after) if one.id not in {link.id for link in links}
        )
        middle = mixed(self.at, self.stage.after, ids)
        for entity in heavy:
            middle = with_entity(middle, self._light(self._entity(entity.id), entity))
        return middle

    def _light(self, before: Entity, after: Entity) -> Entity:
        old = {one.id: one for one in before.attributes}
        new = {one.id: one for one in after.attributes}
        kept = [self._light_column(old[one.id], new[one.id]) for one in before.attributes if one.id in new]
        gone = [one for one in before.attributes if one.id not in new]
        come = [self._light_new(one) for one in after.attributes if one.id not in old]
        order = {one.id: n for n, one in enumerate(before.attributes)}
        attributes = sorted((*kept, *gone), key=lambda one: order[one.id]) + come
        return replace(
            after,
            attributes=tuple(attributes),
            primary_key=_still(before.primary_key, after.primary_key),
            uniques=_kept(before.uniques, after.uniques),
            checks=_kept(before.checks, after.checks),
            indexes=_kept_indexes(before.indexes, after.indexes),
        )

    def _light_column(self, old: Attribute, new: Attribute) -> Attribute:
        if new.not_null and not old.not_null and new.not_null.validated and not new.identity:
            return replace(new, not_null=None)
        return new

    def _light_new(self, new: Attribute) -> Attribute:
        if not needs_backfill(new):
            return new
        return replace(new, default=None, not_null=None)

    def _table(self, before: Entity, after: Entity) -> Iterator[Draft]:
        old = {one.id: one for one in before.attributes}
        for attribute in after.attributes:
            previous = old.get(attribute.id)
            if previous is None and needs_backfill(attribute):
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

    def _filled(self, entity: Entity, attribute: Attribute) -> Iterator[Draft]:
        """A default that is computed for each row: set for new rows, then the old ones filled in batches."""
        now = self._entity(entity.id)
        filled = replace(next(one for one in now.attributes if one.id == attribute.id), default=attribute.default)
        yield from self._to(self._with(_column(now, filled)), f"set the default of {attribute.name}")
        where = f"{quote_identifier(attribute.name, 'postgres')} IS NULL"
        value = f"{quote_identifier(attribute.name, 'postgres')} = DEFAULT"
        yield backfilled(self.at, self._entity(entity.id), value, where, self.options)

    def _not_null(self, entity: Entity, attribute: Attribute) -> Iterator[Draft]:
        """Through a constraint that is validated under a weak lock (named NOT NULL from 18 on, a check before)."""
        wanted = attribute.not_null or NotNull()
        title = f"{attribute.name} is not null"
        now = self._entity(entity.id)
        column = next(one for one in now.attributes if one.id == attribute.id)
        if self.options.target_version >= 18 and not wanted.no_inherit:
            lazy = replace(column, not_null=replace(wanted, validated=False))
            yield from self._to(self._with(_column(now, lazy)), f"{title}, for new rows")
            now = self._entity(entity.id)
            yield from self._to(self._with(_column(now, replace(lazy, not_null=wanted))), f"validate that {title}")
            return
        proof_name = clip_bytes(f"{entity.name}_{attribute.name}_filled", NAME_BYTES)
        expression = f"{quote_identifier(attribute.name, 'postgres')} IS NOT NULL"
        proof = Check(id=f"{attribute.id} filled", name=proof_name, expression=expression, validated=False)
        yield from self._to(self._with(replace(now, checks=(*now.checks, proof))), f"{title}, for new rows")
        now = self._entity(entity.id)
        valid = _swapped(now.checks, proof.id, replace(proof, validated=True))
        yield from self._to(self._with(replace(now, checks=valid)), f"validate that {title}")
        now = self._entity(entity.id)
        yield from self._to(self._with(_column(now, replace(column, not_null=wanted))), f"set {title}")
        now = self._entity(entity.id)
        rest = tuple(one for one in now.checks if one.id != proof.id)
        yield from self._to(self._with(replace(now, checks=rest)), f"drop the proof that {title}")

    def _indexes(self, before: Entity, after: Entity) -> Iterator[Draft]:
        old = {one.id: one for one in before.indexes}
        for index in after.indexes:
            previous = old.get(index.id)
            if previous is not None and not _rebuilt(previous, index):
                continue
            if index.name is None:
                raise _TooEntangled
            now = self._entity(after.id)
            plain = replace(index, comment=None, options=_storage_only(index))
            if previous is None:
                own = beside(self.at, now, index.name)
                there = self._with(replace(now, indexes=(*now.indexes, plain)))
                yield from self._concurrently(there, f"build the index {index.name}", own)
                continue
            yield from self._replaced(after, previous, plain)

    def _replaced(self, after: Entity, previous: Index, index: Index) -> Iterator[Draft]:
        """The new index is there, under another name, before the old one goes."""
        passage = clip_bytes(f"{index.name}_next", NAME_BYTES)
        now = self._entity(after.id)
        coming = replace(index, id=f"{index.id} next", name=passage)
        own = beside(self.at, now, passage)
        yield from self._concurrently(
            self._with(replace(now, indexes=(*now.indexes, coming))), f"build what replaces {index.name}", own
        )
        now = self._entity(after.id)
        alone = tuple(one for one in now.indexes if one.id != previous.id)
        if previous.comment or previous.name is None:
            raise _TooEntangled
        yield from self._concurrently(
            self._with(replace(now, indexes=alone)),
            f"drop the index {previous.name}",
            beside(self.at, now, previous.name),
        )
        now = self._entity(after.id)
        named = tuple(replace(one, name=index.name) if one.id == coming.id else one for one in now.indexes)
        yield from self._to(self._with(replace(now, indexes=named)), f"give {index.name} its name")
        # The same index under the id that the design knows it by.
        now = self._entity(after.id)
        self.at = self._with(replace(now, indexes=_swapped(now.indexes, coming.id, index)))

    def _key(self, after: Entity, key: PrimaryKey | Unique) -> Iterator[Draft]:
        """The index first, CONCURRENTLY; then the key takes it over, which reads nothing."""
        if key.name is None or key.without_overlaps or key.attached_to:
            return
        now = self._entity(after.id)
        index = Index(
            id=f"{key.id} index",
            name=key.name,
            keys=tuple(IndexKey(column=column) for column in key.columns),
            include=key.include,
            unique=True,
            nulls_not_distinct=isinstance(key, Unique) and key.nulls_not_distinct,
            options=key.options,
        )
        own = beside(self.at, now, key.name)
        there = self._with(replace(now, indexes=(*now.indexes, index)))
        yield from self._concurrently(there, f"build the index of {key.name}", own)
        now = self._entity(after.id)
        field = {"primary_key": key} if isinstance(key, PrimaryKey) else {"uniques": (*now.uniques, key)}
        changes: dict[str, Any] = {**field, "indexes": tuple(one for one in now.indexes if one.id != index.id)}
        there = self._with(replace(now, **changes))
        if problems(there):
            raise _TooEntangled
        head = alter_table(there, after)
        word = "PRIMARY KEY" if isinstance(key, PrimaryKey) else "UNIQUE"
        own, mode = name(key.name), deferrable(key.deferrable)
        using = f"{head} ADD CONSTRAINT {own} {word} USING INDEX {own}{mode};"
        yield Draft(
            title=f"make {key.name} a constraint", phase="expand", before=self.at, after=there, up=(using,),
            down=(f"{head} DROP CONSTRAINT {name(key.name)};",),
        )  # fmt: skip
        self.at = with_entity(there, _without_comment(there.entity(after.id), key))

    def _check(self, after: Entity, check: Check) -> Iterator[Draft]:
        now = self._entity(after.id)
        if not check.name or not (check.validated and check.enforced):
            return
        lazy = replace(check, validated=False, comment=None)
        yield from self._to(self._with(replace(now, checks=(*now.checks, lazy))), f"check {check.name}, for new rows")
        now = self._entity(after.id)
        valid = _swapped(now.checks, check.id, replace(check, comment=None))
        yield from self._validation(self._with(replace(now, checks=valid)), f"validate {check.name}")

    def _link(self, link: Relationship) -> Iterator[Draft]:
        lazy = replace(link, validated=False, comment=None)
        there = in_order(replace(self.at, relationships=(*self.at.relationships, lazy)))
        yield from self._to(there, f"add the foreign key {link.name}, for new rows")
        rest = tuple(one for one in self.at.relationships if one.id != link.id)
        valid = in_order(replace(self.at, relationships=(*rest, replace(link, comment=None))))
        yield from self._validation(valid, f"validate the foreign key {link.name}")

    def _remade(self, link: Relationship) -> Iterator[Draft]:
        """The new foreign key is there and validated, under another name, before the old one goes."""
        passage = clip_bytes(f"{link.name}_next", NAME_BYTES)
        coming = replace(link, id=f"{link.id} next", name=passage, validated=False, comment=None)
        there = in_order(replace(self.at, relationships=(*self.at.relationships, coming)))
        yield from self._to(there, f"add what replaces the foreign key {link.name}, for new rows")
        valid = replace(coming, validated=True)
        there = in_order(replace(self.at, relationships=_swapped(self.at.relationships, coming.id, valid)))
        yield from self._validation(there, f"validate what replaces the foreign key {link.name}")
        alone = tuple(
            replace(one, name=link.name) if one.id == coming.id else one
            for one in self.at.relationships
            if one.id != link.id
        )
        yield from self._to(in_order(replace(self.at, relationships=alone)), f"drop the old foreign key {link.name}")
        self.at = in_order(replace(self.at, relationships=_swapped(alone, coming.id, replace(link, comment=None))))

    def _validation(self, there: Schema, title: str) -> Iterator[Draft]:
        for draft in self._to(there, title):
            yield replace(draft, phase="validate")


def with_entity(schema: Schema, entity: Entity) -> Schema:
    """The design with this entity in place of the one of its id."""
    changed = replace(schema, entities=tuple(entity if one.id == entity.id else one for one in schema.entities))
    return changed.made_from(schema)


def needs_backfill(attribute: Attribute) -> bool:
    """Whether ADD COLUMN would write every row: a default that is computed anew for each."""
    if attribute.default is None or attribute.generated or attribute.identity:
        return False
    text = attribute.default.lower()
    return any(f"{word}(" in text for word in VOLATILE)


VOLATILE = (
    "random", "gen_random_uuid", "uuid_generate_v4", "clock_timestamp", "nextval", "uuidv7", "uuidv4", "timeofday",
)  # fmt: skip


def _made_concurrent(statement: str) -> str:
    for words in ("CREATE UNIQUE INDEX ", "CREATE INDEX ", "DROP INDEX "):
        if statement.startswith(words):
            return f"{words}CONCURRENTLY {statement[len(words) :]}"
    raise _TooEntangled


def _column(entity: Entity, attribute: Attribute) -> Entity:
    return replace(entity, attributes=_swapped(entity.attributes, attribute.id, attribute))


def _swapped(items: tuple[Any, ...], object_id: str, value: Any) -> tuple[Any, ...]:
    return tuple(value if one.id == object_id else one for one in items)


def _still(before: PrimaryKey | None, after: PrimaryKey | None) -> PrimaryKey | None:
    if before is None or after is None:
        return None
    return after if _same_but_for(before, after, ("name", "comment", "options", "x")) else None


def _kept(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """Those of `after` that are not heavy to have: they were there, and change in place if at all."""
    old = {one.id: one for one in before}
    return tuple(
        one for one in after if one.id in old and _same_but_for(old[one.id], one, ("name", "comment", "options", "x"))
    )


def _kept_indexes(before: tuple[Index, ...], after: tuple[Index, ...]) -> tuple[Index, ...]:
    old = {one.id: one for one in before}
    return tuple(old[one.id] if _rebuilt(old[one.id], one) else one for one in after if one.id in old)


def _rebuilt(before: Index, after: Index) -> bool:
    return not _same_but_for(before, after, _LIGHT_INDEX)


def _same_but_for(before: Any, after: Any, fields: tuple[str, ...]) -> bool:
    return all(
        getattr(before, field) == getattr(after, field) for field in type(before).__dataclass_fields__
        if field not in fields
    )  # fmt: skip


def _storage_only(index: Index) -> Any:
    """The options that CREATE INDEX takes; statistics targets are set behind it."""
    own = index.options.get("postgres")
    return index.options if own is None else EMPTY if "statistics" in own else index.options


def _without_comment(entity: Entity, key: PrimaryKey | Unique) -> Entity:
    bare = replace(key, comment=None)
    if isinstance(bare, PrimaryKey):
        return replace(entity, primary_key=bare)
    return replace(entity, uniques=_swapped(entity.uniques, key.id, bare))


def _tops(old: Schema, new: Schema) -> Iterator[Any]:
    for kind in KINDS.inside("design"):
        if kind.field in ("access_patterns", "invariants", "decisions"):
            continue
        yield from getattr(old, kind.field)
        yield from getattr(new, kind.field)
