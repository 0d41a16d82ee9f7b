"""NM004: a few names in another style than all others."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from designer.analysis.columns import enumerated, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_styles import (
    CASES,
    NUMBERS,
    Deviation,
    Styled,
    case_of,
    case_under,
    deviation,
    deviation_from,
    number_of,
    shown,
    styled,
)
from designer.analysis.rule import SummedRule
from designer.schema.build import entity
from designer.schema.model import Entity

_TABLES = ("users", "orders", "invoices", "products", "suppliers", "carriers", "branches", "payments", "refunds")


class _Sum(NamedTuple):
    """The styles of a table's name, unless it is a partition, and of its columns."""

    number: Styled
    case: Styled
    columns: Styled


class _Found(NamedTuple):
    """Names of tables or columns off their style, and whether the team has set it."""

    what: str
    off: Deviation
    is_set: bool


class MixedStyles(SummedRule):
    """A few names in another style than all others.

    When tables are in the plural, the one in the singular is the one that is always typed wrongly, and a column in
    camelCase among snake_case is one more thing to remember. Which style a design follows matters little; that it
    follows one is what lets people write queries without looking up.

    Where a team has set how it writes names, that is the style: one name off it is reported, whatever the others do,
    and a single word such as `Users` counts too. Where it has set nothing, the style is what most names show: at least
    eight that show one, with no more than a fifth of them off it. Words that have no plural do not count, nor those
    that show no style. All that is off its style is one finding.
    """

    code = "NM004"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1007/s11219-006-9219-1"
    flagged = example(*(entity(name, "id bigint", pk="id") for name in (*_TABLES, "ticket")))
    accepted = example(*(entity(name, "id bigint", pk="id") for name in (*_TABLES, "metadata", "order_history")))

    def sum_of(self, facts: Facts, table: Entity) -> _Sum:
        case, dialect = facts.thresholds.naming.case, facts.schema.dialect.name
        named = () if table.partition_of else ((facts.name(table), table.name),)
        return _Sum(
            styled((place, number_of(name)) for place, name in named),
            styled((place, _case_of(name, case, dialect)) for place, name in named),
            _columns(facts, table),
        )

    def judge(self, facts: Facts, sums: Mapping[str, _Sum]) -> Iterator[Finding]:
        naming = facts.thresholds.naming
        groups = (
            ("tables", [one.number for one in sums.values()], NUMBERS.get(naming.number)),
            ("tables", [one.case for one in sums.values()], CASES.get(naming.case)),
            ("columns", [one.columns for one in sums.values()], CASES.get(naming.of_columns)),
        )
        found = [
            _Found(what, one, told is not None)
            for what, styles, told in groups
            if (one := _deviation(facts, styles, told))
        ]
        if not found:
            return
        title = "; ".join(_said(one) for one in found)
        is_set = any(one.is_set for one in found)
        yield self.finding(
            facts.schema,
            title[0].upper() + title[1:],
            "A style that holds everywhere lets people write a name without looking it up.",
            confidence=Confidence.LIKELY if is_set else Confidence.HINT,
            evidence=evidence_table(
                ("name", "its style", "the style to follow" if is_set else "the style of the others"),
                [(name, style, one.off.usual) for one in found for name, style in shown(one.off.deviating)],
            ),
        )


def _columns(facts: Facts, table: Entity) -> Styled:
    place, columns = facts.name(table), facts.kept(_styles_in, table)
    return Styled(tuple([(f"{place}.{name}", style) for name, style in columns.names]), columns.counts)


def _styles_in(facts: Facts, table: Entity) -> Styled:
    """The columns of a table by their bare names; to be `kept`."""
    case, dialect = facts.thresholds.naming.of_columns, facts.schema.dialect.name
    return styled((one.name, _case_of(one.name, case, dialect)) for one in own_of(facts, table))


def _case_of(name: str, case: str, dialect: str) -> str | None:
    """The style of a name; where a convention is set, as that takes it."""
    if not case:
        return case_of(name)
    if case == "snake" and dialect == "oracle" and name == name.upper():
        name = name.lower()  # what is written without quotes, in any case, is held in capitals
    return case_under(name, case)


def _deviation(facts: Facts, groups: Sequence[Styled], told: str | None) -> Deviation | None:
    if told:
        return deviation_from(groups, told)
    return deviation(groups, facts.thresholds.deviating_share, facts.thresholds.names_for_style)


def _said(found: _Found) -> str:
    what, one = found.what, found.off
    count = len(one.deviating)
    names = enumerated([name for name, _ in one.deviating])
    noun = what if count > 1 else what[:-1]
    if found.is_set:
        return f"the team writes {what} in {one.usual}, {count} {'is' if count == 1 else 'are'} not: {names}"
    return f"{count} {noun} not in {one.usual} as {one.usual_count} others are: {names}"
