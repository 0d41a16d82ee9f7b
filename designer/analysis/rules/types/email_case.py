"""TY022: unique e-mail addresses that differ by capitals only."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import checks_on, free_name, quoted
from designer.analysis.words import words
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity, Index, IndexKey

_NAMES = {("email",), ("e", "mail"), ("email", "address"), ("mail",), ("user", "email"), ("login", "email")}


class EmailCase(ColumnRule):
    """Unique e-mail address that takes a second spelling.

    Ann@example.org and ann@example.org are one mailbox and two values: the unique key lets both in, one person gets
    two accounts, and the second password reset goes to the wrong one.

    citext, a collation that ignores case, a check that the value is in lower case, or a unique index on lower(email)
    settles it. Columns that are not unique by themselves are left alone.
    """

    code = "TY022"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/citext.html"
    flagged = example(entity("users", "id bigint", "email text not null", pk="id", unique="email"))
    accepted = example(
        entity("users", "id bigint", "email citext not null", pk="id", unique="email"),
        entity("guests", "id bigint", "email text", "email_type text", pk="id"),
    )
    one = "is unique, but takes the same address in capitals again"
    many = "are unique, but take the same address in capitals again"
    message = "The unique key compares letter by letter: one mailbox can have two accounts."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name != "postgres":
            return
        for table, column in own_columns(facts):
            parts = words(column.name)
            if parts not in _NAMES or facts.family(column) != "text" or facts.type_of(column).base == "citext":
                continue
            if column.collation or not facts.is_unique(table, (column.id,)) or _is_folded(facts, table, column):
                continue
            index = Index(
                name=free_name(facts.schema, table, [column.name, "lower"], "key"),
                keys=(IndexKey(expression=f"lower({quoted(facts, column)})"),),
                unique=True,
            )
            yield Suspect(table, column, (edits.add(facts.schema, index, to=table.id),))


def _is_folded(facts: Facts, table: Entity, column: Attribute) -> bool:
    texts = [key.expression or "" for index in table.indexes if index.unique for key in index.keys]
    return any({"lower", column.name} <= mentions(text) for text in (*texts, *checks_on(facts, table, column)))
