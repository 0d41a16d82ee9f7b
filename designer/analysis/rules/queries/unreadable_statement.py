"""QR017: a statement that cannot be read."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("orders", "id bigint", pk="id")


class UnreadableStatement(QueryRule):
    """Statement that cannot be read.

    What this pattern asks for is not known, so none of the advice on indexes and queries takes it into account. It
    may be a slip, or syntax that the parser does not know although a server does.
    """

    code = "QR017"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/sql-syntax.html"
    flagged = example(_table, pattern("an order", "SELEC id FROM orders"))
    accepted = example(_table, pattern("an order", "SELECT id FROM orders WHERE id = $1"))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if statement.error is not None:
            yield Remark("cannot be read", f"{statement.error[:1].upper()}{statement.error[1:]}.")
