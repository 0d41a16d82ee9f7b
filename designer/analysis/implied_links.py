"""References that only names tell of: columns called after another table's key, without a foreign key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from designer.analysis.columns import own_of
from designer.analysis.customs import Customs
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.implied_composites import ImpliedLink, implied_composites
from designer.analysis.implied_copies import (
    is_copy,
    is_filled_by_a_job,
    is_log_of_activities,
    keeps_messages,
    keeps_names_of_others,
    says_it_is_meant,
)
from designer.analysis.implied_doubts import (
    is_fingerprint,
    is_free_of_links,
    is_marked,
    is_passing,
    is_said_beside,
    mark_of_links,
    mostly_left_out,
    says_otherwise,
    stands_for_none,
    was_dropped,
)
from designer.analysis.implied_names import key_name, named_part, of_elsewhere, polymorphic
from designer.analysis.implied_targets import Places, Target, Targets
from designer.analysis.implied_ways import Named, named_by
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_SURE = 4
"""From how many foreign keys of columns of the same name on there is hardly a doubt which table the next one means."""
_VIEWS = (("v",), ("vw",), ("view",))
"""How a view ends that is called as a table: the table then keeps what the view found."""
_APART = frozenset("compatible compatibility incompatible conflict conflicts unrelated".split())
"""In the comment of a column: that its values are not another's, though the name says so."""


def implied_links(facts: Facts) -> Iterator[ImpliedLink]:
    """Every column, or group of columns, that names another table's key and that no foreign key guards."""
    histories = facts.histories
    guarded = _guarded_in_parts(facts)
    crossed = _crossed(facts)
    called = [words(one.name.rpartition(".")[2]) for one in facts.schema.opaque if one.kind.endswith("view")]
    views = {name[:-1] for name in called if name[-1:] in _VIEWS}
    several = [
        one for one in implied_composites(facts, guarded, histories) if not histories.outlives(one.child, one.parent)
    ]
    yield from several
    taken = {(one.child.id, column.id) for one in several for column in one.columns[:1]}
    told = list(_meant(facts))
    likely = Counter(child.id for child, meant in told if meant.named.confidence is not Confidence.HINT)
    marked = mark_of_links(facts)
    on_principle = mostly_left_out(facts, ((meant.column.name.lower(), meant.named.target.table) for _, meant in told))
    for child, meant in told:
        column, one = meant.column, meant.named
        key = one.target.key
        if (child.id, column.id) in taken or (child.id, column.name) in guarded:
            continue
        parent = facts.schema.entity(one.target.table)
        if _is_its_own_key(child, column) and (_is_counted(column) or not _is_detail(child, parent)):
            continue
        if _contradicted(column, key, parent) or histories.outlives(child, parent):
            continue
        if _numbers_lines(facts, child, column):
            continue
        made = is_copy(child, histories) or words(child.name) in views or is_filled_by_a_job(facts, child)
        made = made or keeps_names_of_others(facts, child) or keeps_messages(facts, child)
        made = made or is_log_of_activities(child) or says_it_is_meant(child.comment)
        doubtful = made or (child.schema, parent.schema) not in crossed or _is_doubtful(facts, child, meant)
        doubtful = doubtful or _is_half_of_a_key(facts, child, column)
        doubtful = doubtful or (marked and not is_marked(column)) or stands_for_none(child, column, parent)
        doubtful = doubtful or (column.name.lower(), parent.id) in on_principle
        doubtful = doubtful or is_free_of_links(facts, child, likely[child.id])
        reason = one.reason
        if was_dropped(column, parent):
            doubtful, reason = True, f"{reason}; the script itself drops this foreign key"
        yield ImpliedLink(child, (column,), parent, (key,), Confidence.HINT if doubtful else one.confidence, reason)


def _is_half_of_a_key(facts: Facts, child: Entity, column: Attribute) -> bool:
    """Whether a column is in a primary key of which another part has its foreign key: who declared that one left this
    one out, often since the row is to stay when what it speaks of goes."""
    key = child.primary_key.columns if child.primary_key else ()
    return column.id in key and any(one in facts.foreign_columns(child.id) for one in key if one != column.id)


def _numbers_lines(facts: Facts, child: Entity, column: Attribute) -> bool:
    """Whether a column is the table's own number within something else: `item_id` in order_items, keyed by it and the
    order's."""
    key = child.primary_key.columns if child.primary_key else ()
    named, name = named_part(column.name), stem(child.name)
    own = bool(named) and len(name) > len(named) and name[-len(named) :] == named
    return own and len(key) > 1 and column.id in key


def _is_doubtful(facts: Facts, child: Entity, meant: _Meant) -> bool:
    """Whether the column may well mean something else, or more than is there: as a text or a fingerprint, by its
    comment, since another number does, or since the row says by itself what it speaks of."""
    column, one = meant.column, meant.named
    if not one.is_custom and (facts.family(column) == "text" or is_fingerprint(facts, column)):
        return True
    if says_otherwise(column.comment) or is_said_beside(child, column):
        return True
    if is_passing(facts.schema.entity(one.target.table)):
        return True
    apart = bool(_APART & set(words(column.comment or ""))) or says_it_is_meant(column.comment)
    return apart or _is_another_key(facts, child, one.target)


