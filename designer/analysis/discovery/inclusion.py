"""Foreign keys that data suggests: columns whose values all occur in another table's key, and whose name says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from designer.analysis.discovery.columns import Column, Table
from designer.schema.words import singular, stem, words

_KEY_WORDS = frozenset({"id", "code", "no", "nr", "number", "key", "uuid", "ref"})
_ROLES = frozenset({"parent", "manager", "reports", "boss", "supervisor", "previous", "next", "predecessor", "reply"})
_MOST_ORPHANS = 0.01


@dataclass(frozen=True, slots=True)
class Reference:
    """child.column holds values of parent.parent_column, a key. orphans: distinct values that do not occur there."""

    child: str
    column: str
    parent: str
    parent_column: str
    score: float
    orphans: int


def references(tables: Sequence[Table], keys: Sequence[Sequence[int]]) -> tuple[Reference, ...]:
    """The likeliest parent of each column, best first. keys: per table, the columns that are keys on their own."""
    found = []
    for child in tables:
        for column in child.columns:
            candidates = list(_parents(child, column, tables, keys))
            if candidates:
                found.append(max(candidates, key=lambda one: (one.score, one.parent)))
    return tuple(sorted(found, key=lambda one: (-one.score, one.child, one.column)))


def _parents(
    child: Table, column: Column, tables: Sequence[Table], keys: Sequence[Sequence[int]]
) -> Iterator[Reference]:
    if len(column.hashes) == 0:
        return
    for parent, own_keys in zip(tables, keys, strict=True):
        for place in own_keys:
            target = parent.columns[place]
            name = _name_match(child, column, parent, target)
            if target is column or name == 0 or (parent is child and target.type != column.type):
                continue
            orphans = int((~np.isin(column.hashes, target.hashes)).sum())
            if orphans <= _MOST_ORPHANS * len(column.hashes):
                covered = len(column.hashes) / max(len(target.hashes), 1)
                score = round(name + 0.3 * min(covered, 1.0) - (0.3 if orphans else 0.0), 3)
                yield Reference(child.name, column.name, parent.name, target.name, score, orphans)


def _name_match(child: Table, column: Column, parent: Table, target: Column) -> float:
    """1 where the column is called after the table and its key, less where it only ends so, 0 for chance."""
    named, thing = words(column.name), stem(parent.name)
    key = words(target.name)
    bare = tuple(part for part in named if part not in _KEY_WORDS)
    own = tuple(singular(part) for part in bare)
    if not own:
        return 0.0
    if child is parent:
        # A table refers to itself by a role: parent_id, reports_to.
        return 0.5 if named[0] in _ROLES and named != key else 0.0
    if own == thing or (named == key and len(key) > 1):
        return 1.0
    if own[-len(thing) :] == thing or own == thing[-len(own) :]:
        return 0.7
    return 0.5 if named[-len(key) :] == key and len(key) > 1 else 0.0
