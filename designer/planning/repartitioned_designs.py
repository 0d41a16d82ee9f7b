"""The designs between a table and the same table divided otherwise, or not at all.

Each is a whole design: first with everything but the division as it is to be (`before`), then with the new table
beside the old one (`both`), with what refers to it (`ready`) and nothing that refers to the old one (`released`), with
the names changed over (`switched`), and without the old one (`end`). Ids of the new table's parts are those of what
they take the place of, with `next` behind.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.postgres.changes.column_traits import names_not_null, nullable
from designer.exporters.postgres.changes.context import not_null_of
from designer.planning.bounds import parts_of
from designer.planning.carrying import CODE
from designer.planning.copying import former, next_id, passage
from designer.planning.grown_designs import spelled
from designer.planning.light import with_entity
from designer.planning.model import CannotPlan
from designer.schema.align import with_ids
from designer.schema.model import Attribute, Entity, NotNull, Opaque, Relationship
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.identifiers import NAME_BYTES, clip_bytes


class Designs:
    """One table on its way from `before` to `goal`, which differ in nothing but how it is divided.

    lazily: whether a foreign key of a divided table can come without reading it (PostgreSQL 18).
    """

    def __init__(self, before: Schema, goal: Schema, table: str, *, lazily: bool) -> None:
        columns = [one.id for one in before.entity(table).attributes]
        self.before, self.goal, self.table, self.lazily = (
            spelled(before, columns),
            spelled(goal, columns),
            table,
            lazily,
        )
        self.ids = dict(self._ids())
        self.taken = {
            one.value.name
            for schema in (self.before, self.goal)
            for one in schema.located.values()
            if one.kind.name in _RELATIONS
        }
        self.end = with_ids(self.goal, self.ids)
        self.new = self.ids[table]
        self.parts = tuple(one.id for one in parts_of(self.goal, self.goal.entity(table)))
        self.both = self._both()
        self.aside = self._aside()
        self.ready = self._ready()
        self.released = self._released()
        self.uncoded = self._uncoded(self.released)
        self.left = self._left()
        self.renamed = self._renamed()
        self.handed = self._handed()
        self.switched = self._switched()
        for schema in (self.both, self.aside, self.ready, self.released, self.renamed, self.switched):
            found = problems(schema)
            if found:
                raise CannotPlan(f"{self.said} cannot be had a second time beside itself: {found[0]}")

    @property
    def said(self) -> str:
        """The table's name for people."""
        return self.goal.qualified(self.goal.entity(self.table))

    @property
    def old_references(self) -> tuple[Relationship, ...]:
        """Foreign keys that refer to the old table, its own among them."""
        return tuple(self.aside.references_to(self.table))

    @property
    def new_references(self) -> tuple[Relationship, ...]:
        """Those that other tables will have to the new one, under the ids of the way."""
        return tuple(one for one in self.end.references_to(self.new) if one.child != self.new)

    def _ids(self) -> Iterator[tuple[str, str]]:
        for schema in (self.before, self.goal):
            entity = schema.entity(self.table)
            found: list[Any] = [entity, *entity.attributes, *entity.keys, *entity.checks, *entity.exclusions]
            found += [*entity.indexes, *schema.references_from(self.table), *schema.references_to(self.table)]
            for one in found:
                yield one.id, next_id(one.id)

    # Designs

    def _both(self) -> Schema:
        entity = self._beside(self.end.entity(self.new))
        parts = tuple(self.end.entity(one) for one in self.parts)
        links = tuple(one for one in self.end.references_from(self.new) if one.parent != self.new)
        return in_order(
            replace(
                self.before,
                entities=(*self.before.entities, entity, *parts),
                relationships=(*self.before.relationships, *links),
            )
        )

    def _beside(self, entity: Entity) -> Entity:
        """The new table under a name of passage, without what has to be one's alone."""
        return replace(
            _called(entity, passage, self.taken),
            attributes=tuple(replace(one, identity=None, not_null=self._named(one)) for one in entity.attributes),
            row_security=None,
            replica_identity=None,
        )

    def _named(self, attribute: Attribute) -> NotNull | None:
        """NOT NULL under the name that it has in the end, so that nothing is named by the server meanwhile."""
        if nullable(self.end, attribute.id):
            return attribute.not_null
        own = not_null_of(self.end, attribute.id) if names_not_null(self.end) else None
        return replace(attribute.not_null, name=own) if attribute.not_null else NotNull(name=own)

    def _aside(self) -> Schema:
        """What refers to the old table gives its names to what will refer to the new one.

        For each partition the server derives a name from them, which nobody changes later.
        """
        links = (
            replace(one, name=former(str(one.name))) if self.table == one.parent != one.child else one
            for one in self.both.relationships
        )
        return replace(self.both, relationships=tuple(links))

    def _ready(self) -> Schema:
        """What refers to the new table is checked when transactions end, in whatever order rows came."""
        links = tuple(replace(one, deferrable="deferred", comment=None) for one in self.new_references)
        return in_order(replace(self.aside, relationships=(*self.aside.relationships, *links)))

    def _released(self) -> Schema:
        gone = {one.id for one in self.old_references}
        return replace(self.ready, relationships=tuple(one for one in self.ready.relationships if one.id not in gone))

    def code(self, schema: Schema) -> tuple[Opaque, ...]:
        """Carried statements that stand on the table, and what reads those."""
        old = self.before.entity(self.table)
        mine = {old.id, self.new, *(one.id for one in old.attributes), *(self.ids[one.id] for one in old.attributes)}
        found: dict[str, Opaque] = {}
        growing = True
        while growing:
            more = [
                one for one in schema.opaque if one.id not in found and one.kind in CODE and mine & set(one.requires)
            ]
            found.update((one.id, one) for one in more)
            mine |= set(found)
            growing = bool(more)
        return tuple(found.values())

    def _uncoded(self, schema: Schema) -> Schema:
        gone = {one.id for one in self.code(schema)}
        return replace(schema, opaque=tuple(one for one in schema.opaque if one.id not in gone))

    def _left(self) -> Schema:
        """The old table under the name that it has until it goes."""
        schema = self.uncoded
        entity = schema.entity(self.table)
        kept = tuple(replace(one, not_null=self._kept(one)) for one in entity.attributes)
        return with_entity(schema, replace(_called(entity, former, self.taken), attributes=kept))

    def _kept(self, attribute: Attribute) -> NotNull | None:
        if nullable(self.before, attribute.id):
            return attribute.not_null
        own = not_null_of(self.before, attribute.id) if names_not_null(self.before) else None
        return replace(attribute.not_null, name=own) if attribute.not_null else NotNull(name=own)

    def _renamed(self) -> Schema:
        """The new table under the names of the old one."""
        final = self.end.entity(self.new)
        entity = self.left.entity(self.new)
        return with_entity(
            self.left,
            replace(
                entity, name=final.name, primary_key=final.primary_key, uniques=final.uniques, indexes=final.indexes,
                exclusions=final.exclusions,
            ),
        )  # fmt: skip

    def _handed(self) -> Schema:
        """Numbers go on with the new table."""
        schema = self.renamed
        old, new, final = schema.entity(self.table), schema.entity(self.new), self.end.entity(self.new)
        identities = {one.id: one.identity for one in final.attributes}
        counted = tuple(replace(one, identity=identities.get(one.id)) for one in new.attributes)
        plain = tuple(replace(one, identity=None) for one in old.attributes)
        schema = with_entity(schema, replace(new, attributes=counted))
        return with_entity(schema, replace(old, attributes=plain))

    def _switched(self) -> Schema:
        final = self.end.entity(self.new)
        schema = with_entity(self.handed, final)
        schema = with_entity(schema, replace(schema.entity(self.table), row_security=None, replica_identity=None))
        late = [one for one in self.end.references_from(self.new) if one.parent == self.new]
        lazy = {one.id: replace(one, validated=False) for one in late} if self.lazily and final.partition_by else {}
        theirs = {one.id: one for one in (*self.new_references, *late)}
        links = [one for one in schema.relationships if one.id not in theirs]
        links += [lazy.get(key, one) for key, one in theirs.items()]
        owned = {one.id: one for one in self.end.sequences}
        return in_order(
            replace(
                schema,
                relationships=tuple(links),
                sequences=tuple(owned.get(one.id, one) for one in schema.sequences),
                opaque=self.end.opaque,
            )
        )

    def gone(self) -> Schema:
        """What `switched` is without the old table."""
        old = {self.table, *(one.id for one in parts_of(self.before, self.before.entity(self.table)))}
        return in_order(
            replace(
                self.switched,
                entities=tuple(one for one in self.switched.entities if one.id not in old),
                relationships=tuple(one for one in self.switched.relationships if one.child != self.table),
            )
        )


_RELATIONS = ("entity", "index", "primary_key", "unique", "exclusion", "sequence")
"""Kinds whose names are one set in a schema."""


def _called(entity: Entity, word: Callable[[str], str], taken: set[str]) -> Entity:
    """The table, and what of it shares a schema's names, under other names; those are taken then too."""

    def free(own: str) -> str:
        found, number = word(own), 1
        while found in taken:
            number += 1
            found = word(f"{clip_bytes(own, NAME_BYTES - 12)}_{number}")
        taken.add(found)
        return found

    def other(items: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(one, name=free(one.name)) for one in items)

    key = entity.primary_key
    return replace(
        entity,
        name=free(entity.name),
        primary_key=key and replace(key, name=free(str(key.name))),
        uniques=other(entity.uniques),
        exclusions=other(entity.exclusions),
        indexes=other(entity.indexes),
    )
