"""CO028: the same constraint twice."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import mentions, spelled
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.paths import said_of
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Entity, PrimaryKey, Unique
from designer.schema.words import stem, words

_SHORTEST = 2
"""Words of a column's name: one alone (`length`) may speak of what is checked."""


class RepeatedConstraint(ListedRule):
    """The same constraint twice.

    A second unique constraint over the same columns is a second index: written at every insert, kept in memory, and
    never chosen. A second CHECK is evaluated again. They come from migrations that name what already has a name.

    Where one is named after a column that it does not look at, that column may have been meant, and nothing guards it.

    Keys that differ in the order of their columns (each serves its own direction), in deferring, in how NULLs count or
    in what they include are not the same. SQLite makes one index for two keys over the same columns, so that nothing is
    said of those, but for the unique key beside an INTEGER PRIMARY KEY, which has no index. Checks are compared by
    their wording, without blanks and outer parentheses.
    """

    code = "CO028"
    many = alike = "constraints are there twice"
    message = "Each costs at every write what the other costs already."
    reference = "https://www.postgresql.org/docs/18/indexes-unique.html"
    flagged = example(entity("users", "id integer", "email text", pk="id", unique="id"))
    accepted = example(
        entity("users", "id bigint", "email text", pk="id", unique="email", checks=("id > 0", "id < 100"))
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        for table in own_tables(facts):
            seen: dict[object, PrimaryKey | Unique | Check] = {}
            for key in table.keys:
                nulls = isinstance(key, Unique) and key.nulls_not_distinct
                same = ("key", key.columns, key.include, key.without_overlaps, key.deferrable, nulls)
                first = seen.setdefault(same, key)
                if first is not key and not _is_one_index(facts, first):
                    yield self._finding(facts, table, first, key, ", ".join(facts.schema.names(key.columns)))
            for check in table.checks:
                first = seen.setdefault(("check", spelled(check.expression, dialect), check.no_inherit), check)
                if first is not check:
                    yield self._finding(facts, table, first, check, check.expression)

    def _finding(
        self,
        facts: Facts,
        table: Entity,
        first: PrimaryKey | Unique | Check,
        second: PrimaryKey | Unique | Check,
        what: str,
    ) -> Finding:
        names = said_of(facts.schema, first), said_of(facts.schema, second)
        meant = [(one.name, other) for one in (first, second) if (other := _named_after(table, one.name, what))]
        slip = f" {meant[0][0]} is named after {meant[0][1]}, which it does not look at." if meant else ""
        return self.finding(
            second,
            f"{facts.name(table)} says twice: {what}",
            f"{names[1]} repeats {names[0]}, and costs the same at every write.{slip}",
            entity=table.id,
            evidence=FrozenMap({"first": names[0], "second": names[1]}),
            fix=(edits.drop(facts.schema, second.id),),
        )


def _is_one_index(facts: Facts, first: PrimaryKey | Unique | Check) -> bool:
    """Whether the server makes no second index for a key like this one: SQLite does not, unless the first has none."""
    if facts.schema.dialect.name != "sqlite" or isinstance(first, Check):
        return False
    is_row_number = isinstance(first, PrimaryKey) and [
        facts.schema.attribute(one).type.lower() for one in first.columns
    ] == ["integer"]
    return not is_row_number


def _named_after(table: Entity, name: str | None, what: str) -> str | None:
    """The column of which a constraint's name holds all words, where it holds none of the columns that it looks at."""
    spoken, looked = words(name or ""), {one.lower() for one in mentions(what)}
    told = [one.name for one in table.attributes if _holds(spoken, words(one.name))]
    if any(one.lower() in looked for one in told):
        return None
    # The names of constraints begin with the table's, which may hold a column's.
    own = (*words(table.name), "", *stem(table.name))
    long = (one for one in told if len(words(one)) >= _SHORTEST)
    return next((one for one in long if not _holds(own, words(one))), None)


def _holds(spoken: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the words stand side by side."""
    return any(spoken[place : place + len(wanted)] == wanted for place in range(len(spoken)))
