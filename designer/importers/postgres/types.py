"""CREATE TYPE and ALTER TYPE, of enums and composites."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.draft import TypeDraft
from designer.importers.postgres.elements import (
    collation,
    type_text,
)
from designer.importers.postgres.names import spelled
from designer.importers.postgres.renames import rename_type
from designer.importers.postgres.tokens_in import with_constant_replaced
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor
from designer.sql.identifiers import quote_literal


def create_type(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE TYPE … AS ENUM, or AS a list of attributes; ranges and base types are carried."""
    cursor.expect("CREATE", "TYPE")
    place, at = workspace.place(cursor), cursor.index
    parts = cursor.qualified()
    if not cursor.take("AS"):
        raise NotModelled("a base or shell type is not modelled")
    if cursor.at("RANGE"):
        raise NotModelled("a range type is not modelled")
    schema, name = workspace.target(parts)
    if (schema, name) in workspace.types:
        raise cursor.error(f"{spelled(parts)} is defined a second time", at)
    found = TypeDraft("enum" if cursor.take("ENUM") else "composite", schema, name, place)
    if found.kind == "enum":
        found.values = _labels(cursor)
    else:
        found.attributes = _attributes(cursor, workspace)
    cursor.end()
    workspace.types[schema, name] = found


def _labels(cursor: Cursor) -> list[str]:
    cursor.expect("(")
    found: dict[str, None] = {}
    while not cursor.take(")"):
        value = cursor.string()
        if value in found:
            raise cursor.error(f"the value {value!r} occurs twice", cursor.index - 1)
        found[value] = None
        if not cursor.take(",") and not cursor.at(")"):
            raise cursor.error("a comma or ) was expected here")
    return list(found)


def _attributes(cursor: Cursor, workspace: Workspace) -> list[model.CompositeAttribute]:
    cursor.expect("(")
    found: list[model.CompositeAttribute] = []
    while not cursor.take(")"):
        found.append(_attribute(cursor, workspace))
        if not cursor.take(",") and not cursor.at(")"):
            raise cursor.error("a comma or ) was expected here")
    return found


def _attribute(cursor: Cursor, workspace: Workspace) -> model.CompositeAttribute:
    name, kind = cursor.name(), type_text(cursor, workspace)
    collate = collation(cursor) if cursor.take("COLLATE") else None
    return model.CompositeAttribute(name=name, type=kind, collation=collate)


def known_type(cursor: Cursor, workspace: Workspace, kinds: tuple[str, ...]) -> TypeDraft:
    """The type named here. NotModelled if it is carried, Unreadable if there is none of these kinds."""
    at = cursor.index
    parts = cursor.qualified()
    found = workspace.find_type(parts)
    if found is None:
        carried = any(one.kind == "type" and one.key == ("type", *workspace.target(parts)) for one in workspace.opaque)
        if carried:
            raise NotModelled(f"belongs to the type {spelled(parts)}, which is carried")
        raise cursor.error(f"there is no type {spelled(parts)}", at)
    if found.kind not in kinds:
        raise cursor.error(f"{spelled(parts)} is no {kinds[0]}", at)
    return found


def alter_type(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER TYPE."""
    cursor.expect("ALTER", "TYPE")
    found = known_type(cursor, workspace, ("type", "enum", "composite", "domain"))
    if cursor.take("ADD", "VALUE"):
        _add_value(cursor, found)
    elif cursor.take("RENAME", "VALUE"):
        _rename_value(cursor, workspace, found)
    elif cursor.take("RENAME", "TO"):
        rename_type(workspace, found, (found.schema, cursor.name()))
    elif cursor.take("SET", "SCHEMA"):
        rename_type(workspace, found, workspace.target((cursor.name(), found.name)))
    elif found.kind == "composite":
        _alter_attributes(cursor, workspace, found)
    else:
        raise NotModelled("this change of a type is not modelled")
    cursor.end()


def _add_value(cursor: Cursor, found: TypeDraft) -> None:
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    at = cursor.index
    value = cursor.string()
    if value in found.values:
        if exists_ok:
            raise AlreadyThere(f"{found.name} already has the value {value!r}")
        raise cursor.error(f"{found.name} already has the value {value!r}", at)
    said = cursor.take_one_of("BEFORE", "AFTER")
    if said is None:
        found.values.append(value)
        return
    at = cursor.index
    neighbour = cursor.string()
    if neighbour not in found.values:
        raise cursor.error(f"{found.name} has no value {neighbour!r}", at)
    found.values.insert(found.values.index(neighbour) + (said == "AFTER"), value)


def _rename_value(cursor: Cursor, workspace: Workspace, found: TypeDraft) -> None:
    at = cursor.index
    old = cursor.string()
    cursor.expect("TO")
    new = cursor.string()
    if old not in found.values or new in found.values:
        raise cursor.error(f"{found.name} cannot rename {old!r} to {new!r}", at)
    found.values[found.values.index(old)] = new
    for table in workspace.tables:
        for column in table.columns:
            if column.default is not None and _is_of(column.type, found):
                column.default = with_constant_replaced(
                    column.default, quote_literal(old, "postgres"), quote_literal(new, "postgres")
                )


def _is_of(text: str, found: TypeDraft) -> bool:
    bare = text.removesuffix("[]")
    return bare in (spelled((found.schema, found.name)), spelled((found.name,)))


def _alter_attributes(cursor: Cursor, workspace: Workspace, found: TypeDraft) -> None:
    if cursor.take("RENAME", "ATTRIBUTE"):
        place = _attribute_place(cursor, found)
        cursor.expect("TO")
        found.attributes[place] = replace(found.attributes[place], name=cursor.name())
        cursor.take_one_of("CASCADE", "RESTRICT")
        return
    while True:
        if cursor.take("ADD", "ATTRIBUTE"):
            found.attributes.append(_attribute(cursor, workspace))
        elif cursor.take("DROP", "ATTRIBUTE"):
            _drop_attribute(cursor, found)
        elif cursor.take("ALTER", "ATTRIBUTE"):
            _retype_attribute(cursor, workspace, found)
        else:
            raise NotModelled("this change of a composite type is not modelled")
        cursor.take_one_of("CASCADE", "RESTRICT")
        if not cursor.take(","):
            return


def _attribute_place(cursor: Cursor, found: TypeDraft) -> int:
    at = cursor.index
    name = cursor.name()
    for place, one in enumerate(found.attributes):
        if one.name == name:
            return place
    raise cursor.error(f"{found.name} has no attribute {name}", at)


def _drop_attribute(cursor: Cursor, found: TypeDraft) -> None:
    missing_ok = cursor.take("IF", "EXISTS")
    names = [one.name for one in found.attributes]
    if missing_ok and cursor.on_name and cursor.part(cursor.index, cursor.size).name() not in names:
        cursor.index += 1
        return
    del found.attributes[_attribute_place(cursor, found)]


def _retype_attribute(cursor: Cursor, workspace: Workspace, found: TypeDraft) -> None:
    place = _attribute_place(cursor, found)
    if not cursor.take("SET", "DATA", "TYPE"):
        cursor.expect("TYPE")
    kind = type_text(cursor, workspace)
    collate = collation(cursor) if cursor.take("COLLATE") else None
    found.attributes[place] = replace(found.attributes[place], type=kind, collation=collate)
