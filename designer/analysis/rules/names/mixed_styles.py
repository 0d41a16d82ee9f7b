"""NM004: a few names in another style than all others."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from designer.analysis.columns import enumerated, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_styles import Deviation, Styled, case_of, deviation, number_of, shown, styled
from designer.analysis.rule import SummedRule
from designer.schema.build import entity
from designer.schema.model import Entity

_TABLES = ("users", "orders", "invoices", "products", "suppliers", "carriers", "branches", "payments", "refunds")


class _Sum(NamedTuple):
    """A table's place and name, None of a partition, and the styles of its columns."""

    table: tuple[str, str] | None
    columns: Styled


class MixedStyles(SummedRule):
    """A few names in another style than all others.

    When tables are in the plural, the one in the singular is the one that is always typed wrongly, and a column in
    camelCase among snake_case is one more thing to remember. Which style a design follows matters little; that it
    follows one is what lets people write queries without looking up.

    One finding, and only where a clear style exists: at least eight names that show one, and no more than a fifth of
    them off it. Words that have no plural, and words that show no style, do not count.
    """

    code = "NM004"
    severity = Severity.INFO
    confidence = Confidence.HINT
    flagged = example(*(entity(name, "id bigint", pk="id") for name in (*_TABLES, "ticket")))
    accepted = example(*(entity(name, "id bigint", pk="id") for name in (*_TABLES, "metadata", "order_history")))

    def sum_of(self, facts: Facts, table: Entity) -> _Sum:
        return _Sum(None if table.partition_of else (facts.name(table), table.name), _columns(facts, table))

    def judge(self, facts: Facts, sums: Mapping[str, _Sum]) -> Iterator[Finding]:
        share, least = facts.thresholds.deviating_share, facts.thresholds.names_for_style
        tables = [one.table for one in sums.values() if one.table]
        styles = [
            ("tables", [styled((place, number_of(name)) for place, name in tables)]),
            ("tables", [styled((place, case_of(name)) for place, name in tables)]),
            ("columns", [one.columns for one in sums.values()]),
        ]
        found = [(what, one) for what, groups in styles if (one := deviation(groups, share, least))]
        if not found:
            return
        yield self.finding(
            facts.schema,
            "; ".join(_said(what, one) for what, one in found),
            "A style that holds everywhere lets people write a name without looking it up.",
            evidence=evidence_table(
                ("name", "its style", "the style of the others"),
                [(name, style, one.usual) for _, one in found for name, style in shown(one.deviating)],
            ),
        )


def _columns(facts: Facts, table: Entity) -> Styled:
    return styled((f"{facts.name(table)}.{one.name}", case_of(one.name)) for one in own_of(facts, table))


def _said(what: str, one: Deviation) -> str:
    count = len(one.deviating)
    noun = what if count > 1 else what[:-1]
    names = enumerated([name for name, _ in one.deviating])
    return f"{count} {noun} not in {one.usual} as {one.usual_count} others are: {names}"
