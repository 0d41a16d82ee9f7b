"""One entry per table: everything the design knows of it, in words and in order."""

from collections.abc import Mapping

from designer.exporters.diagram.cardinality import cardinality, keys_of, nullable, said_type
from designer.exporters.diagram.svg import xml_id
from designer.exporters.dictionary.lines import AttributeLine, Entry, IndexLine, PatternLine, ReferenceLine, Remark
from designer.exporters.dictionary.touches import touched
from designer.exporters.wording import counted, legible, printable
from designer.schema.model import AccessPattern, Attribute, Entity, Index, MultivaluedDependency, Relationship
from designer.schema.schema import Schema


def entries(schema: Schema) -> tuple[Entry, ...]:
    """The entries of all tables, in the design's order."""
    by_entity: dict[str, list[PatternLine]] = {}
    for pattern, line in zip(schema.access_patterns, patterns(schema), strict=True):
        for entity in touched(schema, pattern):
            by_entity.setdefault(entity, []).append(line)
    return tuple(_entry(schema, entity, by_entity) for entity in schema.entities)


def patterns(schema: Schema) -> tuple[PatternLine, ...]:
    """All access patterns, each with the tables it touches."""
    return tuple(_pattern(schema, pattern) for pattern in schema.access_patterns)


def anchor(object_id: str) -> str:
    """The fragment under which an object of the dictionary is found."""
    return xml_id(f"d-{object_id}")


def _entry(schema: Schema, entity: Entity, by_entity: Mapping[str, list[PatternLine]]) -> Entry:
    return Entry(
        entity=entity.id,
        anchor=anchor(entity.id),
        name=printable(schema.qualified(entity)),
        meaning=legible(entity.comment or ""),
        facts=_facts(schema, entity),
        attributes=tuple(_attribute(schema, entity, attribute) for attribute in entity.attributes),
        refers_to=tuple(_reference(schema, link, outward=True) for link in schema.references_from(entity.id)),
        referred_by=tuple(_reference(schema, link, outward=False) for link in schema.references_to(entity.id)),
        indexes=tuple(_index(schema, index) for index in entity.indexes),
        constraints=_constraints(schema, entity),
        patterns=tuple(by_entity.get(entity.id, ())),
        remarks=_remarks(schema, entity),
    )


def _facts(schema: Schema, entity: Entity) -> tuple[str, ...]:
    said = [counted(len(entity.attributes), "attribute")]
    assumed = " (assumed)" if "rows" in entity.assumed else ""
    said += [counted(entity.rows, "row") + assumed] if entity.rows is not None else []
    for number, words in ((entity.rows_per_day, "new a day"), (entity.updates_per_day, "changed a day"),
                          (entity.deletes_per_day, "deleted a day")):  # fmt: skip
        said += [f"{number:,.0f} {words}".replace(",", "\u2009")] if number else []
    said += [f"kept {entity.retention_days:,.0f} days"] if entity.retention_days is not None else []
    said += [entity.persistence] if entity.persistence != "permanent" else []
    if entity.partition_by:
        keys = ", ".join(_key(schema, key.column, key.expression) for key in entity.partition_by.keys)
        said.append(f"partitioned by {entity.partition_by.strategy} of {keys}")
    if entity.partition_of:
        parent = printable(schema.qualified(schema.entity(entity.partition_of.parent)))
        said.append(f"part of {parent} {printable(entity.partition_of.bound)}")
    return tuple(said)


def _attribute(schema: Schema, entity: Entity, attribute: Attribute) -> AttributeLine:
    held = keys_of(schema, entity)
    groups = (("PK", held.primary), ("FK", held.foreign), ("UK", held.unique))
    return AttributeLine(
        anchor=anchor(attribute.id),
        name=printable(attribute.name),
        type=said_type(schema, attribute),
        full_type=printable(attribute.type),
        nullable=nullable(schema, entity, attribute.id),
        default=_default(attribute),
        keys=tuple(mark for mark, group in groups if attribute.id in group),
        meaning=legible(attribute.comment or ""),
        statistics=_statistics(attribute),
    )


def _default(attribute: Attribute) -> str:
    if attribute.generated:
        return f"generated: {printable(attribute.generated.expression)}"
    if attribute.identity:
        return f"identity, {attribute.identity.mode}"
    return printable(attribute.default or "")


def _statistics(attribute: Attribute) -> str:
    said = []
    if attribute.distinct is not None:
        said.append(f"{attribute.distinct:,.0f} different values".replace(",", "\u2009"))
    if attribute.null_fraction:
        said.append(f"{attribute.null_fraction:.0%} without a value")
    said += [f"{printable(str(share.value))} {share.frequency:.0%}" for share in attribute.values[:4]]
    return ", ".join(said)


