"""Reasons to doubt that a reference which only a name tells of was forgotten: it may well be left out on purpose."""

from collections import Counter
from collections.abc import Iterable, Sequence

from designer.analysis.facts import Facts
from designer.analysis.fixes import constant_default
from designer.schema.dropped import dropped_references
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

_MARK = frozenset({"fk"})
_MARKED = 10
"""So many foreign keys, at least, are called alike before another name tells anything."""
_FEW = 9
_FAR_MORE = 4
"""So many times as many columns without a foreign key as with one, and more than a few, are left so on principle."""
_NEARLY_ALL = 0.9
_WITHOUT_KEYS = frozenset({"myisam", "aria", "mrg_myisam", "memory", "csv", "archive"})
"""Storage engines of MySQL and MariaDB that read a foreign key and forget it."""
_OF_THE_PAST = frozenset("audit archive archived history historic log staging stage import snapshot cache".split())
"""What a schema is called that keeps what was, or what is about to be."""


def was_dropped(column: Attribute, parent: Entity) -> bool:
    """Whether the script that the design was read from drops this very foreign key."""
    return parent.name.lower() in map(str.lower, dropped_references(column))


def is_free_of_links(facts: Facts, child: Entity, likely: int) -> bool:
    """Whether a table declares none of its references: the script has dropped them all, its engine keeps none, it lies
    in a schema of the past, or it has several in a design that has a foreign key for every table.

    likely: how many of its columns plainly name a key.
    """
    engine = str((child.options.get("mysql") or {}).get("engine") or "").lower()
    home = words(facts.schema.namespace(child.schema) or "")
    if engine in _WITHOUT_KEYS or _OF_THE_PAST & {singular(one) for one in home}:
        return True
    if facts.schema.references_from(child.id):
        return False
    thorough = len(facts.schema.relationships) >= len(facts.schema.entities)
    return (thorough and likely > 1) or any(map(dropped_references, child.attributes))


def mostly_left_out(facts: Facts, open_ones: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those (column name in lower case, table that it names) which far more columns have without a foreign key than
    with one: `modified_by` in every table is left without on principle.

    open_ones: of each column without a foreign key.
    """
    schema = facts.schema
    kept = Counter((name.lower(), one.parent) for one in schema.relationships for name in schema.names(one.columns))
    bare = Counter(open_ones)
    return frozenset(one for one, number in bare.items() if number > max(_FEW, _FAR_MORE * kept[one]) and kept[one])


def stands_for_none(child: Entity, column: Attribute, parent: Entity) -> bool:
    """Whether a row that has none above it says so by 0 or -1: there may be a row of that number, too."""
    return parent.id == child.id and column.not_null is not None and constant_default(column) in ("0", "-1")


def mark_of_links(facts: Facts) -> bool:
    """Whether nearly all columns of foreign keys are called so: `fk_order_id`."""
    columns = [facts.schema.attribute(one.columns[0]) for one in facts.schema.relationships if len(one.columns) == 1]
    return len(columns) >= _MARKED and sum(map(is_marked, columns)) >= _NEARLY_ALL * len(columns)


def is_marked(column: Attribute) -> bool:
    """Whether a column is called as that of a foreign key."""
    parts: Sequence[str] = words(column.name)
    return bool(_MARK & {*parts[:1], *parts[-1:]})
