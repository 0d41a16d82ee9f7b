"""What the inspector lists of a design, when no entity is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from designer.web.bench import Bench
from designer.web.editors import editor_of, existing
from designer.web.sections import Row, Section, adds, row_url, shortened

LONG = 12
"""Rows from which a section is folded: a dump may have hundreds of sequences."""


def design_sections(bench: Bench) -> list[Section]:
    """Types, sequences, schemas; what is asked of the system; groups; what is carried as text."""
    sections = [
        Section("Enums", ("enum",), tuple(_enums(bench)), "", adds(bench, "", "enum")),
        Section("Composite types", ("composite",), tuple(_composites(bench)), "", adds(bench, "", "composite")),
        Section("Domains", ("domain", "domain_check"), tuple(_domains(bench)), "", adds(bench, "", "domain")),
        Section("Sequences", ("sequence",), tuple(_sequences(bench)), "", adds(bench, "", "sequence")),
        Section("Extensions", ("extension",), tuple(_extensions(bench)), "", adds(bench, "", "extension")),
        Section("Schemas", ("schema",), tuple(_namespaces(bench)), "", adds(bench, "", "schema")),
        _singleton(bench, "Requirements", "requirements"),
        _singleton(bench, "Groups and notes of the diagram", "layout"),
        Section("Carried as written", ("opaque",), tuple(_carried(bench)), "", adds(bench, "", "opaque")),
    ]
    return [replace(one, folds=len(one.rows) > LONG) for one in sections]


def _singleton(bench: Bench, title: str, kind: str) -> Section:
    place = existing(bench.schema, kind)
    assert place is not None
    facts = editor_of(bench, place, bench.design.revision).form.facts()
    row = Row(kind, "", row_url(bench, kind))
    url = row_url(bench, kind) if bench.may_edit else ""
    return Section(title, (kind,), (row,), "", facts=tuple(facts), edit_url=url)


def _enums(bench: Bench) -> Iterator[Row]:
    for one in bench.schema.enums:
        values = ", ".join(value.value for value in one.values)
        yield Row(one.id, bench.schema.qualified(one), row_url(bench, one.id), type=shortened(values, 80))


def _composites(bench: Bench) -> Iterator[Row]:
    for one in bench.schema.composites:
        parts = ", ".join(f"{part.name} {part.type}" for part in one.attributes)
        yield Row(one.id, bench.schema.qualified(one), row_url(bench, one.id), type=shortened(parts, 80))


def _extensions(bench: Bench) -> Iterator[Row]:
    for one in bench.schema.extensions:
        yield Row(one.id, one.name, row_url(bench, one.id), type=shortened(one.version or "", 40))


def _domains(bench: Bench) -> Iterator[Row]:
    for one in bench.schema.domains:
        note = "not null" if one.not_null else ""
        yield Row(one.id, bench.schema.qualified(one), row_url(bench, one.id), type=shortened(one.type, 40), note=note)
        for check in one.checks:
            yield Row(check.id, shortened(check.expression), row_url(bench, check.id), inner=True, code=True)
        for _, url in adds(bench, one.id, "domain_check"):
            yield Row("", "Add a check", url, inner=True)


def _sequences(bench: Bench) -> Iterator[Row]:
    for one in bench.schema.sequences:
        yield Row(one.id, bench.schema.qualified(one), row_url(bench, one.id), type=one.type)


def _namespaces(bench: Bench) -> Iterator[Row]:
    for one in bench.schema.schemas:
        count = sum(entity.schema == one.id for entity in bench.schema.entities)
        yield Row(one.id, one.name, row_url(bench, one.id), type=f"{count} table{'s' if count != 1 else ''}")


def _carried(bench: Bench) -> Iterator[Row]:
    for one in sorted(bench.schema.opaque, key=lambda held: (held.line is None, held.line or 0)):
        yield Row(one.id, shortened(one.name), row_url(bench, one.id), type=one.kind)
