"""What MySQL 8 alone has: taken out of what a MariaDB server runs, named, and read back as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.mysql import MYSQL
from designer.exporters.mysql.changes.clauses import clauses
from designer.exporters.mysql.script import steps
from designer.importers import import_sql
from designer.lab.catalogue.compare import Difference
from designer.planning.model import Plan
from designer.schema.align import align
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Attribute, Check, Entity, Index
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable

_OF_COLUMNS = ("srid", "column_format", "storage", "engine_attribute", "secondary_engine_attribute")
_OF_TABLES = ("compression", "encryption", "tablespace", "autoextend_size", "engine_attribute", "secondary_engine")
_NEWER = "_0900_"


def without_mysql_only(schema: Schema) -> tuple[Schema, tuple[str, ...]]:
    """The design as MariaDB can hold it, and a sentence for each thing that was left out."""
    if schema.dialect.name != "mysql":
        return schema, ()
    said: list[str] = []
    entities = tuple(_table(schema, one, said) for one in schema.entities)
    if not said:
        return schema, ()
    return replace(schema, entities=entities).made_from(schema), tuple(said)


def _table(schema: Schema, entity: Entity, said: list[str]) -> Entity:
    where = schema.qualified(entity)

    def note(what: str, why: str) -> None:
        said.append(f"{where}{what}: {why}, which only MySQL 8 has: compared as text")

    own = _options(entity.options, _OF_TABLES, lambda key: note("", f"the option {key}"))
    if _NEWER in str(own.get("collation", "")):
        note("", f"the collation {own['collation']}")
        own = own.with_(collation=None)

    def called(text: str | None, what: str) -> str | None:
        spelled = text and _by_functions(text)
        if spelled != text:
            said.append(f"{where}{what}: MariaDB has no -> and no ->>: run there as the functions that they stand for")
        return spelled

    attributes = tuple(_computed(_column(one, note), called) for one in entity.attributes)
    indexes = tuple(_indexes(entity.indexes, note))
    checks = tuple(_check(replace(one, expression=called(one.expression, f".{one.name}") or ""), note)
                   for one in entity.checks)  # fmt: skip
    return replace(
        entity, attributes=attributes, indexes=indexes, checks=checks, options=_with(entity.options, own)
    )  # fmt: skip


def _column(one: Attribute, note: Any) -> Attribute:
    own = _options(one.options, _OF_COLUMNS, lambda key: note(f".{one.name}", f"{key.upper()} of a column"))
    if own.get("invisible"):
        note(f".{one.name}", "INVISIBLE behind its default")
        own = own.with_(invisible=None)
    collation = one.collation
    if collation and _NEWER in collation:
        note(f".{one.name}", f"the collation {collation}")
        collation = None
    return replace(one, collation=collation, options=_with(one.options, own))


def _computed(one: Attribute, called: Callable[[str | None, str], str | None]) -> Attribute:
    where = f".{one.name}"
    generated = one.generated and replace(one.generated, expression=called(one.generated.expression, where) or "")
    return replace(one, generated=generated, default=called(one.default, where))


def _by_functions(text: str) -> str:
    """`column -> path` as JSON_EXTRACT(column, path), `->>` inside JSON_UNQUOTE too: MySQL defines the signs so."""
    try:
        cursor = Cursor.over(text, "mysql")
    except Unreadable:
        return text
    for place in reversed(range(1, cursor.size - 1)):
        if cursor.keys[place] not in ("->", "->>"):
            continue
        first = place - 1
        while first >= 2 and cursor.keys[first - 1] == ".":
            first -= 2
        begun, ended = cursor.tokens[first].start, cursor.tokens[place + 1].end
        column, path = cursor.text(first, place), cursor.tokens[place + 1].text
        call = f"JSON_EXTRACT({column}, {path})"
        text = text[:begun] + (f"JSON_UNQUOTE({call})" if cursor.keys[place] == "->>" else call) + text[ended:]
    return text


def _indexes(ones: tuple[Index, ...], note: Any) -> Iterator[Index]:
    for one in ones:
        if any(part.expression for part in one.keys):
            note(f".{one.name}", "an index on an expression")
        elif not one.visible:
            note(f".{one.name}", "an invisible index")
            yield replace(one, visible=True)
        else:
            yield one


def _check(one: Check, note: Any) -> Check:
    if not one.enforced:
        note(f".{one.name}", "a check that is not enforced")
    return replace(one, enforced=True)


def _options(options: FrozenMap, gone: tuple[str, ...], note: Any) -> FrozenMap:
    own = options.get("mysql")
    if not isinstance(own, FrozenMap):
        return EMPTY
    for key in gone:
        if key in own:
            note(key)
            own = own.with_(**{key: None})
    return own


def _with(options: FrozenMap, own: FrozenMap) -> FrozenMap:
    return options.with_(mysql=own if len(own) else None)


def read_back(plan: Plan) -> list[Difference]:
    """Where the importer, reading the start's script and the plan behind it, finds another design than the target."""
    texts = [one.text for one in steps(plan.before, MYSQL)]
    texts += [text.rstrip().removesuffix(";") for step in plan.steps for text in step.up]
    script = "".join(f"DELIMITER $$\n{text} $$\nDELIMITER ;\n" for text in texts)
    found = import_sql(script, "mysql", plan.after.name)
    aligned = align(found.schema, plan.after)
    there = {aligned.qualified(one): one for one in aligned.entities}
    differences = [Difference("statement", f"line {one.line}", "read back", one.message) for one in found.problems]
    for entity in plan.after.entities:
        where = plan.after.qualified(entity)
        other = there.pop(where, None)
        if other is None:
            differences.append(Difference("table", where, "present", None))
        elif not _same(plan.after, entity, aligned, other):
            differences.append(Difference("table", where, "as designed", "read back otherwise"))
    return differences + [Difference("table", where, None, "present") for where in there]


def _same(schema: Schema, entity: Entity, other: Schema, read: Entity) -> bool:
    return not clauses(other, schema, entity.id, "mysql") if read.id == entity.id else False
