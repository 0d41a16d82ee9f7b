"""The report on a relation as text: for somebody who sees the words for the first time, with the proof beside them."""

from collections.abc import Iterator

from designer.analysis.normalization.cover import grouped
from designer.analysis.normalization.design import Design
from designer.analysis.normalization.normalize import Report
from designer.analysis.normalization.report_json import proof
from designer.analysis.normalization.witness import Explanation, arrow, said

_MOST_KEYS = 20
_MOST_COLUMNS = 10
_MEANING = {
    "1NF": "every value is in its place, but some facts are repeated for every part of a key",
    "2NF": "nothing depends on a part of a key, but some facts are repeated through other attributes",
    "3NF": "every attribute outside the keys depends on keys only; a fact inside a key is still repeated",
    "BCNF": "every fact that one attribute decides for another is stored once",
}


def as_text(report: Report) -> str:
    """Keys, normal form with reasons, cover, and the decompositions that are worth looking at."""
    return "\n".join((*_summary(report), *_violations(report), *_cover(report), *_designs(report), *_notes(report)))


def _summary(report: Report) -> Iterator[str]:
    relation, keys = report.relation, report.keys
    yield f"{report.name}({', '.join(relation.attributes)})"
    yield ""
    if keys.complete:
        count = "One candidate key" if len(keys.keys) == 1 else f"{len(keys.keys)} candidate keys"
    elif keys.exact_count is not None:
        count = f"{keys.exact_count} candidate keys, of which these are some"
    else:
        count = f"At least {keys.at_least} candidate keys"
    yield f"{count} (a smallest set of attributes that identifies a row):"
    for key in keys.keys[:_MOST_KEYS]:
        yield f"  {said(relation, key)}" + ("  (the table has at most one row)" if not key else "")
    if len(keys.keys) > _MOST_KEYS:
        yield f"  … and {len(keys.keys) - _MOST_KEYS} more in --format json"
    yield f"In some key: {said(relation, report.primes.prime)}"
    if report.primes.undecided:
        yield f"Perhaps in a key, not decided within the limits: {said(relation, report.primes.undecided)}"
    yield ""
    form = report.standing.form
    if form is None:
        yield f"Normal form: at least {report.standing.at_least}; not decided further within the limits"
    else:
        yield f"Normal form: {form}: {_MEANING[form]}."
    if report.relation.multivalued:
        verdict = {True: "yes", False: "no", None: "not decided within the limits"}[report.in_fourth]
        yield f"In 4NF (independent facts apart as well): {verdict}"


def _violations(report: Report) -> Iterator[str]:
    relation = report.relation
    for number, (one, words) in enumerate(zip(report.standing.violations, report.explanations, strict=True), 1):
        sign = "↠" if one.form == "4NF" else "→"
        yield ""
        yield f"{number}. {arrow(relation, one.dependency.determinant, one.dependent, sign)}  breaks {one.form}"
        yield f"   Why: {words.why}"
        yield "   Proof:"
        yield from (f"     {line}" for line in words.derivation)
        yield "   Two rows that everything given allows, with the same fact in both:"
        yield from (f"     {line}" for line in _table(report, words))
        yield f"   Update: {words.anomalies.update}"
        yield f"   Insert: {words.anomalies.insert}"
        yield f"   Delete: {words.anomalies.delete}"


def _table(report: Report, words: Explanation) -> Iterator[str]:
    shown = min(len(report.relation.attributes), _MOST_COLUMNS)
    rows = [tuple(row[:shown]) for row in (report.relation.attributes, *words.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(shown)]
    more = "  …" if len(report.relation.attributes) > shown else ""
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + more


def _cover(report: Report) -> Iterator[str]:
    if not report.cover:
        yield from ("", "No functional dependency but trivial ones.")
        return
    yield ""
    yield "Minimal cover (the same dependencies with nothing superfluous):"
    for left, right in grouped(report.cover).items():
        yield f"  {arrow(report.relation, left, right)}"
    yield f"No equivalent set has fewer than {len(report.minimum_cover)} (right sides taken together)."


def _designs(report: Report) -> Iterator[str]:
    if report.standing.form == "BCNF" and report.in_fourth:
        yield from ("", "The relation can stay as it is.")
        return
    if report.standing.form not in ("3NF", "BCNF"):
        yield from _design(report, report.third, "Third normal form (every dependency kept)")
    if report.standing.form != "BCNF" and report.boyce_codd is not report.third:
        yield from _design(report, report.boyce_codd, "Boyce-Codd normal form")
    elif report.standing.form != "BCNF":
        yield from ("", "The same relations are in Boyce-Codd normal form.")
    if report.preserving_exists is False:
        yield "No design in Boyce-Codd normal form keeps every dependency; this one loses as few as was found."
    if report.fourth is not report.boyce_codd:
        yield from _design(report, report.fourth, "Fourth normal form")


def _design(report: Report, design: Design, title: str) -> Iterator[str]:
    relation = report.relation
    called = [part.name for part in design.parts]
    yield ""
    yield f"{title}: {len(design.parts)} {'relation' if len(design.parts) == 1 else 'relations'}"
    for part in design.parts:
        others = "".join(f"; also unique: {said(relation, key)}" for key in part.other_keys)
        form = f" [{part.form}]" if part.form else " [not decided]"
        yield f"  {part.name}({said(relation, part.attributes)})  key: {said(relation, part.key)}{others}{form}"
    for link in design.links:
        yield f"  {called[link.child]}.({said(relation, link.attributes)}) refers to {called[link.parent]}"
    verdict = {True: "yes", False: "NO", None: "not decided within the limits"}[design.lossless]
    yield f"  Lossless: {verdict}"
    yield from (f"    {line}" for line in proof(relation, design))
    if design.preserving:
        yield "  Dependencies: every one can be checked inside a single relation."
    for one in design.lost:
        joined = " join ".join(called[place] for place in one.join)
        yield f"  Lost: {arrow(relation, one.determinant, one.dependent)} can be checked on {joined} only (a trigger)."


def _notes(report: Report) -> Iterator[str]:
    if report.notes:
        yield ""
        yield from report.notes
