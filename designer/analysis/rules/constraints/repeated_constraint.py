"""CO028: the same constraint twice."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import mentions, spelled
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.paths import said_of
from designer.analysis.slips import column_named
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Entity, PrimaryKey, Unique

_HANGING = ("postgres", "tsql", "oracle")
"""Dialects in which each foreign key hangs on one of the keys over its columns."""


class RepeatedConstraint(ListedRule):
    """The same constraint twice.

    A second unique constraint over the same columns is a second index: written at every insert, kept in memory, and
    never chosen. A second CHECK is evaluated again. They come from migrations that name what already has a name.

    Where one is named after a column that it does not look at, that column may have been meant, and nothing guards it:
    then it is not simply dropped. Foreign keys to the columns may hang on either key, and are made anew with the fix.

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
        meant = [
            (one.name, other) for one in (first, second) if (other := column_named(table, one.name, mentions(what)))
        ]
        hung = _hang_on(facts, table, second)
        slip = f" {meant[0][0]} is named after {meant[0][1]}, which it does not look at." if meant else ""
        return self.finding(
            second,
            f"{facts.name(table)} says twice: {what}",
            f"{names[1]} repeats {names[0]}, and costs the same at every write.{hung}{slip}",
            entity=table.id,
            evidence=FrozenMap({"first": names[0], "second": names[1]}),
            fix=() if meant else (edits.drop(facts.schema, second.id),),
        )


def _is_one_index(facts: Facts, first: PrimaryKey | Unique | Check) -> bool:
    """Whether the server makes no second index for a key like this one: SQLite does not, unless the first has none."""
    if facts.schema.dialect.name != "sqlite" or isinstance(first, Check):
        return False
    is_row_number = isinstance(first, PrimaryKey) and [
        facts.schema.attribute(one).type.lower() for one in first.columns
    ] == ["integer"]
    return not is_row_number


def _hang_on(facts: Facts, table: Entity, second: PrimaryKey | Unique | Check) -> str:
    """What to say where foreign keys may keep a key from being dropped."""
    if isinstance(second, Check) or facts.schema.dialect.name not in _HANGING:
        return ""
    number = sum(set(one.parent_columns) == set(second.columns) for one in facts.schema.references_to(table.id))
    if not number:
        return ""
    keys = "foreign key refers" if number == 1 else "foreign keys refer"
    return f" {number} {keys} to it or to the other: what hangs on the one that goes has to be made anew."
