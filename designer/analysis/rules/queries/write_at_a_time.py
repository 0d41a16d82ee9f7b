"""QR020: rows that are written one by one, where many come together."""

from collections.abc import Iterator

from sqlglot import exp

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, link, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import AccessPattern, Entity

_tables = (
    entity("orders", "id bigint", "placed_at timestamptz", pk="id", index="placed_at"),
    entity("order_lines", "id bigint", "order_id bigint", "item text", pk="id", index="order_id"),
    link("order_lines.order_id", "orders.id"),
)
_insert = "INSERT INTO order_lines (order_id, item) VALUES ($1, $2)"
_list = pattern("open orders", "SELECT id FROM orders ORDER BY placed_at LIMIT 200", per_minute=10, rows=200)
_TOGETHER = {
    "postgres": "INSERT … SELECT … FROM unnest($1::…[], $2::…[]), or COPY",
    "oracle": "one INSERT, executed with arrays of parameters",
    "tsql": "INSERT … SELECT … FROM a table-valued parameter, or a bulk copy",
}


class WriteAtATime(Rule):
    """Rows that are written one by one, where many come together.

    Each INSERT of one row is a round trip, a plan and, outside of a transaction, a wait for the log on disk. A hundred
    rows in one statement take hardly longer than one, and most systems write ten to fifty times as many rows a second
    that way.

    Flagged where a pattern is no more than the INSERT of one row, and its rate is that of another pattern times its
    rows, with a foreign key between the two tables; and where it runs more often than a declared threshold, so that
    rows are there to be gathered. Whoever writes one row for each request of another person cannot gather them, so
    that this is a hint.
    """

    code = "QR020"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://dev.mysql.com/doc/refman/8.4/en/insert-optimization.html"
    flagged = example(*_tables, _list, pattern("add a line", _insert, per_minute=2_000))
    accepted = example(*_tables, _list, pattern("add a line", _insert, per_minute=70))

    def check(self, facts: Facts) -> Iterator[Finding]:
        lists = [one for one in facts.patterns if one.pattern.frequency_per_minute and (one.pattern.rows or 0) > 1]
        for parsed in facts.patterns:
            table, rate = _single(facts, parsed), parsed.pattern.frequency_per_minute
            if table is None or not rate:
                continue
            source = next((one for one in lists if one is not parsed and _fits(facts, table, rate, one)), None)
            if source is not None:
                yield self._for_each(facts, parsed, table, source.pattern)
            elif rate >= facts.thresholds.single_inserts_per_minute:
                title = f"“{parsed.pattern.name}” writes one row at a time, {said_rate(rate)}"
                message = "So many come that they can be gathered for a moment and written together."
                yield self._finding(facts, parsed, table, title, message)

    def _for_each(self, facts: Facts, parsed: ParsedPattern, table: Entity, source: AccessPattern) -> Finding:
        title = f"“{parsed.pattern.name}” writes one row for each row of “{source.name}”"
        product = (source.frequency_per_minute or 0) * (source.rows or 0)
        message = (
            f"{source.frequency_per_minute:,.6g} times {source.rows} rows a minute is {product:,.6g}: one statement for"
            f" all rows into {facts.name(table)} would save as many round trips."
        )
        shown = {"the other, a minute": source.frequency_per_minute, "its rows": source.rows}
        return self._finding(facts, parsed, table, title, message, **shown)

    def _finding(
        self, facts: Facts, parsed: ParsedPattern, table: Entity, title: str, message: str, **shown: float | None
    ) -> Finding:
        together = _TOGETHER.get(facts.schema.dialect.name, "INSERT … VALUES (…), (…), …")
        evidence = {
            "statement": parsed.statements[0].sql,
            "a minute": parsed.pattern.frequency_per_minute,
            **shown,
            "together": together,
        }
        return self.finding(parsed.pattern, title, message, entity=table.id, evidence=FrozenMap(evidence))


def _single(facts: Facts, parsed: ParsedPattern) -> Entity | None:
    """The table that a pattern adds one row to and does nothing else."""
    if len(parsed.statements) != 1 or not facts.kept_of_pattern(_adds_one, parsed):
        return None
    target = next((use.entity for use in parsed.statements[0].tables if use.written), None)
    return facts.schema.entity(target) if target else None


def _adds_one(parsed: ParsedPattern) -> bool:
    return _is_one_row(parsed.statements[0])


def _is_one_row(statement: ParsedStatement) -> bool:
    tree = statement.tree
    if not isinstance(tree, exp.Insert) or tree.args.get("conflict"):
        return False
    values = tree.expression
    return isinstance(values, exp.Values) and len(values.expressions) == 1


def _fits(facts: Facts, table: Entity, rate: float, one: ParsedPattern) -> bool:
    """Whether a row is written for each that the other pattern returns, whose table a foreign key ties to this one."""
    product = (one.pattern.frequency_per_minute or 0) * (one.pattern.rows or 0)
    if abs(rate - product) > product * 0.1:
        return False
    links = (*facts.schema.references_from(table.id), *facts.schema.references_to(table.id))
    return bool({end for link in links for end in (link.child, link.parent)} & one.entities)
