"""Designs in memory, so that a page or an edit does not build a few thousand objects anew.

Per process, and never wrong across processes: an entry is found by the revision that the caller read from the
database, and entries are made only of what is committed. A process that knows an earlier revision reads what was
changed since from the log, so what did not change stays the same object, for all that is remembered of objects.
"""

from collections import OrderedDict
from threading import Lock

from django.db import transaction

from designer.schema.apply import apply
from designer.schema.change_json import changes_from_json
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.schema import Schema
from designer.store.mapping import Loaded, load
from designer.store.models import Design, Revision
from designer.store.prepared import Prepared

FAR = 50
"""Revisions that are followed one by one; what is further behind is read whole."""


class SchemaCache:
    """The designs used last, by (design, revision), as long as they have at most `capacity` objects together."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._entries: OrderedDict[tuple[int, int], Schema] = OrderedDict()
        self._latest: dict[int, int] = {}
        self._lock = Lock()

    def get(self, design_id: int, revision: int) -> Schema | None:
        with self._lock:
            found = self._entries.get((design_id, revision))
            if found is not None:
                self._entries.move_to_end((design_id, revision))
            return found

    def latest(self, design_id: int) -> Loaded | None:
        """The latest revision of a design that is kept."""
        with self._lock:
            revision = self._latest.get(design_id)
            found = None if revision is None else self._entries.get((design_id, revision))
            return None if revision is None or found is None else Loaded(revision, found)

    def put(self, design_id: int, revision: int, schema: Schema) -> None:
        """Keeps a committed state; the least recently used go when there is no room. One always fits."""
        size = len(schema.located)
        with self._lock:
            if (design_id, revision) not in self._entries:
                self._size += size
            self._entries[design_id, revision] = schema
            self._entries.move_to_end((design_id, revision))
            self._latest[design_id] = max(revision, self._latest.get(design_id, 0))
            while self._size > self._capacity and len(self._entries) > 1:
                key, gone = self._entries.popitem(last=False)
                self._size -= len(gone.located)
                if self._latest.get(key[0]) == key[1]:
                    del self._latest[key[0]]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._latest.clear()
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
    loaded = _followed(design) or load(design)
    design.revision = loaded.revision
    remember(design, loaded.schema)
    return loaded.schema


_LATER = Prepared(
    lambda team, design, number: (
        Revision.objects.filter(team_id=team, design_id=design, number__gt=number)
        .order_by("number")
        .values_list("number", "changes")[: 2 * FAR]
    )
)


def _followed(design: Design) -> Loaded | None:
    """The design as it is now, from the latest state that is kept and the changes since; None where that leads nowhere.
    One query, and so one snapshot."""
    known = CACHE.latest(design.id)
    if known is None or design.revision - known.revision > FAR:
        return None
    schema, revision = known.schema, known.revision
    try:
        for number, changes in _LATER.all(design.team_id, design.id, known.revision):
            if number != revision + 1:
                return None
            schema, revision = apply(changes_from_json(changes), schema), number
    except (ChangeConflict, DesignError):  # the log of another release may read otherwise; the rows are what counts
        return None
    return Loaded(revision, schema) if revision >= design.revision else None


def remember(design: Design, schema: Schema) -> None:
    """Keeps a state for the next request, once the transaction that made or read it has committed."""
    key = design.id, design.revision
    transaction.on_commit(lambda: CACHE.put(*key, schema))
