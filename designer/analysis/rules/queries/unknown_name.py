"""QR010: a query that names what the design does not have."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity, evidence_table
from designer.analysis.rule import Rule
from designer.schema.build import entity, pattern

_table = entity("orders", "id bigint", "status text", pk="id")


class UnknownName(Rule):
    """Query that names what the design does not have.

    The pattern fails on a database made from this design: a table or column was renamed, dropped or never drawn, or
    the query has a slip. A column name that two of its tables have fails as well, for the server cannot choose.

    Views, functions, system tables and system columns are known; what a view or function returns is not judged
    where the design does not say.
    """

    code = "QR010"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/errcodes-appendix.html"
    flagged = example(_table, pattern("open orders", "SELECT id FROM orders WHERE stauts = 'open'", per_minute=60))
    accepted = example(_table, pattern("open orders", "SELECT id FROM orders WHERE status = 'open'", per_minute=60))

    def check(self, facts: Facts) -> Iterator[Finding]:
        for parsed in facts.patterns:
            rows = [
                (one.kind, one.name, one.suggestion, statement.sql)
                for statement in parsed.statements
                for one in statement.unknown
            ]
            unclear = [
                ("column of several tables", name, None, statement.sql)
                for statement in parsed.statements
                for name in statement.ambiguous
            ]
            if not rows and not unclear:
                continue
            kind, name, suggestion, _ = (*rows, *unclear)[0]
            if rows:
                title = f"“{parsed.pattern.name}” names the {kind} {name}, which the design does not have"
                message = f"The closest name it has is {suggestion}." if suggestion else "Nothing has a similar name."
            else:
                title = f"“{parsed.pattern.name}” names {name} without saying of which table"
                message = "Several of its tables have a column of that name, and the server refuses to choose."
            yield self.finding(
                parsed.pattern,
                title,
                message,
                evidence=evidence_table(("kind", "name", "closest", "statement"), rows + unclear),
            )