def _crossed(facts: Facts) -> set[tuple[str | None, str | None]]:
    """The pairs of schemas from one to the other of which foreign keys lead, each schema with itself among them.

    What is called `users` in a schema of its own is hardly that of another one, unless something leads there.
    """
    schema = facts.schema
    found = {(one.schema, one.schema) for one in schema.entities}
    if len(found) < 2:
        return found
    home = {one.id: one.schema for one in schema.entities}
    return found | {(home[one.child], home[one.parent]) for one in schema.relationships}


# What the name of each column means, table by table


@dataclass(frozen=True, slots=True)
class _Meant:
    """The key that a column's name speaks of."""

    column: Attribute
    named: Named


@dataclass(frozen=True, slots=True)
class _Read:
    """What the names of one table's columns mean, and where that was looked up."""

    meant: tuple[_Meant, ...]
    asked: Places


@dataclass(frozen=True, slots=True)
class _Note:
    """All that was read, for the look after the next edit."""

    targets: Targets
    customs: Customs
    tables: Mapping[str, _Read]


def _meant(facts: Facts) -> Iterator[tuple[Entity, _Meant]]:
    """What the columns mean that no foreign key guards, whatever schemas are called. After an edit only those tables
    are read again that are other ones now, or for whose columns something else is found where it was looked for."""
    targets, customs = Targets(facts), Customs(facts)
    known: Mapping[str, _Read] = {}
    note, steady = facts.noted(_meant)
    changed: Places = frozenset()
    if isinstance(note, _Note) and note.targets.bare == targets.bare:
        filed, led = targets.changes(), customs.changes(note.customs, steady)
        if filed is not None and led is not None:
            known, changed = note.tables, filed | led
    tables: dict[str, _Read] = {}
    for child in facts.schema.entities:
        read = known.get(child.id) if child.id in steady else None
        if read is None or not read.asked.isdisjoint(changed):
            read = _read(facts, child, targets, customs)
        tables[child.id] = read
    facts.notes[_meant] = _Note(targets, customs, tables)
    return ((child, one) for child in facts.schema.entities for one in tables[child.id].meant)


def _read(facts: Facts, child: Entity, targets: Targets, customs: Customs) -> _Read:
    found: list[_Meant] = []
    asked: set[int] = set()
    for column in own_of(facts, child):
        if not _may_refer(facts, child, column):
            continue
        asked.add(customs.place(column))
        one = _by_custom(facts, customs, child, column) or named_by(targets, child, column)
        if one is not None and not polymorphic(child, column) and not of_elsewhere(facts, child, column):
            found.append(_Meant(column, one))
    return _Read(tuple(found), targets.asked_since() | asked)


def _is_another_key(facts: Facts, child: Entity, target: Target) -> bool:
    """Whether other tables refer to this one by another column than its key, so that its own rows may do so, too."""
    links = facts.schema.references_to(target.table) if child.id == target.table else ()
    return any(link.child != child.id and link.parent_columns != (target.key.id,) for link in links)


def _by_custom(facts: Facts, customs: Customs, child: Entity, column: Attribute) -> Named | None:
    custom = customs.of(child, column)
    if custom is None or (custom.is_rare and facts.is_unique(child, (column.id,))):
        return None  # a number that every table has of its own, and that some tables refer to one of them by
    sure = custom.number >= _SURE
    plain = sure or key_name(column.name) or column.name.lower().endswith("id")
    reason = f"{custom.number} foreign keys of columns called {column.name} lead there, and none elsewhere"
    return Named(custom.target, Confidence.LIKELY if plain else Confidence.HINT, reason, is_custom=sure)


def _may_refer(facts: Facts, child: Entity, column: Attribute) -> bool:
    if facts.family(column) not in ("integer", "uuid", "text", "binary") or column.generated or not words(column.name):
        return False
    return column.id not in facts.foreign_columns(child.id)


def _guarded_in_parts(facts: Facts) -> set[tuple[str, str]]:
    """(table, column name) of what the partitions or heirs of a table guard in its place."""
    return {
        (parent, facts.schema.attribute(column).name)
        for parent, heirs in facts.heirs.items()
        for heir in heirs
        for column in facts.foreign_columns(heir.id)
    }


def _is_its_own_key(child: Entity, column: Attribute) -> bool:
    return child.primary_key is not None and child.primary_key.columns == (column.id,)


def _is_detail(child: Entity, parent: Entity) -> bool:
    """`user_settings` keyed by user_id is one row per user; `users` beside user, in another schema, is none."""
    front, name = stem(parent.name), stem(child.name)
    return len(name) > len(front) and name[: len(front)] == front


def _is_counted(column: Attribute) -> bool:
    """Whether the server makes its values, which then are no other table's."""
    made = "serial" in column.type.lower() or "nextval" in (column.default or "").lower()
    return made or column.identity is not None


def _contradicted(column: Attribute, key: Attribute, parent: Entity) -> bool:
    """Whether what is known of the values speaks against it: more different ones than the parent has rows, or
    numbers outside of its keys' range. What is assumed proves nothing."""
    if "distinct" not in column.assumed and "rows" not in parent.assumed:
        most = parent.rows if parent.rows is not None else key.distinct
        if column.distinct is not None and most is not None and column.distinct > most > 0:
            return True
    ends = [one for pair in ((column.min, column.max), (key.min, key.max)) for one in pair]
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in ends):
        return False
    low, high, least, largest = (float(one) for one in ends if isinstance(one, int | float))
    return low < least or high > largest
