"""What the inspector lists of an entity."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from designer.analysis.workload.resolve import parse_statement
from designer.exporters.diagram.cardinality import keys_of
from designer.schema.model import Attribute, Entity, Exclusion, Index, Relationship
from designer.web.bench import Bench
from designer.web.editors import add_url, edit_url
from designer.web.links import object_url
from designer.web.sections import Row, Section, adds, marked, moving, row_url, shortened
from designer.web.sections.facts import fact_sections
from designer.web.templatetags.wording import compact


def entity_sections(bench: Bench, entity: Entity) -> list[Section]:
    """Columns, keys, indexes, relationships, checks, dependencies, and what reads or writes it."""
    owner = entity.id
    keys = ("unique",) if entity.primary_key else ("primary_key", "unique")
    return [
        Section("Columns", ("attribute",), tuple(_attributes(bench, entity)), owner, adds(bench, owner, "attribute")),
        Section("Keys", ("primary_key", "unique"), tuple(_keys(bench, entity)), owner, adds(bench, owner, *keys)),
        Section("Indexes", ("index",), tuple(_indexes(bench, entity)), owner, adds(bench, owner, "index")),
        Section(
            "Relationships",
            ("relationship",),
            tuple(_relationships(bench, entity)),
            owner,
            adds(bench, owner, "relationship"),
        ),
        Section(
            "Checks",
            ("check", "exclusion"),
            tuple(_checks(bench, entity)),
            owner,
            adds(bench, owner, "check", "exclusion"),
        ),
        *fact_sections(bench, entity),
        Section("Access patterns", (), tuple(_patterns(bench, entity)), owner, _new_pattern(bench)),
    ]


def _attributes(bench: Bench, entity: Entity) -> Iterator[Row]:
    keys = keys_of(bench.schema, entity)
    marks = ((keys.primary, "●", "primary key"), (keys.foreign, "○", "foreign key"), (keys.unique, "◆", "unique"))
    for one in entity.attributes:
        key, key_name = next(((mark, name) for members, mark, name in marks if one.id in members), ("", ""))
        yield Row(
            one.id,
            one.name,
            row_url(bench, one.id),
            type=shortened(one.type, 40),
            note=_about(one),
            key=key,
            key_name=key_name,
            move_url=moving(bench, one.id),
            **marked(bench, one.id),
        )


def _about(attribute: Attribute) -> str:
    if attribute.identity:
        return "identity"
    if attribute.generated:
        return "generated"
    return "" if attribute.not_null else "null"


def _keys(bench: Bench, entity: Entity) -> Iterator[Row]:
    for key in entity.keys:
        primary = key is entity.primary_key
        yield Row(
            key.id,
            ", ".join(bench.schema.names(key.columns)),
            row_url(bench, key.id),
            type=shortened(key.name or "", 40),
            key="●" if primary else "◆",
            key_name="primary key" if primary else "unique",
            note="deferrable" if key.deferrable else "",
        )


def _indexes(bench: Bench, entity: Entity) -> Iterator[Row]:
    for index in entity.indexes:
        words = [
            word
            for word, said in (("unique", index.unique), ("partial", index.where), ("hidden", not index.visible))
            if said
        ]
        if index.method != "btree":
            words.append(index.method)
        yield Row(
            index.id,
            _parts(bench, index),
            row_url(bench, index.id),
            type=shortened(index.name or "", 40),
            note=", ".join(words),
            **marked(bench, index.id),
        )


def _parts(bench: Bench, index: Index) -> str:
    shown = [
        (bench.schema.attribute(key.column).name if key.column else shortened(key.expression, 40))
        + (" ↓" if key.descending else "")
        for key in index.keys
    ]
    return ", ".join(shown)


def _relationships(bench: Bench, entity: Entity) -> Iterator[Row]:
    schema = bench.schema
    for link in schema.references_from(entity.id):
        yield Row(
            link.id,
            f"{', '.join(schema.names(link.columns))} → {schema.qualified(schema.entity(link.parent))}",
            row_url(bench, link.id),
            type=_deleting(link),
            key="→",
            key_name="refers to",
            **marked(bench, link.id),
        )
    for link in schema.references_to(entity.id):
        if link.child != entity.id:
            child = schema.entity(link.child)
            yield Row(
                f"{link.id} from there",
                f"{schema.qualified(child)}.{', '.join(schema.names(link.columns))}",
                object_url(bench.design.id, schema, link.id),
                type=_deleting(link),
                key="←",
                key_name="referred to by",
            )


def _deleting(link: Relationship) -> str:
    return "" if link.on_delete == "no action" else f"{link.on_delete} on delete"


def _checks(bench: Bench, entity: Entity) -> Iterator[Row]:
    for check in entity.checks:
        note = "not enforced" if not check.enforced else "not validated" if not check.validated else ""
        yield Row(
            check.id,
            shortened(check.expression),
            row_url(bench, check.id),
            note=note,
            code=True,
            **marked(bench, check.id),
        )
    for one in entity.exclusions:
        yield Row(
            one.id, _excluded(bench, one), row_url(bench, one.id), note="exclusion", code=True, **marked(bench, one.id)
        )


def _excluded(bench: Bench, exclusion: Exclusion) -> str:
    return ", ".join(
        f"{bench.schema.attribute(one.column).name if one.column else one.expression} {one.operator}"
        for one in exclusion.elements
    )


def _patterns(bench: Bench, entity: Entity) -> Iterator[Row]:
    """Those whose statements name the entity; only texts that hold its name are read closely."""
    for pattern in bench.schema.access_patterns:
        near = [sql for sql in pattern.statements if entity.name.lower() in sql.lower()]
        if any(entity.id in parse_statement(sql, bench.schema).entities for sql in near):
            often = compact(pattern.frequency_per_minute)
            url = edit_url(bench, pattern.id) if bench.may_edit else reverse("patterns", args=[bench.design.id])
            yield Row(f"{pattern.id} here", pattern.name, url, type=f"{often} a minute" if often else "")


def _new_pattern(bench: Bench) -> tuple[tuple[str, str], ...]:
    return (("access pattern", add_url(bench, "access_pattern")),) if bench.may_edit else ()
