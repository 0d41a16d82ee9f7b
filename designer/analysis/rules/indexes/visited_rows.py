"""IX025: an index that leads to many rows, each of them visited for a column or two."""

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.covering import Visit, missing_of, together, visits, writes_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.paths import Path
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.analysis.widths import width_of
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.changes import Change
from designer.schema.model import Entity, Index, IndexKey

_INCLUDING = frozenset({"postgres", "tsql"})
_columns = ("id bigint", "customer_id bigint not null", "placed_at timestamptz", "total numeric(12,2)", "note text")
_select = "SELECT placed_at, total FROM orders WHERE customer_id = $1"


class VisitedRows(ListedRule):
    """Index that leads to many rows, each of them visited for a column or two.

    An index finds where the rows of a customer lie, and then the server fetches each from its own page of the table:
    fifty rows are fifty pages. Where the query reads no more than one or two short columns beside the keys, an index
    that carries them answers it alone, from one or two pages.

    Flagged where the declared rate times the declared rows of a pattern makes many visits a minute, the columns
    carried are at most three and short, they are hardly ever written by declared patterns, and the rows do not lie
    in the order of the index. In PostgreSQL the server still visits pages that have just been changed, so tables
    that are declared to be updated all day are left alone. What it gains on the machine is for the lab to measure:
    a hint.
    """

    code = "IX025"
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "indexes lead to rows that are visited for a column or two"
    message = "An index that carries these columns answers alone, without a visit to each row."
    reference = "https://www.postgresql.org/docs/18/indexes-index-only-scans.html"
    flagged = example(
        entity("orders", *_columns, pk="id", index="customer_id", rows=9_000_000),
        pattern("orders of a customer", _select, per_minute=3_000, rows=40),
    )
    accepted = example(
        entity("orders", *_columns, pk="id", index="customer_id", rows=9_000_000),
        pattern("orders of a customer", _select, per_minute=30, rows=40),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            by_path: dict[str, list[Visit]] = defaultdict(list)
            for one in visits(facts, table):
                by_path[one.path.object_id].append(one)
            for found in by_path.values():
                chosen = together(facts, found)
                if chosen:
                    yield _finding(self, facts, table, chosen)


def _finding(rule: Rule, facts: Facts, table: Entity, chosen: list[Visit]) -> Finding:
    path, missing = chosen[0].path, missing_of(table, chosen)
    number = sum(one.per_minute for one in chosen)
    written = writes_of(facts, table, frozenset(missing))
    names = facts.schema.names(missing)
    them = "it" if len(names) == 1 else "them"
    return rule.finding(
        facts.schema.get(path.object_id),
        f"{path.name} on {facts.name(table)} leads to {number:,.0f} rows a minute that are visited for "
        f"{' and '.join(names)}",
        f"With {them} in the index it answers alone. "
        + (
            f"Declared patterns write {them} {said_rate(written)}, which then writes the index as well."
            if written
            else f"No declared pattern writes {them}, which would then write the index as well."
        ),
        entity=table.id,
        attributes=missing,
        evidence=evidence_table(
            ("access pattern", "runs", "rows each", "visits a minute"),
            [
                (one.need.pattern.name, said_rate(one.need.pattern.frequency_per_minute), one.rows, one.per_minute)
                for one in chosen
            ],
            carried=names,
            **{
                "bytes more in each entry": round(
                    sum(width_of(facts, facts.schema.attribute(one)) or 0 for one in missing)
                )
            },
        ),
        fix=_fix(facts, path, missing),
    )


def _fix(facts: Facts, path: Path, missing: tuple[str, ...]) -> tuple[Change, ...]:
    """The index with the columns: included where the system knows that, else as keys behind the others."""
    index = facts.schema.get(path.object_id)
    if not isinstance(index, Index):
        return ()
    if facts.schema.dialect.name in _INCLUDING:
        return (edits.alter(facts.schema, index.id, include=(*index.include, *missing)),)
    if index.unique:
        return ()
    return (edits.alter(facts.schema, index.id, keys=(*index.keys, *(IndexKey(column=one) for one in missing))),)
