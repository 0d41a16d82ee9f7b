"""CO021: a table of very many columns."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.thresholds import DEFAULTS
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap

_many = tuple(f"{letter}{number} text" for letter in "abcdefghijklmnopqrstuvwxyz" for number in range(5))


class TooManyColumns(ListedRule):
    """Table of very many columns.

    A row is read whole and, in PostgreSQL, written whole at an update. A table of a hundred columns is most often
    several things that share a key: what is read at every request, what is set once, what belongs to one kind of row
    only and is NULL in all others. Apart they are smaller, and can be required.

    Only the number of columns counts. A report, a mirror of another system's table or a form with a hundred boxes is
    wide by nature, which no name tells for sure, so that it is a hint.
    """

    code = "CO021"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/limits.html"
    many = "tables have very many columns"
    message = "Often these are several things that share a key, read and written whole."
    flagged = example(entity("users", "id bigint", *_many, pk="id"))
    accepted = example(entity("users", "id bigint", *_many[: DEFAULTS.wide_table_attributes - 1], pk="id"))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            count = len(table.attributes)
            if count <= facts.thresholds.wide_table_attributes:
                continue
            empty = sum(not facts.is_required(table, column) for column in table.attributes)
            yield self.finding(
                table,
                f"{facts.name(table)} has {count} columns",
                f"{empty} of them may be NULL: often these are several things that share a key.",
                evidence=FrozenMap({"columns": count, "nullable": empty}),
            )
