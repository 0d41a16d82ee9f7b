"""NM007: constraint and index names off the design's own convention."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_styles import deviation, shown, styled
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.model import Index, IndexKey
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


class OffConvention(Rule):
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

    def check(self, facts: Facts) -> Iterator[Finding]:
        share, least = facts.thresholds.deviating_share, facts.thresholds.names_for_style
        found = [
            (kind, one)
            for kind, names in _names(facts).items()
            if (one := deviation([styled((name, _style(name)) for name in dict.fromkeys(names))], share, least))
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


def _names(facts: Facts) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)

    def take(kind: str, value: Any) -> None:
        if value and value.name:
            names[kind].append(value.name)

    for table in own_tables(facts):
        take("primary key", table.primary_key)
        for unique in table.uniques:
            take("unique constraint", unique)
        for index in table.indexes:
            take("unique index" if index.unique else "index", index)
    for relationship in facts.schema.relationships:
        if facts.schema.entity(relationship.child).partition_of is None:
            take("foreign key", relationship)
    return names


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
