"""TY022: unique e-mail addresses that differ by capitals only."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import checks_on, free_name, quoted
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity, Index, IndexKey
from designer.schema.words import words


class EmailCase(ColumnRule):
    """Unique e-mail address that takes a second spelling.

    Ann@example.org and ann@example.org are one mailbox and two values: the unique key lets both in, one person gets
    two accounts, and the second password reset goes to the wrong one.

    citext, a collation that ignores case, a check that the value is in lower case, or a unique index on lower(email)
    settles it. Columns that are not unique by themselves are left alone.
    """

    code = "TY022"
    dialects = ("postgres", "sqlite", "oracle")
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
        if facts.schema.dialect.name not in ("postgres", "sqlite", "oracle"):
            return  # the others compare without regard to case unless told otherwise
        for table, column in own_columns(facts):
            parts = words(column.name)
            if not _is_address(parts) or facts.family(column) != "text" or facts.type_of(column).base == "citext":
                continue
            if column.collation or not facts.is_unique(table, (column.id,)) or _is_folded(facts, table, column):
                continue
            index = Index(
                name=free_name(facts.schema, table, [column.name, "lower"], "key"),
                keys=(IndexKey(expression=f"lower({quoted(facts, column)})"),),
                unique=True,
            )
            yield Suspect(table, column, (edits.add(facts.schema, index, to=table.id),))


def _is_address(parts: tuple[str, ...]) -> bool:
    """`email`, `contact_email`, `e_mail`, `work_email_address`; not `email_type`, `direct_mail`."""
    front = parts[:-1] if parts[-1:] == ("address",) else parts
    return front[-1:] == ("email",) or front[-2:] == ("e", "mail") or parts == ("mail",)


def _is_folded(facts: Facts, table: Entity, column: Attribute) -> bool:
    texts = [key.expression or "" for index in table.indexes if index.unique for key in index.keys]
    wanted = {"lower", column.name.lower()}
    return any(
        wanted <= {name.lower() for name in mentions(text, facts.schema.dialect.name)}
        for text in (*texts, *checks_on(facts, table, column))
    )
