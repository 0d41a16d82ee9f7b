"""Reasons to doubt that a reference which only a name tells of was forgotten: it may well be left out on purpose."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from designer.analysis.facts import Facts
from designer.analysis.fixes import constant_default
from designer.schema.dropped import dropped_references
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, stem, words

_MARK = frozenset({"fk"})
_MARKED = 10
"""So many foreign keys, at least, are called alike before another name tells anything."""
_FEW = 9
_FAR_MORE = 4
"""So many times as many columns without a foreign key as with one, and more than a few, are left so on principle."""
_NEARLY_ALL = 0.9
_WITHOUT_KEYS = frozenset({"myisam", "aria", "mrg_myisam", "memory", "csv", "archive"})
"""Storage engines of MySQL and MariaDB that read a foreign key and forget it."""
_NO_KEY = re.compile(r"(?<![\w.])-1\b|(?<![\w.])0\s*(?:=|(?:if|when|for|means|stands)\b)", re.IGNORECASE)
"""In the comment of a column: a value that stands for none."""
_UNUSED = frozenset("unused deprecated obsolete".split())
_NOT = frozenset("used managed supported implemented filled".split())
"""What a column is not, or not yet, by its comment."""
_PASSING = frozenset("cart basket".split())
"""What tables are called last whose rows go once something else is made of them."""
_SAID_BESIDE = frozenset("ref title label".split())
"""How a column is called last that says what the thing was, beside its number."""
_AS_BINARY = 16
"""Bytes of a UUID, which a key of bytes may be; anything else is the fingerprint of something."""
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
    many = [(one, number) for one, number in Counter(open_ones).items() if number > _FEW]
    if not many:
        return frozenset()
    declared = facts.directory(_declared)
    return frozenset(one for one, number in many if number > _FAR_MORE * declared.number(one) > 0)


def _declared(facts: Facts, table: Entity) -> tuple[tuple[tuple[str, str], None], ...]:
    """(column name in lower case, table that it leads to) of each column of a foreign key."""
    schema = facts.schema
    links = schema.references_from(table.id)
    return tuple(((name.lower(), one.parent), None) for one in links for name in schema.names(one.columns))


def stands_for_none(child: Entity, column: Attribute, parent: Entity) -> bool:
    """Whether a row that has none above it says so by 0 or -1: there may be a row of that number, too."""
    return parent.id == child.id and column.not_null is not None and constant_default(column) in ("0", "-1")


def mark_of_links(facts: Facts) -> bool:
    """Whether nearly all columns of foreign keys are called so: `fk_order_id`."""
    called = facts.directory(_called_as_links)
    marked, others = (called.number(one) for one in (True, False))
    return marked + others >= _MARKED and marked >= _NEARLY_ALL * (marked + others)


def _called_as_links(facts: Facts, table: Entity) -> tuple[tuple[bool, None], ...]:
    """Of each foreign key of one column, whether that is called as one."""
    links = facts.schema.references_from(table.id)
    return tuple((is_marked(facts.schema.attribute(one.columns[0])), None) for one in links if len(one.columns) == 1)


def is_marked(column: Attribute) -> bool:
    """Whether a column is called as that of a foreign key."""
    parts: Sequence[str] = words(column.name)
    return bool(_MARK & {*parts[:1], *parts[-1:]})


def says_otherwise(comment: str | None) -> bool:
    """Whether a comment says that values are no keys (`-1 for internal calls`), or that there are none yet."""
    spoken = words(comment or "")
    denied = any(one == "not" and _NOT & {*spoken[at + 1 : at + 3]} for at, one in enumerate(spoken))
    return denied or bool(_UNUSED & {*spoken}) or _NO_KEY.search(comment or "") is not None


def is_fingerprint(facts: Facts, column: Attribute) -> bool:
    """Whether values are bytes that something was worked out to, which other rows come to by themselves."""
    return facts.family(column) == "binary" and facts.type_of(column).length != _AS_BINARY


def is_passing(parent: Entity) -> bool:
    """Whether rows go once something else is made of them: a cart, once it is an order."""
    return stem(parent.name)[-1] in _PASSING


def is_said_beside(child: Entity, column: Attribute) -> bool:
    """Whether a row says by itself what the thing was (`product_ref` beside `product_id`), so as to outlive it; a name
    does where the number is a part of the row's own key."""
    front = words(column.name)[:-1]
    called = {words(one.name) for one in child.attributes}
    own = child.primary_key.columns if child.primary_key else ()
    said = {*_SAID_BESIDE, "name"} if column.id in own else _SAID_BESIDE
    return bool(front) and any((*front, one) in called for one in said)
