"""CO063: one list of values, kept in several places that do not say the same."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.rule import TableRule
from designer.analysis.value_lists import listed_values
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity

_FEWEST = 4
"""Shorter lists are alike by chance."""
_ALIKE = 0.7
_open, _paid = "'new', 'open', 'paid', 'sent'", "'new', 'open', 'paid', 'sent', 'lost'"
_columns = ("id bigint", "state text")


@dataclass(frozen=True, slots=True)
class _Kept:
    entity: Entity
    column: Attribute
    values: frozenset[str]


class ListKeptTwice(TableRule):
    """One list of values in several places, that do not say the same.

    The check of `orders.state` knows five states, that of `order_archive.state` four: whoever added the fifth changed
    one list and forgot the other. The row is written here and refused there, on the day when it is moved. A domain, an
    enum or a table of values has each list once.

    Columns of the same name count, in two tables and more, whose lists are nearly the same: at least four values, of
    which seven in ten are shared. Lists that agree, and lists that share little, are left alone.
    """

    code = "CO063"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/sql-createdomain.html"
    flagged = example(
        entity("orders", *_columns, pk="id", checks=(f"state IN ({_paid})",)),
        entity("order_archive", *_columns, pk="id", checks=(f"state IN ({_open})",)),
    )
    accepted = example(
        entity("orders", *_columns, pk="id", checks=(f"state IN ({_paid})",)),
        entity("order_archive", *_columns, pk="id", checks=(f"state IN ({_paid})",)),
    )

    def gather(self, facts: Facts) -> Iterator[_Kept]:
        for table in own_tables(facts):
            for column, values in facts.kept(_lists, table):
                yield _Kept(table, column, values)

    def fold(self, facts: Facts, found: Sequence[_Kept]) -> Iterator[Finding]:
        by_name: dict[str, list[_Kept]] = defaultdict(list)
        for one in found:
            by_name[one.column.name.lower()].append(one)
        for kept in by_name.values():
            for alike in _alike(kept):
                if len({one.values for one in alike}) > 1:
                    yield self._finding(facts, alike)

    def _finding(self, facts: Facts, alike: Sequence[_Kept]) -> Finding:
        every = frozenset().union(*(one.values for one in alike))
        places = [f"{facts.name(one.entity)}.{one.column.name}" for one in alike]
        lacking = [(place, ", ".join(sorted(every - one.values))) for place, one in zip(places, alike, strict=True)]
        short = [place for place, missing in lacking if missing]
        return self.finding(
            alike[0].column,
            f"{len(alike)} columns take nearly the same values, and not the same: {enumerated(places)}",
            f"{enumerated(short)} refuse{'s' if len(short) == 1 else ''} what another takes: one list was changed, "
            "and not all.",
            entity=alike[0].entity.id,
            evidence=evidence_table(("column", "values that others take"), lacking, **{"values in all": len(every)}),
        )


def _lists(facts: Facts, table: Entity) -> tuple[tuple[Attribute, frozenset[str]], ...]:
    """The columns of a table with a closed list of texts of their own, and what they take; an enum has one list."""
    found = []
    for column in table.attributes:
        family = facts.family(column)
        if (family == "enum" and facts.enum_of(column) is None) or (family == "text" and table.checks):
            values = frozenset(listed_values(facts, table, column))
            if len(values) >= _FEWEST:
                found.append((column, values))
    return tuple(found)


def _alike(kept: Sequence[_Kept]) -> Iterator[list[_Kept]]:
    """The lists in groups of those that are nearly the first of the group."""
    left = list(kept)
    while left:
        first = max(left, key=lambda one: len(one.values))
        group = [one for one in left if len(one.values & first.values) >= _ALIKE * len(one.values | first.values)]
        if len(group) > 1:
            yield group
        left = [one for one in left if one not in group]
