"""What the inspector lists of what people say of an entity: dependencies, copies on purpose, invariants."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.normalization.kept import facts_of
from designer.schema.model import Entity
from designer.web.bench import Bench
from designer.web.editors import object_action
from designer.web.forms.dependencies import arrow
from designer.web.sections import Row, Section, adds, marked, row_url, shortened

_SOURCES = {"declared": "", "key": "from a key", "name": "from its name", "data": "from data"}
_DEPENDENCIES = ("functional_dependency", "multivalued_dependency")


def fact_sections(bench: Bench, entity: Entity) -> list[Section]:
    """Dependencies of both kinds, denormalizations where there is something to denormalize, invariants."""
    owner = entity.id
    sections = [
        Section(
            "Dependencies",
            _DEPENDENCIES,
            tuple(_dependencies(bench, entity)),
            owner,
            adds(bench, owner, *_DEPENDENCIES),
        )
    ]
    if facts_of(entity) or entity.denormalizations:
        rows = tuple(_copies(bench, entity))
        added = adds(bench, owner, "denormalization")
        sections.append(Section("Copies kept on purpose", ("denormalization",), rows, owner, added))
    rules = tuple(_invariants(bench, entity))
    return [*sections, Section("Invariants", ("invariant",), rules, owner, adds(bench, owner, "invariant"))]


def _dependencies(bench: Bench, entity: Entity) -> Iterator[Row]:
    for one in facts_of(entity):
        undecided = one.state == "undecided" and bench.may_edit
        yield Row(
            one.id,
            arrow(bench.schema, one),
            row_url(bench, one.id),
            type=_SOURCES[one.source],
            state="" if one.state == "accepted" else one.state,
            decide_url=object_action(bench, "decide", one.id) if undecided else "",
        )


def _copies(bench: Bench, entity: Entity) -> Iterator[Row]:
    facts = {one.id: one for one in facts_of(entity)}
    for one in entity.denormalizations:
        fact = facts.get(one.dependency or "")
        pattern = bench.schema.get(one.access_pattern).name if one.access_pattern else ""
        yield Row(
            one.id,
            arrow(bench.schema, fact) if fact is not None else "no dependency",
            row_url(bench, one.id),
            type=shortened(pattern, 40),
            note=one.refresh or "",
            **marked(bench, one.id),
        )


def _invariants(bench: Bench, entity: Entity) -> Iterator[Row]:
    schema = bench.schema
    for one in schema.invariants:
        if one.entity == entity.id:
            columns = ", ".join(schema.names(one.attributes))
            yield Row(
                one.id,
                shortened(one.text or f"{one.kind} {columns}", 80),
                row_url(bench, one.id),
                type=one.kind,
                **marked(bench, one.id),
            )
