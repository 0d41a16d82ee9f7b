"""Designs in memory, so that a page or an edit does not build a few thousand objects anew.

Per process, and never wrong across processes: an entry is found by the revision that the caller read from the
database, and entries are made only of what is committed.
"""

from collections import OrderedDict
from threading import Lock

from django.db import transaction

from designer.schema.schema import Schema
from designer.store.mapping import load
from designer.store.models import Design


class SchemaCache:
    """The designs used last, by (design, revision), as long as they have at most `capacity` objects together."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._entries: OrderedDict[tuple[int, int], Schema] = OrderedDict()
        self._lock = Lock()

    def get(self, design_id: int, revision: int) -> Schema | None:
        with self._lock:
            found = self._entries.get((design_id, revision))
            if found is not None:
                self._entries.move_to_end((design_id, revision))
            return found

    def put(self, design_id: int, revision: int, schema: Schema) -> None:
        """Keeps a committed state; the least recently used go when there is no room. One always fits."""
        size = len(schema.located)
        with self._lock:
            if (design_id, revision) not in self._entries:
                self._size += size
            self._entries[design_id, revision] = schema
            self._entries.move_to_end((design_id, revision))
            while self._size > self._capacity and len(self._entries) > 1:
                _, gone = self._entries.popitem(last=False)
                self._size -= len(gone.located)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._size = 0


# An object is about half a kilobyte; successive revisions share what did not change.
CACHE = SchemaCache(capacity=100_000)


def schema_of(design: Design) -> Schema:
    """The design as it stands at `design.revision`.

    If it has moved on since the row was read, `design.revision` is brought up to date with what is returned.
    """
    found = CACHE.get(design.id, design.revision)
    if found is not None:
        return found
    loaded = load(design)
    design.revision = loaded.revision
    remember(design, loaded.schema)
    return loaded.schema


def remember(design: Design, schema: Schema) -> None:
    """Keeps a state for the next request, once the transaction that made or read it has committed."""
    key = design.id, design.revision
    transaction.on_commit(lambda: CACHE.put(*key, schema))
