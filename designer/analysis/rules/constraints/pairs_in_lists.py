"""CO058: many-to-many kept in lists of keys."""

from collections.abc import Iterator
from functools import lru_cache

from designer.analysis.columns import ColumnRule, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.naming_styles import common_prefix
from designer.analysis.vocabulary import means_record
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, stem, words

_MARKS = (("ids", "list"), ("ids", "csv"), ("ids", "json"), ("id", "list"), ("id", "csv"), ("id", "array"), ("ids",))
_tags = entity("tags", "id bigint", "name text", pk="id")


class PairsInLists(ColumnRule):
    """Many rows of one table kept as a list in another.

    `tag_ids = '3,17,40'` is a table of pairs folded into a text. No foreign key reaches inside: a deleted tag stays
    listed, a number that never was is taken, and removing one tag is a rewrite of the text that two sessions do to
    each other. "All posts with tag 17" reads every row, and finds 170 too unless the search thinks of the commas. A
    table with one row per pair has a key, two foreign keys and an index for each way.

    The name must say ids of a table of the design (`tag_ids`, `user_id_list`), in a text or a JSON document; or two
    tables list each other in arrays, which keeps each pair twice. Arrays of keys alone are TY019. Logs and snapshots
    keep what was.
    """

    code = "CO058"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/arrays.html#ARRAYS-SEARCHING"
    flagged = example(entity("posts", "id bigint", "tag_ids text", pk="id"), _tags)
    accepted = example(
        entity("posts", "id bigint", "tag_ids bigint[]", "external_ids text", pk="id"),
        _tags,
        entity("post_log", "id bigint", "tag_ids text", pk="id"),
    )
    alone = False
    one = "keeps the keys of many rows in one {type}"
    many = "keep the keys of many rows in one value"
    message = "No foreign key reaches inside a list, and two sessions that each add a member overwrite each other."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        listing = facts.listed(_may_list)
        tables = _by_name(facts) if listing else {}
        for table, column in listing:
            target = _target(tables, column)
            if target is None:
                continue
            kind = facts.type_of(column)
            if not kind.dimensions and facts.family(column) in ("text", "json") and _has_room(facts, column):
                yield Suspect(table, column, shown={"names the table": facts.name(target)})
            elif kind.dimensions and target.id != table.id:
                back = next((one for one in target.attributes if _lists(facts, tables, one, table)), None)
                if back is not None:
                    shown = {"names the table": facts.name(target), "and back": f"{facts.name(target)}.{back.name}"}
                    yield Suspect(table, column, shown=shown)


def _may_list(facts: Facts, table: Entity) -> tuple[tuple[Entity, Attribute], ...]:
    """The columns of a table whose names say that they list the keys of some other."""
    if means_record(table.name):
        return ()
    return tuple((table, one) for one in own_of(facts, table) if not one.generated and _meant(one.name))


def _by_name(facts: Facts) -> dict[tuple[str, ...], Entity]:
    """The tables with a key by what they are called, a prefix that nearly all of them have left out."""
    prefix = common_prefix(one.name for one in facts.schema.entities)
    found: dict[tuple[str, ...], Entity] = {}
    for one in facts.schema.entities:
        if one.primary_key:
            called = stem(one.name)
            found.setdefault(called[1:] if called[0] == prefix and len(called) > 1 else called, one)
    return found


def _target(tables: dict[tuple[str, ...], Entity], column: Attribute) -> Entity | None:
    """The table whose keys the name says that it lists; of `related_post_ids` the posts."""
    return next((tables[one] for one in _meant(column.name) if one in tables), None)


@lru_cache(maxsize=65536)
def _meant(name: str) -> tuple[tuple[str, ...], ...]:
    """What a name may say that it lists the keys of, the longest first."""
    parts = words(name)
    for mark in _MARKS:
        if parts[-len(mark) :] == mark:
            named = parts[: -len(mark)]
            return tuple((*named[at:-1], singular(named[-1])) for at in range(len(named)))
    return ()


def _lists(facts: Facts, tables: dict[tuple[str, ...], Entity], column: Attribute, table: Entity) -> bool:
    return bool(facts.type_of(column).dimensions) and _target(tables, column) is table


def _has_room(facts: Facts, column: Attribute) -> bool:
    """Whether a text holds more than one key."""
    length = facts.type_of(column).length
    return length is None or length > 40 or facts.family(column) == "json"
