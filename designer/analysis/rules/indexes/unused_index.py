"""IX005: an index that no declared pattern uses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from designer.analysis.columns import or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.needs import Need
from designer.analysis.paths import Path, path_of, same_expression, shown_keys
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity

_orders = ("id bigint", "status text", "channel text")
_queue = pattern("open orders", "SELECT id FROM orders WHERE status = $1 LIMIT 10", per_minute=60)
_one = pattern("an order", "SELECT status, channel FROM orders WHERE id = $1", per_minute=60)
_state = pattern("state of an order", "UPDATE orders SET status = $1 WHERE id = $2", per_minute=60)


class UnusedIndex(TableRule):
    """Index that no declared pattern uses.

    An index is paid for by every insert and by most updates, and earns only where a query begins with its first
    column. None of the patterns declared for this table filters, joins, groups or sorts by it.

    Only tables that at least three declared patterns touch are judged, and never an index that is unique or leads
    with the columns of a foreign key: those work without any query.
    """

    code = "IX005"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/indexes-examine.html"
    flagged = example(entity("orders", *_orders, pk="id", index=["status", "channel"]), _queue, _one, _state)
    accepted = example(entity("orders", *_orders, pk="id", index="status"), _queue, _one, _state)

    @property
    def rests_on_gathered(self) -> bool:
        return True

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        message = "No declared pattern filters, joins, groups or sorts by the first column of these."
        if len(found) > facts.thresholds.listed_singly:  # so many say that patterns are missing, not that all should go
            found = [replace(one, fix=()) for one in found]
        yield from or_listed(self, facts, found, "indexes serve no declared pattern", message)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            patterns = {one.pattern.name for one in facts.patterns_on(table.id)}
            if len(patterns) < facts.thresholds.patterns_to_judge:
                continue
            for index in table.indexes:
                path = path_of(facts.schema, index)
                if index.unique or index.attached_to or _leads_foreign_key(facts, table, path):
                    continue
                if any(_is_used(facts, need, path) for need in facts.needs_on(table.id)):
                    continue
                keys = ", ".join(shown_keys(facts.schema, path.keys))
                yield self.finding(
                    index,
                    f"No declared pattern uses {path.name} on {facts.name(table)} ({keys})",
                    f"None of the {len(patterns)} patterns that touch {facts.name(table)} asks for its first column.",
                    entity=table.id,
                    attributes=path.columns,
                    evidence=FrozenMap(
                        {"table": facts.name(table), "keys": keys, "patterns looked at": tuple(sorted(patterns))}
                    ),
                    fix=(edits.drop(facts.schema, index.id),),
                )


def _leads_foreign_key(facts: Facts, table: Entity, path: Path) -> bool:
    links = facts.schema.references_from(table.id)
    return any(set(path.columns[: len(link.columns)]) == set(link.columns) for link in links)


def _is_used(facts: Facts, need: Need, path: Path) -> bool:
    """Whether a statement mentions what the index begins with where an index could help."""
    if not path.keys:
        return True
    compared = {column for use, column in need.statement.compared if use == need.use}
    if path.method != "btree":
        return bool({key.column for key in path.keys} & compared) or not path.columns
    first = path.keys[0]
    if first.column is None:
        dialect = facts.schema.dialect.name
        texts = [one.expression for one in need.statement.predicates if one.use == need.use]
        texts += [key.expression for key in need.block.sort]
        return any(same_expression(text, first.expression, dialect) for text in texts)
    ordered = {key.attribute for key in need.block.sort if key.use == need.use}
    grouped = set(need.block.group)
    return first.column in need.sought | ordered | grouped | compared
