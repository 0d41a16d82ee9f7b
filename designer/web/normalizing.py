"""The theory of a design's entities as pages need it: computed once per state, with what is kept on purpose."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.normalization.forms import NormalForm, Violation
from designer.analysis.normalization.kept import Fact, is_kept
from designer.analysis.normalization.normalize import Report
from designer.analysis.normalization.on_entity import EntityReport, normal_form_of, shared_stems
from designer.analysis.normalization.problem import Limits
from designer.exporters.diagram.kept import Kept
from designer.schema.changes import Add
from designer.schema.model import Denormalization, Entity, FunctionalDependency, MultivaluedDependency
from designer.web.bench import Bench
from designer.web.reports import rules_version

_A_PAGE = Limits(keys=200, seconds=2.0)
_A_LINE = Limits(keys=50, seconds=0.25)
_ALL_LINES_SECONDS = 6.0
_ORDER = {"1NF": 0, "": 1, "2NF": 2, "3NF": 3, "BCNF": 4, "4NF": 5}

_reports: Kept[EntityReport] = Kept(128)
_lines: Kept[tuple["Line", ...]] = Kept(32)


@dataclass(frozen=True, slots=True)
class Broken:
    """A violation with the dependencies of the design that say so, and what is written down for keeping it.

    number: its place in the report; copies: what keeps it, () for one that is open; facts: () where it only follows.
    """

    number: int
    violation: Violation
    facts: tuple[Fact, ...]
    copies: tuple[Denormalization, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody keeps it on purpose."""
        return not self.copies


@dataclass(frozen=True, slots=True)
class Line:
    """An entity in the overview. form: "" undecided; at_least: then what is sure; computed: False where time ran out;
    open, kept: violations; worst: what goes wrong, in a sentence; proposals: dependencies that wait for a decision;
    told: whether anybody said more of it than its keys."""

    entity: str
    name: str
    form: str
    at_least: str
    open: int
    kept: int
    worst: str
    proposals: int
    told: bool
    computed: bool = True


def report_of(bench: Bench, entity: Entity) -> EntityReport:
    """The report on an entity of the design at its revision."""
    key = f"{bench.design.pk}/{bench.design.revision}/{entity.id}"
    return _reports.get(key, lambda: normal_form_of(bench.schema, entity, limits=_A_PAGE))


def form_of(report: Report) -> str:
    """`1NF` … `BCNF`; `4NF` where multivalued dependencies are known and none is broken; "" undecided."""
    form = report.standing.form or ""
    return "4NF" if form == "BCNF" and report.relation.multivalued and report.in_fourth else form


def broken(bench: Bench, entity: Entity, found: EntityReport) -> tuple[Broken, ...]:
    """The violations in the report's order."""
    facts = bench.facts
    return tuple(
        _broken(facts, entity, found, number, one) for number, one in enumerate(found.report.standing.violations)
    )


def _broken(facts: Facts, entity: Entity, found: EntityReport, number: int, violation: Violation) -> Broken:
    left = set(found.ids_of(violation.dependency.determinant))
    right = set(found.ids_of(violation.dependent))
    said: tuple[Fact, ...] = tuple(
        one
        for one in entity.functional_dependencies
        if one.state == "accepted" and set(one.determinant) == left and right & set(one.dependent)
    )
    if violation.form is NormalForm.FOURTH:
        said = tuple(
            one
            for one in entity.multivalued_dependencies
            if one.state == "accepted" and set(one.determinant) == left and set(one.dependent) - left == right
        )
    kept = said and all(is_kept(facts, entity, one) for one in said)
    ids = {one.id for one in said}
    copies = tuple(one for one in entity.denormalizations if one.dependency in ids) if kept else ()
    return Broken(number, violation, said, copies)


def proposals(bench: Bench, entity: Entity) -> tuple[FunctionalDependency, ...]:
    """Dependencies that names suggest and nobody has settled: copies of what a parent says first."""
    hinted = [
        change.value
        for finding in bench.findings.told_of.get(entity.id, ())
        if finding.code == "NF005"
        for change in finding.fix
        if isinstance(change, Add) and isinstance(change.value, FunctionalDependency) and change.parent == entity.id
    ]
    hinted += [change.value for change in shared_stems(bench.schema, entity)]
    settled = {
        (frozenset(one.determinant), attribute) for one in entity.functional_dependencies for attribute in one.dependent
    }
    return tuple(
        one for one in hinted if any((frozenset(one.determinant), each) not in settled for each in one.dependent)
    )


def overview(bench: Bench) -> tuple[Line, ...]:
    """Every entity that has a relation of its own, the lowest normal form first."""
    key = f"{bench.design.pk}/{bench.design.revision}/{rules_version(bench.design)}"
    return _lines.get(key, lambda: tuple(sorted(_all_lines(bench), key=_rank)))


def _rank(line: Line) -> tuple[bool, int, int, bool, str]:
    form = _ORDER[line.form] if line.computed else len(_ORDER)
    return not line.open, form, -line.open, not line.told, line.name


def _all_lines(bench: Bench) -> Iterator[Line]:
    deadline = time.monotonic() + _ALL_LINES_SECONDS
    facts = bench.facts
    for entity in bench.schema.entities:
        if not entity.partition_of and entity.attributes:
            yield _line(bench, facts, entity, late=time.monotonic() > deadline)


def _line(bench: Bench, facts: Facts, entity: Entity, *, late: bool) -> Line:
    name = bench.schema.qualified(entity)
    said: tuple[FunctionalDependency | MultivaluedDependency, ...] = (
        *entity.functional_dependencies,
        *entity.multivalued_dependencies,
    )
    waiting = sum(one.state == "undecided" for one in said)
    told = any(one.state == "accepted" for one in said)
    if late:
        return Line(entity.id, name, "", "1NF", 0, 0, "", waiting, told, computed=False)
    waiting += len(proposals(bench, entity))
    found = normal_form_of(bench.schema, entity, limits=_A_LINE)
    report = found.report
    all_broken = [_broken(facts, entity, found, number, one) for number, one in enumerate(report.standing.violations)]
    still_open = [one for one in all_broken if one.is_open]
    worst = report.explanations[still_open[0].number].anomalies.update if still_open else ""
    return Line(
        entity=entity.id,
        name=name,
        form=form_of(report),
        at_least=report.standing.at_least,
        open=len(still_open),
        kept=len(all_broken) - len(still_open),
        worst=worst,
        proposals=waiting,
        told=told,
    )
