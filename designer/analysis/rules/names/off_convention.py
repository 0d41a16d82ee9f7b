"""NM007: constraint and index names off the convention."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.naming_settings import MARKERS, PLURALS, fits
from designer.analysis.naming_settings import shown as shown_marker
from designer.analysis.naming_styles import Deviation, deviation, deviation_from, shown, styled
from designer.analysis.rule import SummedRule
from designer.schema.build import entity
from designer.schema.model import Entity, Index, IndexKey
from designer.schema.words import words

_MARKERS = frozenset(
    "pk pkey fk fkey idx ix ind index indx uq uk un uniq unique uidx ux key ak ck chk check con constraint excl".split()
)
_UNMARKED = "without a marker"
_PLURALS = {kind: PLURALS[name] for name, kind in MARKERS.items()}
_SET_BY = {kind: name for name, kind in MARKERS.items()}
_tables = tuple(entity(name, "id bigint", "n int", pk="id", index="n") for name in "abcdefghi")


class _Found(NamedTuple):
    """Names of a kind off their convention, and whether the team has set it."""

    kind: str
    off: Deviation
    is_set: bool


class OffConvention(SummedRule):
    """Constraint and index names off the convention.

    An error message names the constraint that was violated, and a plan the index that was used: a name that follows
    the convention says at once what it is and where. Migrations that drop things by name rely on it too.

    The convention is read from the design itself: the marker (`idx`, `pkey`, `fk` …) that most names of a kind begin
    or end with. One finding, and only where at least eight names of a kind show one and no more than a fifth leave it.
    Checks are left out: a name that says what is checked is worth more than one that says it is a check.

    Where a team has set how names of a kind begin or end (`idx_`, `_pkey`), that is the convention, of checks too: one
    name off it is reported, whatever the others do.
    """

    code = "NM007"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1007/s11219-006-9219-1"
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
        found = [_Found(kind, *judged) for kind in _PLURALS if (judged := _judged(facts, kind, by_kind[kind]))]
        if not found:
            return
        is_set = any(one.is_set for one in found)
        title = "; ".join(_said(one) for one in found)
        yield self.finding(
            facts.schema,
            title[0].upper() + title[1:],
            "Errors and plans speak of constraints and indexes by name; one convention makes each name tell its place.",
            confidence=Confidence.LIKELY if is_set else Confidence.HINT,
            evidence=evidence_table(
                ("kind", "name", "named like", "to be named like" if is_set else "the others like"),
                [(one.kind, name, style, one.off.usual) for one in found for name, style in shown(one.off.deviating)],
            ),
        )


def _judged(facts: Facts, kind: str, names: Iterable[str]) -> tuple[Deviation, bool] | None:
    """(the names off the convention of their kind, whether the team has set it)."""
    marker: str = getattr(facts.thresholds.naming, _SET_BY[kind])
    if marker:
        usual = shown_marker(marker)
        styles = styled((name, usual if fits(name, marker) else _otherwise(name)) for name in names)
        off = deviation_from([styles], usual)
        return (off, True) if off else None
    if kind == "check constraint":
        return None
    share, least = facts.thresholds.deviating_share, facts.thresholds.names_for_style
    learned = deviation([styled((name, _style(name)) for name in names)], share, least)
    return (learned, False) if learned and learned.usual != _UNMARKED else None


def _otherwise(name: str) -> str:
    return _style(name) or "marked at both ends"


def _said(found: _Found) -> str:
    off = found.off
    count, named = len(off.deviating), enumerated([name for name, _ in off.deviating])
    if found.is_set:
        verb = "is" if count == 1 else "are"
        return f"the team names {_PLURALS[found.kind]} {off.usual}, {count} {verb} not named so: {named}"
    noun = found.kind if count == 1 else _PLURALS[found.kind]
    return f"{count} {noun} not named {off.usual} as {off.usual_count} others are: {named}"


def _names_in(facts: Facts, table: Entity) -> Iterator[tuple[str, str]]:
    """What a table's keys, indexes and foreign keys are called, each with its kind."""
    named = [("primary key", table.primary_key)] if table.primary_key else []
    held: list[tuple[str, Any]] = [
        *named,
        *(("unique constraint", one) for one in table.uniques),
        *(("unique index" if one.unique else "index", one) for one in table.indexes),
        *(("foreign key", one) for one in facts.schema.references_from(table.id)),
        *(("check constraint", one) for one in table.checks),
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
