"""Which indexes of a copy the planner sees: those that it passes over count as invalid."""

from collections.abc import Collection, Mapping
from typing import Any

import psycopg

from designer.schema.schema import Schema


class ShownIndexes:
    """The indexes of one copy. indexes: by id, (schema, name) on the server; parts: by that, the relations that each
    stands for; oids: of all."""

    def __init__(
        self,
        admin: psycopg.Connection[Any],
        schema: Schema,
        indexes: Mapping[str, tuple[str, str]],
        usable: list[int],
    ) -> None:
        self.indexes = indexes
        self.parts: dict[tuple[str, str], frozenset[int]] = {}
        self._admin = admin
        self._showing: frozenset[int] = frozenset()
        self._remember(schema, usable)

    def _remember(self, schema: Schema, usable: list[int]) -> None:
        """Per index by name, the relations that it stands for: itself, and its parts on partitions."""
        rows = self._admin.execute(_PARTS).fetchall()
        below: dict[int, list[int]] = {}
        self.oids = {(schema, name): oid for oid, schema, name, _ in rows}
        for oid, _, _, parent in rows:
            if parent is not None:
                below.setdefault(parent, []).append(oid)
        for key, oid in self.oids.items():
            found, waiting = {oid}, [oid]
            while waiting:
                children = below.get(waiting.pop(), [])
                found.update(children)
                waiting += children
            self.parts[key] = frozenset(found)
        named = {name: index_id for index_id, name in self.indexes.items()}
        ours = {oid for key in named for oid in self.parts.get(key, ())}
        self._always = frozenset(usable) - ours
        own = {one.id for entity in schema.entities for one in entity.indexes}
        own |= {one.id for entity in schema.entities for one in entity.exclusions}
        self._own = frozenset(own)
        self._usable = frozenset(usable)

    def show(self, indexes: Collection[str] | None) -> None:
        """Let the planner see exactly these indexes, and all keys."""
        wanted = set(self._always)
        for index_id in self._own if indexes is None else indexes:
            name = self.indexes.get(index_id)
            wanted |= self.parts.get(name, frozenset()) if name else frozenset()
        wanted &= self._usable
        if wanted != self._showing and not self._admin.closed:
            try:
                set_valid(self._admin, sorted(wanted - self._showing), sorted(self._showing - wanted))
            except psycopg.OperationalError:
                return  # the server has ended; every question says so
            self._showing = frozenset(wanted)


def set_valid(admin: psycopg.Connection[Any], shown: list[int], hidden: list[int]) -> None:
    """Let the planner see these indexes, by oid, and pass over those."""
    admin.execute(
        "UPDATE pg_catalog.pg_index SET indisvalid = (indexrelid = ANY(%s::oid[])) WHERE indexrelid = ANY(%s::oid[])",
        [shown, [*shown, *hidden]],
    )


def usable_indexes(admin: psycopg.Connection[Any]) -> list[int]:
    """The oids of all indexes of a design that the planner sees now."""
    return [oid for (oid,) in admin.execute(_USABLE)]


_USABLE = """
    SELECT x.indexrelid FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE x.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1"""
_PARTS = """
    SELECT c.oid, n.nspname, c.relname, i.inhparent
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE c.relkind IN ('i', 'I') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    ORDER BY 1"""
