"""References that only names tell of: columns called after another table's key, without a foreign key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from designer.analysis.columns import own_columns
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import parents_of
from designer.analysis.vocabulary import means_record
from designer.analysis.words import singular, stem, words
from designer.schema.model import Attribute, Entity

_KEY_WORDS = frozenset({"id", "uuid", "guid", "key"})
_COMPARED = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint", "varchar": "text"}

_FEWEST_BARE = 4
"""Fewer columns than these are no custom."""
_CUSTOM = 0.3
"""Share of the declared foreign keys from which on their form of name is a custom."""

_Target = tuple[Entity, Attribute]
_Targets = dict[tuple[str, ...], list[_Target]]


@dataclass(frozen=True, slots=True)
class ImpliedLink:
    """A column that names the key of `parent`; a hint only where the name may be kept beyond its row's life."""

    child: Entity
    column: Attribute
    parent: Entity
    key: Attribute
    confidence: Confidence


def implied_links(facts: Facts) -> Iterator[ImpliedLink]:
    """Every column that names another table's key, and that no foreign key guards."""
    by_stem, by_key = _targets(facts)
    guarded = _guarded_in_parts(facts)
    bare = _refers_by_bare_names(facts, by_stem)
    for child, column in own_columns(facts):
        parts = words(column.name)
        if not parts or column.id in facts.foreign_columns(child.id) or (child.id, column.name) in guarded:
            continue
        if column.generated or facts.family(column) not in ("integer", "uuid", "text") or _is_polymorphic(child, parts):
            continue
        chosen = _chosen(facts, child, column, [*by_stem.get(_named(parts), ()), *by_key.get(column.name, ())])
        by_role = None if chosen else _by_role(facts, child, column, by_stem, bare)
        parent, key = chosen or by_role or (None, None)
        if parent is None or key is None:
            continue
        if child.primary_key and child.primary_key.columns == (column.id,) and not _is_detail(child, parent):
            continue
        doubtful = by_role is not None or means_record(child.name) or facts.family(column) == "text"
        yield ImpliedLink(child, column, parent, key, Confidence.HINT if doubtful else Confidence.LIKELY)


def _named(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The table that a column names: `order_lines_id` is of (order, line). Empty where it names none."""
    return (*parts[:-2], singular(parts[-2])) if len(parts) > 1 and parts[-1] in _KEY_WORDS else ()


def _by_role(facts: Facts, child: Entity, column: Attribute, by_stem: _Targets, bare: bool) -> _Target | None:
    """The table that a name speaks of less plainly: `reported_user_id` is a user, `artist` in numbers an artist."""
    named = _named(words(column.name))
    if not named and facts.family(column) != "text" and bare:
        return _chosen(facts, child, column, by_stem.get(stem(column.name), ()))
    for start in range(1, len(named)):
        chosen = _chosen(facts, child, column, by_stem.get(named[start:], ()), itself=True)
        if chosen:
            return chosen
    return None


def _refers_by_bare_names(facts: Facts, by_stem: _Targets) -> bool:
    """Whether it is the custom of this design to call a reference by its table's name alone, without id.

    A design without any foreign key shows its custom in what most columns that could be references are called.
    """
    if not any(len(one.columns) == 1 for one in facts.schema.relationships):
        columns = [
            (column.name, words(column.name))
            for child, column in own_columns(facts)
            if facts.family(column) in ("integer", "uuid") and stem(column.name) != stem(child.name)
        ]
        with_id = sum(_named(parts) in by_stem for _, parts in columns)
        return sum(stem(name) in by_stem for name, _ in columns) > max(_FEWEST_BARE, with_id)
    named = [
        stem(facts.schema.attribute(one.columns[0]).name) == stem(facts.schema.entity(one.parent).name)
        for one in facts.schema.relationships
        if len(one.columns) == 1
    ]
    return sum(named) > _CUSTOM * len(named)


def _guarded_in_parts(facts: Facts) -> set[tuple[str, str]]:
    """(table, column name) of what the partitions or heirs of a table guard in its place."""
    return {
        (parent, facts.schema.attribute(column).name)
        for table in facts.schema.entities
        for parent in parents_of(table)
        for column in facts.foreign_columns(table.id)
    }


def _targets(facts: Facts) -> tuple[_Targets, dict[str, list[_Target]]]:
    """Tables with a key of one column: by the words of the table's name, and by the key's own telling name."""
    by_stem: _Targets = defaultdict(list)
    by_key: dict[str, list[_Target]] = defaultdict(list)
    for table in facts.schema.entities:
        if table.partition_of or table.primary_key is None or len(table.primary_key.columns) != 1:
            continue
        key = facts.schema.attribute(table.primary_key.columns[0])
        parts, name = words(key.name), stem(table.name)
        own = parts[-1:] and parts[-1] in _KEY_WORDS and parts[:-1] in ((), name, name[-1:])
        if own:
            by_stem[name].append((table, key))
        telling = len(parts) > 1 and parts[-1] in _KEY_WORDS and parts[:-1] == name
        if telling or "".join(parts) == f"{''.join(name)}id":
            by_key[key.name].append((table, key))
    return by_stem, by_key


def _chosen(
    facts: Facts, child: Entity, column: Attribute, candidates: Iterable[_Target], itself: bool = False
) -> _Target | None:
    """The one table meant: of the same type, in the same schema before others, and no other like it."""
    fitting = [
        (parent, key)
        for parent, key in dict.fromkeys(candidates)
        if (itself or parent.id != child.id)
        and key.id != column.id
        and _compared(facts, key) == _compared(facts, column)
    ]
    near = [one for one in fitting if one[0].schema == child.schema] or fitting
    return near[0] if len(near) == 1 else None


def _compared(facts: Facts, attribute: Attribute) -> str:
    base = facts.type_of(attribute).base
    return f"{_COMPARED.get(base, base)}{'[]' * facts.type_of(attribute).dimensions}"


def _is_polymorphic(child: Entity, parts: tuple[str, ...]) -> bool:
    front = parts[:-1]
    siblings = {words(attribute.name) for attribute in child.attributes}
    return bool(front) and any((*front, kind) in siblings for kind in ("type", "class", "kind", "table", "model"))


def _is_detail(child: Entity, parent: Entity) -> bool:
    """`user_settings` keyed by user_id is one row per user."""
    return stem(child.name)[: len(stem(parent.name))] == stem(parent.name) and child.id != parent.id
