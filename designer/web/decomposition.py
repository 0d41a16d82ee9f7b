"""A proposed decomposition as the page shows it: before and after, keys, proofs, and what becomes of the queries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from designer.analysis.normalization.design import Design
from designer.analysis.normalization.design import Part as DesignPart
from designer.analysis.normalization.division import Division, divided
from designer.analysis.normalization.normalize import Report
from designer.analysis.normalization.on_entity import EntityReport
from designer.analysis.normalization.report_json import proof
from designer.analysis.normalization.witness import arrow
from designer.exporters.diagram import DiagramOptions
from designer.exporters.diagram.kept import Kept
from designer.schema.apply import apply
from designer.schema.changes import Change, Split
from designer.schema.model import Entity, Layout
from designer.schema.schema import Schema
from designer.web.bench import Bench
from designer.web.drawings import Picture, picture_of
from designer.web.highlighting import highlight

LABELS = {"3nf": "3NF", "bcnf": "BCNF", "4nf": "4NF"}
_DRAWN = 24
_SECONDS = 2.0
_divisions: Kept[Division] = Kept(64)


@dataclass(frozen=True, slots=True)
class Part:
    """One relation in names. form: the normal form it is proved to be in, "" undecided; is_there: a table that the
    design has already takes the columns in, under its own names."""

    name: str
    attributes: tuple[str, ...]
    key: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    form: str
    links: tuple[str, ...]
    is_there: bool


@dataclass(frozen=True, slots=True)
class LostFact:
    """A dependency that no single table can check. join: the tables whose join would; check: what to do, as text."""

    arrow: str
    join: str
    check: str


def choices(found: EntityReport) -> dict[str, Design]:
    """The decompositions worth looking at, by their names in addresses; none where the entity can stay as it is.

    Those that are the same come once, under the highest form.
    """
    report = found.report
    named = {"3nf": report.third, "bcnf": report.boyce_codd, "4nf": report.fourth}
    if report.standing.form == "BCNF" and report.in_fourth is not False:
        return {}
    distinct = {key: one for key, one in named.items() if len(one.parts) > 1}
    if report.standing.form in ("3NF", "BCNF"):
        distinct.pop("3nf", None)
    if report.standing.form == "BCNF":
        distinct.pop("bcnf", None)
    if report.fourth is report.boyce_codd:
        distinct.pop("4nf", None)
    if distinct.get("bcnf") is distinct.get("3nf") and "3nf" in distinct:
        distinct.pop("3nf")
    return distinct


def chosen(found: EntityReport, asked: str) -> str:
    """The name of the decomposition to show: the one asked for, else the one to propose."""
    offered = choices(found)
    if asked in offered:
        return asked
    return next((key for key, one in offered.items() if one is found.proposed), next(iter(offered), ""))


def division_of(bench: Bench, found: EntityReport, form: str) -> Division:
    """The changes that make the decomposition, worked out once per state of the design."""
    key = f"{bench.design.pk}/{bench.design.revision}/{found.entity}/{form}"
    return _divisions.get(key, lambda: divided(bench.schema, found, choices(found)[form]))


def decomposition(bench: Bench, entity: Entity, found: EntityReport, form: str) -> dict[str, Any]:
    """For normalization/decomposition.html. form: one of `choices`."""
    division = division_of(bench, found, form)
    after = apply(division.changes, bench.schema) if division.changes else None
    design = named_as_made(bench.schema, entity, found, choices(found)[form], division)
    report = found.report
    return {
        "form": form,
        "label": LABELS[form],
        "parts": _parts(report, design, {one.name for one in bench.schema.entities} - {entity.name}),
        "lossless": design.lossless,
        "proof": proof(report.relation, design),
        "preserving": design.preserving,
        "lost": [_lost(report, design, number) for number in range(len(design.lost))],
        "division": division,
        "patterns": list(_patterns(bench, division)),
        "before": _picture(bench, bench.schema, {entity.id}, "before-"),
        "after": _picture(bench, after, _touched(bench.schema, after, entity), "after-") if after else None,
    }


def named_as_made(schema: Schema, entity: Entity, found: EntityReport, design: Design, division: Division) -> Design:
    """The design with the names that its relations have in the changes: the entity's own, new ones, existing ones."""
    made = {
        frozenset(part.columns.values()): (part.entity.name, frozenset(part.columns[one] for one in part.key))
        for change in division.changes
        if isinstance(change, Split)
        for part in change.into
    }
    parents = {frozenset(link.columns): schema.entity(link.parent).name for link in schema.references_from(entity.id)}
    relation, theory = found.report.relation, found.report.theory
    # None holds a key of the whole where only independent facts were divided: then what is not new is the entity.
    hold_whole = [part for part in design.parts if not relation.everything & ~theory.closure(part.attributes)]
    parts, kept = [], False
    for part in design.parts:
        ids = frozenset(found.ids_of(part.attributes))
        name, key = made.get(ids, (None, frozenset()))
        part = _keyed_by(part, next((one for one in part.other_keys if frozenset(found.ids_of(one)) == key), None))
        if name is None and division.changes:
            if not kept and (not hold_whole or part in hold_whole):
                name, kept = entity.name, True
            else:
                name = parents.get(frozenset(found.ids_of(part.key)))
        parts.append(replace(part, name=name or part.name))
    return replace(design, parts=tuple(parts))


