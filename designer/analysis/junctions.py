"""Junction tables: what only joins two others, told from its columns."""

from collections.abc import Sequence

from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_moment, means_record
from designer.schema.model import Entity, Relationship
from designer.schema.words import stem, words

_BESIDE = frozenset({"position", "ordinal", "rank", "weight", "sort", "order", "priority"})
_KEPT_UP = frozenset({"created", "inserted", "added", "updated", "modified", "changed", "deleted", "removed"})
"""Words of times at which a program writes down that it wrote."""
_OCCURRED = frozenset(
    "run runned ran executed happened occurred triggered fired sent visited viewed clicked played measured recorded "
    "detected accepted agreed consented signed acknowledged paid purchased bought sold rated reviewed opened "
    "downloaded watched listened borrowed returned rented checked entered arrived departed logged contacted called "
    "notified reminded delivered received answered attempted tested redeemed consumed shipped scanned".split()
)
"""Words of times at which something happened that may happen again."""
_OCCURRENCES = frozenset(
    "run execution occurrence visit view click attempt measurement acceptance agreement consent signature payment "
    "purchase download rental loan checkin checkout delivery".split()
)
"""How a table of such things is called last."""
_ACTING = frozenset("by created modified updated deleted owner author approved".split())
"""Words of references that say who did something to the row: no half of a pair."""


def pair_of(facts: Facts, table: Entity) -> tuple[str, ...] | None:
    """The two references of a table that has nothing else to say."""
    references = facts.schema.references_from(table.id)
    columns = tuple(column for one in references for column in one.columns)
    if (
        means_record(table.name)
        or len(references) != 2
        or len(set(columns)) != 2
        or facts.schema.references_to(table.id)
        or table.inherits
        or any(_says_who(facts, one) for one in references)
    ):
        return None
    key = table.primary_key.columns if table.primary_key else ()
    if sum(means_moment(one.name) and not _KEPT_UP & set(words(one.name)) for one in table.attributes) > 1:
        return None
    own = bool(key) and not set(key) & set(columns)
    if own and (_happened(facts, table, columns) or _is_more_than_a_pair(facts, table, references, columns)):
        return None
    for attribute in table.attributes:
        own_id = key == (attribute.id,) or words(attribute.name) in (("id",), ("uuid",))
        beside = means_moment(attribute.name) or _BESIDE & set(words(attribute.name))
        if attribute.id not in columns and not own_id and not beside:
            return None
    return columns


def _happened(facts: Facts, table: Entity, columns: tuple[str, ...]) -> bool:
    """Whether a row tells of a moment: one it is looked up by, or with or without one of the two (anybody's view)."""
    moments = [one for one in table.attributes if means_moment(one.name)]
    if any(path.columns[:1] == (one.id,) for one in moments for path in facts.access_paths(table.id)):
        return True
    last = stem(table.name)[-1]
    parents = {stem(facts.schema.entity(one.parent).name)[-1] for one in facts.schema.references_from(table.id)}
    if (last in _OCCURRENCES and last not in parents) or any(_OCCURRED & set(words(one.name)) for one in moments):
        return True
    empty = any(not facts.is_required(table, facts.schema.attribute(one)) for one in columns)
    full = any(facts.is_required(table, facts.schema.attribute(one)) for one in columns)
    return empty and full and bool(moments)


def _is_more_than_a_pair(
    facts: Facts, table: Entity, references: Sequence[Relationship], columns: tuple[str, ...]
) -> bool:
    """Whether a row with a number of its own is there without one of the two: a port of a gateway, with or without
    settings. A table that is called after both joins them, whatever may be missing."""
    required = {facts.is_required(table, facts.schema.attribute(one)) for one in columns}
    called = set(stem(table.name))
    parents = [set(stem(facts.schema.entity(one.parent).name)[-1:]) for one in references]
    return required == {True, False} and not all(one & called for one in parents)


def _says_who(facts: Facts, reference: Relationship) -> bool:
    """Whether a reference says who did something to the row; `author_id` of authors says what it refers to."""
    called = set(stem(facts.schema.entity(reference.parent).name))
    return any(_ACTING & (set(words(name)) - called) for name in facts.schema.names(reference.columns))


def is_thought_of(facts: Facts, table: Entity, pair: tuple[str, ...]) -> bool:
    """Whether one reference is unique with something else (an order, a condition), or an exclusion guards the pair."""
    paths = facts.access_paths(table.id)
    return bool(table.exclusions) or any(path.unique and set(path.columns) & set(pair) for path in paths)
