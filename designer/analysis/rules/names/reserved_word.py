"""NM001: a name that is a reserved word."""

from collections.abc import Iterator

from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity, evidence_table
from designer.analysis.rule import Rule
from designer.schema.build import entity, schema_of
from designer.sql.identifiers import quote_identifier
from designer.sql.reserved import words_never_columns


class ReservedWord(Rule):
    """Name that is a reserved word.

    A reserved word has to be quoted in every statement that mentions it, by every person and every tool, for
    as long as the table lives. The one that forgets gets a syntax error that does not say why.

    Only words that the design's own dialect reserves count; `name`, `status` or `date` need no quotes.
    """

    code = "NM001"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/sql-keywords-appendix.html"
    flagged = schema_of(entity("order", "id bigint", "user text", pk="id"))
    accepted = schema_of(entity("orders", "id bigint", "name text", "status text", "date date", pk="id"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        reserved = words_never_columns(dialect)
        for table in facts.schema.entities:
            columns = [one for one in table.attributes if one.name in reserved]
            names = [table.name] * (table.name in reserved) + [f"{table.name}.{one.name}" for one in columns]
            if not names:
                continue
            yield self.finding(
                table,
                f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} reserved in SQL",
                "Every statement has to quote it; another name spares everyone that.",
                attributes=tuple(one.id for one in columns),
                evidence=evidence_table(
                    ("name", "as it has to be written"),
                    [(name, quote_identifier(name.rpartition(".")[2], dialect)) for name in names],
                ),
            )