def _keyed_by(part: DesignPart, key: int | None) -> DesignPart:
    """The part with one of its other keys as the chosen one: that by which the rows of others find its own."""
    if key is None:
        return part
    others = (part.key, *(one for one in part.other_keys if one != key))
    return replace(part, key=key, other_keys=others)


def _parts(report: Report, design: Design, there: set[str]) -> list[Part]:
    names = report.relation.names
    return [
        Part(
            name=part.name,
            attributes=names(part.attributes),
            key=names(part.key),
            others=tuple(names(key) for key in part.other_keys),
            form=part.form or "",
            links=tuple(
                f"{', '.join(names(link.attributes))} → {design.parts[link.parent].name}"
                for link in design.links
                if link.child == place
            ),
            is_there=part.name in there,
        )
        for place, part in enumerate(design.parts)
    ]


def _lost(report: Report, design: Design, number: int) -> LostFact:
    one = design.lost[number]
    names = report.relation.names
    joined = " join ".join(design.parts[place].name for place in one.join)
    left, right = ", ".join(names(one.determinant)) or "the table as a whole", ", ".join(names(one.dependent))
    check = (
        f"A constraint trigger on {' and '.join(design.parts[place].name for place in one.join)} that refuses a row "
        f"for which the join has two different {right} for one {left}."
    )
    return LostFact(arrow(report.relation, one.determinant, one.dependent), joined, check)


def _patterns(bench: Bench, division: Division) -> Iterator[dict[str, Any]]:
    dialect = bench.schema.dialect.name
    by_name = {one.name: one for one in bench.schema.access_patterns}
    for one in division.patterns:
        before = by_name[one.pattern]
        yield {
            "name": one.pattern,
            "rewritten": highlight(";\n\n".join(one.rewritten) + ";", dialect) if one.rewritten is not None else "",
            "reason": one.reason,
            "before": highlight(";\n\n".join(before.statements) + ";", dialect),
        }


def _touched(before: Schema, after: Schema | None, entity: Entity) -> set[str]:
    """The entity, what is new, and the parents that take attributes in."""
    if after is None:
        return {entity.id}
    old = {one.id: one for one in before.entities}
    return {one.id for one in after.entities if one.id == entity.id or old.get(one.id) != one}


def _picture(bench: Bench, schema: Schema, ids: set[str], prefix: str) -> Picture:
    """A small design of these entities alone, so that its picture is found again whatever happens elsewhere."""
    small = replace(
        schema,
        entities=tuple(one for one in schema.entities if one.id in ids),
        relationships=tuple(one for one in schema.relationships if one.child in ids and one.parent in ids),
        opaque=(), access_patterns=(), invariants=(), decisions=(), sequences=(), layout=Layout(),
    )  # fmt: skip
    options = DiagramOptions(detail="all" if len(ids) <= _DRAWN else "keys", seconds=_SECONDS, fold=60)
    return picture_of(bench.design, small, options, prefix=prefix, linked=False)


def applied(division: Division, form: str, entity: Entity) -> tuple[tuple[Change, ...], str]:
    """(changes, what the revision is called)."""
    made = sum(isinstance(change, Split) for change in division.changes)
    into = f" into {made + 1} tables" if made else ""
    return division.changes, f"Divide {entity.name}{into} ({LABELS[form]})"
