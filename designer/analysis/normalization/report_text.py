"""The report on a relation as text: for somebody who sees the words for the first time, with the proof beside them."""

from collections.abc import Iterator

from designer.analysis.normalization.cover import grouped
from designer.analysis.normalization.design import Design
from designer.analysis.normalization.forms import NormalForm, Violation
from designer.analysis.normalization.normalize import Report
from designer.analysis.normalization.report_json import proof
from designer.analysis.normalization.witness import Explanation, arrow, said

_MOST_KEYS = 20
_MOST_COLUMNS = 10
_MEANING = {
    "1NF": "an attribute outside the keys depends on a part of a key, and is repeated wherever that part occurs",
    "2NF": "no attribute outside the keys depends on a part of a key; but some depend on one another, "
    "and what follows from another attribute is repeated with it",
    "3NF": "attributes outside the keys depend on nothing less than a whole key; but an attribute of a key depends on "
    "something that is no key, and is repeated with it",
    "BCNF": "whatever determines something identifies a row, so no dependency makes a fact stand twice",
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
    yield f"Prime attributes (in some key): {said(relation, report.primes.prime)}"
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
        yield f"   {_caption(one)}"
        yield from (f"     {line}" for line in _table(report, words))
        yield f"   Update: {words.anomalies.update}"
        yield f"   Insert: {words.anomalies.insert}"
        yield f"   Delete: {words.anomalies.delete}"


def _caption(one: Violation) -> str:
    if one.form is NormalForm.FOURTH:
        return "Two rows that may stand together only with the two in which their values are exchanged:"
    return "Two rows that every dependency allows, with the same fact in both:"


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
    yield f"No equivalent set is smaller: {_fewest(len(report.minimum_cover))}, one for each left side."


def _fewest(count: int) -> str:
    return "it takes one dependency" if count == 1 else f"it takes at least {count} dependencies"


def _designs(report: Report) -> Iterator[str]:
    if report.standing.form == "BCNF" and report.in_fourth:
        yield from ("", "The relation can stay as it is.")
        return
    if report.standing.form not in ("3NF", "BCNF"):
        yield from _design(report, report.third, "Third normal form (every dependency kept)")
    if report.standing.form != "BCNF" and report.boyce_codd is not report.third:
        if report.standing.form == "3NF":
            yield from ("", "It may stay whole: it is in third normal form, and every dependency is kept that way.")
        yield from _design(report, report.boyce_codd, "Boyce-Codd normal form")
    elif report.standing.form != "BCNF":
        yield from ("", "The same relations are in Boyce-Codd normal form.")
    if report.preserving_exists is False:
        yield "No design in Boyce-Codd normal form keeps every dependency; this one loses the fewest of those found."
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
    said_of_it = " (joining them gives back exactly the rows that were there)" if design.lossless else ""
    yield f"  Lossless: {verdict}{said_of_it}"
    yield from (f"    {line}" for line in proof(relation, design))
    if design.preserving:
        yield "  Dependencies: every one can be checked inside a single relation."
    for one in design.lost:
        joined = " join ".join(called[place] for place in one.join)
        yield f"  Lost: {arrow(relation, one.determinant, one.dependent)}. No key of a single relation enforces it;"
        yield f"    a trigger that looks at {joined} can."


def _notes(report: Report) -> Iterator[str]:
    if report.notes:
        yield ""
        yield from report.notes
