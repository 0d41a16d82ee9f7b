"""NM007: constraint and index names off the design's own convention."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_styles import deviation, shown, styled
from designer.analysis.rule import SummedRule
from designer.schema.build import entity
from designer.schema.model import Entity, Index, IndexKey
from designer.schema.words import words

_MARKERS = frozenset(
    "pk pkey fk fkey idx ix ind index indx uq uk un uniq unique uidx ux key ak ck chk check con constraint excl".split()
)
_UNMARKED = "without a marker"
_PLURALS = {
    "primary key": "primary keys", "unique constraint": "unique constraints", "index": "indexes",
    "unique index": "unique indexes", "foreign key": "foreign keys",
}  # fmt: skip
_tables = tuple(entity(name, "id bigint", "n int", pk="id", index="n") for name in "abcdefghi")


class OffConvention(SummedRule):
    """Constraint and index names off the design's own convention.

    An error message names the constraint that was violated, and a plan the index that was used: a name that follows
    the convention says at once what it is and where. Migrations that drop things by name rely on it too.

    The convention is read from the design itself: the marker (`idx`, `pkey`, `fk` …) that most names of a kind begin
    or end with. One finding, and only where at least eight names of a kind show one and no more than a fifth leave it.
    Checks are left out: a name that says what is checked is worth more than one that says it is a check.
    """

    code = "NM007"
    severity = Severity.INFO
    confidence = Confidence.HINT
    flagged = example(
        *_tables,
        replace(
            entity("odd", "id bigint", "n int", pk="id"),
            indexes=(Index(name="idx_odd_n", keys=(IndexKey(column="n"),)),),
        ),
    )
    accepted = example(*_tables)

    def sum_of(self, facts: Facts, table: Entity) -> tuple[tuple[str, str], ...]:
        return () if table.partition_of else tuple(_names_in(facts, table))

    def judge(self, facts: Facts, sums: Mapping[str, tuple[tuple[str, str], ...]]) -> Iterator[Finding]:
        by_kind: dict[str, dict[str, None]] = defaultdict(dict)
        for kind, name in chain.from_iterable(sums.values()):
            by_kind[kind][name] = None
        share, least = facts.thresholds.deviating_share, facts.thresholds.names_for_style
        found = [
            (kind, one)
            for kind in _PLURALS
            if (one := deviation([styled((name, _style(name)) for name in by_kind[kind])], share, least))
            and one.usual != _UNMARKED
        ]
        if not found:
            return
        yield self.finding(
            facts.schema,
            "; ".join(
                f"{len(one.deviating)} {kind if len(one.deviating) == 1 else _PLURALS[kind]} not named {one.usual} "
                f"as {one.usual_count} others are: {enumerated([name for name, _ in one.deviating])}"
                for kind, one in found
            ),
            "Errors and plans speak of constraints and indexes by name; one convention makes each name tell its place.",
            evidence=evidence_table(
                ("kind", "name", "named like", "the others like"),
                [(kind, name, style, one.usual) for kind, one in found for name, style in shown(one.deviating)],
            ),
        )


def _names_in(facts: Facts, table: Entity) -> Iterator[tuple[str, str]]:
    """What a table's keys, indexes and foreign keys are called, each with its kind."""
    named = [("primary key", table.primary_key)] if table.primary_key else []
    held: list[tuple[str, Any]] = [
        *named,
        *(("unique constraint", one) for one in table.uniques),
        *(("unique index" if one.unique else "index", one) for one in table.indexes),
        *(("foreign key", one) for one in facts.schema.references_from(table.id)),
    ]
    return ((kind, one.name) for kind, one in held if one.name)


@lru_cache(maxsize=65536)
def _style(name: str) -> str | None:
    """`idx_…`, `…_pkey` and so on: the marker that the name begins or ends with; None where it does both."""
    parts = [word for word in words(name) if not word.isdigit()] or [""]
    first, last = parts[0] in _MARKERS, parts[-1] in _MARKERS
    if len(parts) < 2 or not (first or last):
        return _UNMARKED
    if first and last:
        return None
    return f"{parts[0]}_…" if first else f"…_{parts[-1]}"
