"""NM004: a few names in another style than all others."""

from collections.abc import Iterator

from designer.analysis.columns import enumerated, own_columns, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_styles import Deviation, case_of, deviation, number_of, shown
from designer.analysis.rule import Rule
from designer.schema.build import entity

_TABLES = ("users", "orders", "invoices", "products", "suppliers", "carriers", "branches", "payments", "refunds")


class MixedStyles(Rule):
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

    def check(self, facts: Facts) -> Iterator[Finding]:
        share, least = facts.thresholds.deviating_share, facts.thresholds.names_for_style
        tables = {facts.name(one): one.name for one in own_tables(facts)}
        columns = {f"{facts.name(table)}.{one.name}": one.name for table, one in own_columns(facts)}
        styles = [
            ("tables", {place: number_of(name) for place, name in tables.items()}),
            ("tables", {place: case_of(name) for place, name in tables.items()}),
            ("columns", {place: case_of(name) for place, name in columns.items()}),
        ]
        found = [(what, one) for what, styled in styles if (one := deviation(styled, share, least))]
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


def _said(what: str, one: Deviation) -> str:
    count = len(one.deviating)
    noun = what if count > 1 else what[:-1]
    names = enumerated([name for name, _ in one.deviating])
    return f"{count} {noun} not in {one.usual} as {one.usual_count} others are: {names}"
