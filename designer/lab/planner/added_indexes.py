"""CREATE INDEX statements from outside, read as the importer reads them, into a design of any origin."""

from collections import Counter
from dataclasses import dataclass, replace

from designer.exporters.postgres import render
from designer.exporters.result import ExportError
from designer.importers import Source, import_sql
from designer.schema.model import Entity, Index
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.splitting import split
from designer.sql.tokens import Kind


@dataclass(frozen=True, slots=True)
class AddedIndexes:
    """indexes: (entity id, index) in order. problems: (line, sentence) of what could not be used."""

    indexes: tuple[tuple[str, Index], ...]
    problems: tuple[tuple[int, str], ...] = ()


def read_indexes(schema: Schema, text: str) -> AddedIndexes:
    """The indexes that a script of CREATE INDEX statements would add to the design."""
    problems: list[tuple[int, str]] = []
    kept: list[str] = []
    for statement in split(text, "postgres"):
        if _is_create_index(statement.text):
            kept.append("\n" * (statement.line - 1 - "".join(kept).count("\n")) + statement.text.rstrip("; \n") + ";")
        else:
            problems.append((statement.line, f"only CREATE INDEX is read here: {statement.text[:40].strip()}"))
    try:
        tables = Source(render(_bare(schema)).text)
    except ExportError as error:
        return AddedIndexes((), ((1, str(error)),))
    before = import_sql([tables], "postgres").schema
    after = import_sql([tables, Source("".join(kept), "indexes")], "postgres")
    problems += [(one.line, one.message) for one in after.problems if one.file == "indexes"]
    problems += [(one.line, f"this was not used: {one.reason}") for one in after.skipped if one.file == "indexes"]
    old = {before.qualified(one): one for one in before.entities}
    targets = {schema.qualified(one): one for one in schema.entities}
    targets |= {f"public.{one.name}": one for one in schema.entities if one.schema is None}
    found: list[tuple[str, Index]] = []
    for entity in after.schema.entities:
        name = after.schema.qualified(entity)
        known = Counter(replace(one, id="") for one in old[name].indexes) if name in old else Counter()
        for index in entity.indexes:
            plain = replace(index, id="")
            if known[plain]:
                known[plain] -= 1
            else:
                target = targets.get(name) or targets[f"public.{entity.name}"]
                found.append((target.id, _moved(index, entity, target)))
    return AddedIndexes(tuple(found), tuple(sorted(problems)))


def with_indexes(schema: Schema, added: AddedIndexes) -> Schema:
    """The design with these indexes among its own."""
    per_entity: dict[str, list[Index]] = {}
    for entity_id, index in added.indexes:
        per_entity.setdefault(entity_id, []).append(index)
    return replace(
        schema,
        entities=tuple(replace(one, indexes=(*one.indexes, *per_entity.get(one.id, ()))) for one in schema.entities),
    )


def _is_create_index(text: str) -> bool:
    words = [one.text.upper() for one in tokenize(text, "postgres").tokens if one.kind is not Kind.COMMENT][:3]
    return words[:2] == ["CREATE", "INDEX"] or words == ["CREATE", "UNIQUE", "INDEX"]


def _bare(schema: Schema) -> Schema:
    """Tables and types alone: what an index may name."""
    return replace(
        schema,
        relationships=(),
        opaque=(),
        access_patterns=(),
        entities=tuple(
            replace(
                one,
                checks=(),
                attributes=tuple(replace(each, default=None, generated=None, identity=None) for each in one.attributes),
            )
            for one in schema.entities
        ),
        sequences=(),
    )


def _moved(index: Index, source: Entity, target: Entity) -> Index:
    """The index with the column ids of the design's own entity."""
    names = {one.id: one.name for one in source.attributes}
    ids = {one.name: one.id for one in target.attributes}

    def moved(column: str | None) -> str | None:
        return ids[names[column]] if column is not None else None

    keys = tuple(replace(key, column=moved(key.column)) for key in index.keys)
    return replace(index, keys=keys, include=tuple(ids[names[one]] for one in index.include), attached_to=None)
