"""GR006: a pattern that reads what it has just written, where reads go to replicas."""

from collections.abc import Iterator

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule
from designer.analysis.workload import ParsedPattern
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Requirements

_orders = entity("orders", "id bigint", "total numeric(12,2)", pk="id")
_insert = "INSERT INTO orders (id, total) VALUES ($1, $2)"
_read = "SELECT total FROM orders WHERE id = $1"


class StaleRead(Rule):
    """Pattern that reads its own writes, where reads go to replicas.

    A replica applies a change some time after the primary: milliseconds mostly, seconds under load. A pattern that
    writes a table and then reads it may be answered by a replica that has not heard of the write yet, and shows the
    user an order without the line that was just added. Such reads belong on the primary, or wait for the replica.

    Only where the requirements say that replicas are read. Whether the reads of this pattern do go there is known
    to the application alone, so this is a hint; statements that lock rows cannot run on a replica, and are left out.
    """

    code = "GR006"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/hot-standby.html#HOT-STANDBY-USERS"
    flagged = example(_orders, pattern("place an order", _insert, _read), Requirements(replica_reads=True))
    accepted = example(
        _orders,
        pattern("place an order", _insert),
        pattern("an order", _read),
        Requirements(replica_reads=True),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        if not facts.schema.requirements.replica_reads:
            return
        for parsed in facts.patterns:
            tables = _read_after_write(parsed)
            if tables:
                names = enumerated([facts.name(facts.schema.entity(one)) for one in tables])
                yield self.finding(
                    parsed.pattern,
                    f"“{parsed.pattern.name}” reads {names} after writing there, and replicas are read",
                    "A replica may not have the write yet. This read belongs on the primary, in the same transaction.",
                    entity=tables[0],
                    evidence=FrozenMap({"written and then read": names}),
                )


def _read_after_write(parsed: ParsedPattern) -> list[str]:
    """The ids of the entities that a statement reads after an earlier one wrote them."""
    written: set[str] = set()
    found: dict[str, None] = {}
    for statement in parsed.statements:
        if statement.kind == "select" and not (statement.tree and statement.tree.args.get("locks")):
            found.update(dict.fromkeys(sorted(statement.entities & written)))
        written.update(use.entity for use in statement.tables if use.entity and use.written)
    return list(found)
