"""References that only names tell of: columns called after another table's key, without a foreign key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from designer.analysis.columns import own_columns
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import parents_of
from designer.analysis.histories import Histories
from designer.analysis.implied_targets import Target, Targets, key_name, named_by, polymorphic, same_type
from designer.analysis.words import singular, stem, words
from designer.schema.model import Attribute, Entity

_UNANIMOUS = 2
"""How many foreign keys of columns of the same name must agree before they speak for the next one."""
_SURE = 4
"""From how many on there is hardly a doubt."""
_COPIES = frozenset({"cache", "cached", "recent", "summary"})


@dataclass(frozen=True, slots=True)
class ImpliedLink:
    """Columns that name the key of `parent`. reason: by what, in words."""

    child: Entity
    columns: tuple[Attribute, ...]
    parent: Entity
    keys: tuple[Attribute, ...]
    confidence: Confidence
    reason: str


def implied_links(facts: Facts) -> Iterator[ImpliedLink]:
    """Every column, or group of columns, that names another table's key and that no foreign key guards."""
    targets = Targets(facts)
    histories = Histories(facts.schema)
    customs = _Customs(facts, histories)
    guarded = _guarded_in_parts(facts)
    several = [one for one in _composite(facts, guarded, histories) if not histories.outlives(one.child, one.parent)]
    yield from several
    taken = {(one.child.id, column.id) for one in several for column in one.columns[:1]}
    for child, column in own_columns(facts):
        if (child.id, column.id) in taken or not _may_refer(facts, child, column, guarded):
            continue
        custom = customs.of(child, column)
        chosen = (custom.target, custom.confidence, custom.reason) if custom else None
        if chosen is None and (named := named_by(targets, child, column)):
            chosen = named.target, named.confidence, named.reason
        if chosen is None:
            continue
        (parent, key), confidence, reason = chosen
        if _is_its_own_key(child, column) and (_is_counted(column) or not _is_detail(child, parent)):
            continue
        if _contradicted(column, key, parent) or histories.outlives(child, parent):
            continue
        if _is_copy(child, histories) or (confidence is Confidence.LIKELY and facts.family(column) == "text"):
            confidence = Confidence.HINT
        yield ImpliedLink(child, (column,), parent, (key,), confidence, reason)


def _is_copy(child: Entity, histories: Histories) -> bool:
    """Whether rows are copies that may mention what is gone: of the past, or until they are made again."""
    return histories.keeps_the_past(child) or bool(_COPIES & {singular(word) for word in words(child.name)})


def _may_refer(facts: Facts, child: Entity, column: Attribute, guarded: set[tuple[str, str]]) -> bool:
    if not words(column.name) or column.generated or (child.id, column.name) in guarded:
        return False
    if column.id in facts.foreign_columns(child.id):
        return False
    return facts.family(column) in ("integer", "uuid", "text", "binary") and not polymorphic(child, column)


def _guarded_in_parts(facts: Facts) -> set[tuple[str, str]]:
    """(table, column name) of what the partitions or heirs of a table guard in its place."""
    return {
        (parent, facts.schema.attribute(column).name)
        for table in facts.schema.entities
        for parent in parents_of(table)
        for column in facts.foreign_columns(table.id)
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


# What the design's own foreign keys say of columns of the same name


@dataclass(frozen=True, slots=True)
class _Custom:
    target: Target
    confidence: Confidence
    reason: str


class _Customs:
    """By a column's name, the one key that the foreign keys of columns called so lead to."""

    def __init__(self, facts: Facts, histories: Histories) -> None:
        self.facts = facts
        self.histories = histories
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for link in facts.schema.relationships:
            if len(link.columns) == 1 and link.child != link.parent:
                name = facts.schema.attribute(link.columns[0]).name
                found[name].append((link.parent, link.parent_columns[0]))
        self.found = found

    def of(self, child: Entity, column: Attribute) -> _Custom | None:
        """What the name leads to elsewhere; None where that is told too seldom, or not always the same."""
        led = self.found.get(column.name, [])
        if len(led) < _UNANIMOUS or len(set(led)) > 1:
            return None
        parent = self.facts.schema.entity(led[0][0])
        key = self.facts.schema.attribute(led[0][1])
        if parent.id == child.id or not same_type(self.facts, column, key):
            return None
        sure = len(led) >= _SURE and key_name(column.name) and not _is_copy(child, self.histories)
        reason = f"{len(led)} foreign keys of columns called {column.name} lead there, and none elsewhere"
        return _Custom((parent, key), Confidence.CERTAIN if sure else Confidence.LIKELY, reason)


# Keys of several columns


def _composite(facts: Facts, guarded: set[tuple[str, str]], histories: Histories) -> Iterator[ImpliedLink]:
    """Columns that are all of a key of several columns, each by its name or by the parent's before it."""
    parents = [
        (table, tuple(facts.schema.attribute(one) for one in table.primary_key.columns))
        for table in facts.schema.entities
        if table.primary_key is not None and len(table.primary_key.columns) > 1 and table.partition_of is None
    ]
    own: dict[str, dict[tuple[str, ...], Attribute]] = defaultdict(dict)
    for child, column in own_columns(facts):
        if column.generated is None and (child.id, column.name) not in guarded:
            own[child.id][words(column.name)] = column
    for parent, keys in parents:
        for child in facts.schema.entities:
            if child.id == parent.id or child.schema != parent.schema or child.id not in own:
                continue
            columns = _matching(facts, own[child.id], parent, keys)
            if columns is None or _is_linked(facts, child, parent, columns):
                continue
            doubt = Confidence.HINT if _is_copy(child, histories) else Confidence.LIKELY
            yield ImpliedLink(child, columns, parent, keys, doubt, f"they are called as the whole key of {parent.name}")


def _matching(
    facts: Facts, own: dict[tuple[str, ...], Attribute], parent: Entity, keys: tuple[Attribute, ...]
) -> tuple[Attribute, ...] | None:
    """The columns for the key, of which one at least names the parent or is a number within something else."""
    front = stem(parent.name)
    found: list[Attribute] = []
    telling = False
    for key in keys:
        parts = words(key.name)
        qualified = own.get((*front, *parts))
        column = qualified or own.get(parts)
        if column is None or not same_type(facts, column, key) or (parts == ("id",) and qualified is None):
            return None
        telling = telling or qualified is not None or parts[: len(front)] == front
        found.append(column)
    return tuple(found) if telling and len(set(found)) == len(keys) else None


def _is_linked(facts: Facts, child: Entity, parent: Entity, columns: Iterable[Attribute]) -> bool:
    """Whether a foreign key between the two is there already, or one holds all of the columns."""
    ids = {column.id for column in columns}
    return any(link.parent == parent.id or ids <= set(link.columns) for link in facts.schema.references_from(child.id))
