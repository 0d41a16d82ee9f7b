"""Indexes, keys and checks: built and dropped CONCURRENTLY, taken over by keys, validated apart from coming."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.postgres.changes.context import alter_table
from designer.exporters.postgres.constraints import deferrable
from designer.exporters.postgres.naming import beside
from designer.exporters.postgres.text import name
from designer.planning.drafts import Draft
from designer.planning.light import (
    rebuilt,
    storage_only,
    swapped,
    with_entity,
    without_comment,
)
from designer.planning.refining import Refining, TooEntangled
from designer.schema.model import Check, Entity, Index, IndexKey, PrimaryKey, Unique
from designer.schema.validity import problems
from designer.sql.identifiers import NAME_BYTES, clip_bytes


class Keys(Refining):
    """What indexes, keys and checks of a stage take."""

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
                        self._with(replace(now, indexes=swapped(now.indexes, index.id, bare))),
                        f"take the comment from {index.name}",
                    )
                    now = self._entity(after.id)
                    there = self._with(replace(now, indexes=tuple(one for one in now.indexes if one.id != index.id)))
                yield from self._concurrently(there, f"drop the index {index.name}", own)

    def _indexes(self, before: Entity, after: Entity) -> Iterator[Draft]:
        old = {one.id: one for one in before.indexes}
        for index in after.indexes:
            previous = old.get(index.id)
            if previous is not None and not rebuilt(previous, index):
                continue
            if index.name is None:
                raise TooEntangled
            now = self._entity(after.id)
            plain = replace(index, comment=None, options=storage_only(index))
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
            raise TooEntangled
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
        self.at = self._with(replace(now, indexes=swapped(now.indexes, coming.id, index)))

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
            raise TooEntangled
        head = alter_table(there, after)
        word = "PRIMARY KEY" if isinstance(key, PrimaryKey) else "UNIQUE"
        own, mode = name(key.name), deferrable(key.deferrable)
        using = f"{head} ADD CONSTRAINT {own} {word} USING INDEX {own}{mode};"
        yield Draft(
            title=f"make {key.name} a constraint", phase="expand", before=self.at, after=there, up=(using,),
            down=(f"{head} DROP CONSTRAINT {name(key.name)};",),
        )  # fmt: skip
        self.at = with_entity(there, without_comment(there.entity(after.id), key))

    def _check(self, after: Entity, check: Check) -> Iterator[Draft]:
        now = self._entity(after.id)
        if not check.name or not (check.validated and check.enforced):
            return
        lazy = replace(check, validated=False, comment=None)
        yield from self._to(self._with(replace(now, checks=(*now.checks, lazy))), f"check {check.name}, for new rows")
        now = self._entity(after.id)
        valid = swapped(now.checks, check.id, replace(check, comment=None))
        yield from self._validation(self._with(replace(now, checks=valid)), f"validate {check.name}")
