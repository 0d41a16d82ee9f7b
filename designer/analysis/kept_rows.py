"""Tables that keep the rows of another one as they were, column for column: told from what both are called."""

from designer.analysis.facts import Facts
from designer.schema.model import Entity
from designer.schema.words import singular, stem, words

_PAST = frozenset("aud audit history hist hst historic archive archived log backup bak bk old deleted".split())
"""How the name of such a table, or of its schema, begins or ends, in the singular."""
_REVISED = frozenset({"rev", "revtype"})
"""The columns of a table in which Hibernate Envers keeps what rows of another one were."""


def is_revised(table: Entity) -> bool:
    """Whether Hibernate Envers fills a table with what rows of another one were."""
    return {one.name.lower() for one in table.attributes} >= _REVISED or stem(table.name)[-1] == "aud"


def kept_rows(facts: Facts) -> frozenset[tuple[str, str]]:
    """(id of a table, name of a column in small letters) wherever that column holds what the same one of another table
    has held: `orders_audit.placed_on` beside `orders.placed_on`, and every column of a table that Envers fills."""
    schema, called = facts.schema, facts.directory(_called)
    found: set[tuple[str, str]] = set()
    for table_id, name in facts.directory(_past).look(_PAST_ONES):
        table = schema.entity(table_id)
        names = _names(table)
        kept = names if is_revised(table) else set()
        for other_id in called.look(name) if name else ():
            other = schema.entity(other_id)
            if other_id != table_id and (name != stem(table.name) or not _is_past_home(facts, other)):
                kept = kept | names & _names(other)
        found |= {(table_id, one) for one in kept}
    return frozenset(found)


def _names(table: Entity) -> set[str]:
    return {one.name.lower() for one in table.attributes}


def _called(_: Facts, table: Entity) -> tuple[tuple[tuple[str, ...], str], ...]:
    """What a table is called, for the directory of all names."""
    return ((stem(table.name), table.id),)


_PAST_ONES = "keep rows of others"


def _past(facts: Facts, table: Entity) -> tuple[tuple[str, tuple[str, tuple[str, ...]]], ...]:
    """The id of a table that keeps rows of another one, with each name that one may have; empty where the table itself
    says that it does."""
    names = [*([()] if is_revised(table) else ()), *_without_past(facts, table)]
    return tuple((_PAST_ONES, (table.id, name)) for name in names)


def _without_past(facts: Facts, table: Entity) -> list[tuple[str, ...]]:
    """What the table would be called whose rows it keeps, if it keeps any."""
    name = stem(table.name)
    found = [name] if _is_past_home(facts, table) else []
    if len(name) > 1 and name[-1] in _PAST:
        found.append((*name[:-2], singular(name[-2])))
    if len(name) > 1 and name[0] in _PAST:
        found.append(name[1:])
    return found


def _is_past_home(facts: Facts, table: Entity) -> bool:
    """Whether a table lies in a schema for what was."""
    return bool(_PAST & {singular(one) for one in words(facts.schema.namespace(table.schema) or "")})