def _reference(schema: Schema, link: Relationship, *, outward: bool) -> ReferenceLine:
    other = link.parent if outward else link.child
    ends = cardinality(schema, link)
    actions = [f"on delete {link.on_delete}"] if link.on_delete != "no action" else []
    actions += [f"on update {link.on_update}"] if link.on_update != "no action" else []
    actions += [f"deferrable, initially {link.deferrable}"] if link.deferrable else []
    actions += [] if link.validated else ["not validated"]
    actions += [] if link.enforced else ["not enforced"]
    here, there = (link.columns, link.parent_columns) if outward else (link.parent_columns, link.columns)
    return ReferenceLine(
        name=printable(link.name or ""),
        columns=_names(schema, here),
        other=printable(schema.qualified(schema.entity(other))),
        other_anchor=anchor(other),
        other_columns=_names(schema, there),
        pairs=tuple(zip(map(printable, schema.names(here)), map(printable, schema.names(there)), strict=False)),
        rows=(ends.parent if outward else ends.child).words,
        actions=", ".join(actions),
    )


def _index(schema: Schema, index: Index) -> IndexLine:
    over = []
    for key in index.keys:
        words = [_key(schema, key.column, key.expression), printable(key.operator_class or "")]
        words += ["descending"] if key.descending else []
        words += [f"nulls {key.nulls}"] if key.nulls else []
        over.append(" ".join(filter(None, words)))
    included = f"; includes {_names(schema, index.include)}" if index.include else ""
    return IndexLine(
        name=printable(index.name or ""),
        kind=f"unique {index.method}" if index.unique else index.method,
        over=", ".join(over) + included,
        condition=printable(index.where or ""),
        comment=legible(index.comment or ""),
    )


def _constraints(schema: Schema, entity: Entity) -> tuple[IndexLine, ...]:
    lines = []
    if entity.primary_key:
        key = entity.primary_key
        lines.append(IndexLine(printable(key.name or ""), "primary key", _names(schema, key.columns), "", ""))
    for unique in entity.uniques:
        words = "unique, nulls alike" if unique.nulls_not_distinct else "unique"
        over = _names(schema, unique.columns)
        lines.append(IndexLine(printable(unique.name or ""), words, over, "", legible(unique.comment or "")))
    for check in entity.checks:
        name, comment = printable(check.name or ""), legible(check.comment or "")
        lines.append(IndexLine(name, "check", "", printable(check.expression), comment))
    for exclusion in entity.exclusions:
        over = ", ".join(f"{_key(schema, part.column, part.expression)} {part.operator}" for part in exclusion.elements)
        name = printable(exclusion.name or "")
        lines.append(IndexLine(name, f"exclusion ({exclusion.method})", over, printable(exclusion.where or ""), ""))
    return tuple(lines)


def _pattern(schema: Schema, pattern: AccessPattern) -> PatternLine:
    facts = []
    if pattern.frequency_per_minute is not None:
        facts.append(f"{pattern.frequency_per_minute:,.6g} a minute".replace(",", "\u2009"))
    facts += [f"within {pattern.latency_ms:g} ms"] if pattern.latency_ms is not None else []
    facts += [counted(pattern.rows, "row")] if pattern.rows is not None else []
    facts += [printable(pattern.owner)] if pattern.owner else []
    ids = touched(schema, pattern)
    tables = [(printable(schema.qualified(one)), anchor(one.id)) for one in schema.entities if one.id in ids]
    return PatternLine(
        anchor=anchor(pattern.id),
        name=printable(pattern.name),
        facts=", ".join(facts),
        statements=tuple(map(legible, pattern.statements)),
        notes=legible(pattern.notes or ""),
        tables=tuple(tables),
    )


_REFRESHED = {
    "generated": "a generated column",
    "trigger": "a trigger",
    "materialized view": "a materialized view",
    "application": "the application",
}


def _remarks(schema: Schema, entity: Entity) -> tuple[Remark, ...]:
    inside = {entity.id} | {attribute.id for attribute in entity.attributes}
    inside |= {index.id for index in entity.indexes} | {link.id for link in schema.references_from(entity.id)}
    inside |= {key.id for key in entity.keys} | {check.id for check in entity.checks}
    remarks = []
    for kept in entity.denormalizations:
        located = schema.located.get(kept.dependency or "")
        names = _dependency(schema, located.value) if located else ""
        pattern = schema.get(kept.access_pattern).name if kept.access_pattern else ""
        serves = f", serves “{printable(pattern)}”" if pattern else ", but no access pattern needs it"
        refresh = f", kept true by {_REFRESHED[kept.refresh]}" if kept.refresh else ", with nothing said to refresh it"
        remarks.append(Remark(names, f"denormalized on purpose{serves}{refresh}", legible(kept.reason)))
    for decision in schema.decisions:
        if decision.subject in inside:
            located = schema.located.get(decision.subject)
            subject = printable(str(getattr(located.value, "name", "") or "")) if located else ""
            expires = f" until {decision.expires}" if decision.expires else ""
            text = f"finding {printable(decision.finding)} {decision.decision}{expires}"
            remarks.append(Remark(subject, text, legible(decision.reason)))
    return tuple(remarks)


def _dependency(schema: Schema, dependency: object) -> str:
    determinant = getattr(dependency, "determinant", ())
    dependent = getattr(dependency, "dependent", ())
    sign = "↠" if isinstance(dependency, MultivaluedDependency) else "→"
    return f"{_names(schema, determinant)} {sign} {_names(schema, dependent)}"


def _key(schema: Schema, column: str | None, expression: str | None) -> str:
    return printable(schema.attribute(column).name if column else expression or "")


def _names(schema: Schema, ids: tuple[str, ...]) -> str:
    return ", ".join(map(printable, schema.names(ids)))
