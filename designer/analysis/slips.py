"""Names of constraints and indexes that speak of something else than what they look at: a slip of whoever made them."""

from collections.abc import Collection

from designer.analysis.facts import Facts
from designer.analysis.paths import Path
from designer.schema.model import Entity
from designer.schema.words import singular, stem, words

_SHORTEST = 2
"""Words of a column's name: one alone (`length`) may speak of what is checked."""
_NOISE = frozenset("idx ix index key uq uk unique uindex pk fk id ndx by on".split())
"""Words of an index's name that say what it is."""


def column_named(table: Entity, name: str | None, looked: Collection[str]) -> str | None:
    """The column of which a constraint's name holds all words, where it holds none of the columns that it looks at.

    looked: the names of those.
    """
    spoken, seen = words(name or ""), {one.lower() for one in looked}
    held = [one.name for one in table.attributes if _holds(spoken, words(one.name))]
    # A name that holds `parent_number` does not speak of `number`.
    told = [one for one in held if not any(one != other and _holds(words(other), words(one)) for other in held)]
    if any(one.lower() in seen for one in told):
        return None
    # The names of constraints begin with the table's, which may hold a column's.
    own = (*words(table.name), "", *stem(table.name))
    long = (one for one in told if len(words(one)) >= _SHORTEST)
    return next((one for one in long if not _holds(own, words(one))), None)


def indexed_column_named(table: Entity, name: str | None, looked: Collection[str]) -> str | None:
    """The column that an index is called after, where it is called after none of those that it has: of a name without
    the table's and what says that it is an index, one word is enough, with or without an id at the end."""
    spoken = _without_table(table, words(name or ""))
    seen = {one.lower() for one in looked}
    if any(_speaks_of(spoken, one) or _holds(words(name or ""), words(one)) for one in seen):
        return None
    others = (one.name for one in table.attributes if one.name.lower() not in seen | _NOISE)
    return next((one for one in others if _speaks_of(spoken, one)), None)


def table_named(facts: Facts, table: Entity, mine: Path) -> Entity | None:
    """The other table that an index is called after, its own only as the beginning of that one's name, where that has
    columns of the same names and finds nothing by them."""
    spoken, own = words(mine.name), words(table.name)
    names = [one.lower() for one in facts.schema.names(mine.columns)]
    for other in facts.schema.entities:
        name = words(other.name)
        if len(name) <= len(own) or name[: len(own)] != own or not _holds(spoken, name):
            continue
        columns = {one.name.lower(): one.id for one in other.attributes}
        wanted = tuple(columns.get(one, "") for one in names)
        if all(wanted) and not any(path.columns[: len(wanted)] == wanted for path in facts.access_paths(other.id)):
            return other
    return None


def _without_table(table: Entity, spoken: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an index's name but for those that it begins with the table's name in."""
    rest = spoken[1:] if spoken[:1] and spoken[0] in _NOISE else spoken
    for name in (words(table.name), stem(table.name)):
        if rest[: len(name)] == name:
            return rest[len(name) :]
    return rest


def _speaks_of(spoken: tuple[str, ...], column: str) -> bool:
    """Whether words hold a column's name, be it without the id at its end, or in another number."""
    name = words(column)
    joined = "".join(name)
    short = joined[:-2] if joined.endswith("id") and len(joined) > 2 else joined  # `sakid` is called `sak`
    plain = tuple(one for one in spoken if one not in _NOISE)
    if not plain:
        return _holds(spoken, name)
    runs = {"".join(plain[at:to]) for at in range(len(plain)) for to in range(at + 1, len(plain) + 1)}
    return bool({joined, short, singular(short)} & {*runs, *map(singular, runs)} - _NOISE) or _holds(spoken, name)


def _holds(spoken: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the words stand side by side."""
    return any(spoken[place : place + len(wanted)] == wanted for place in range(len(spoken)))
