"""COMMENT ON what is modelled; other comments are carried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.draft import ExtensionDraft, Index, Key, OpaqueDraft, SequenceDraft, Table, TypeDraft
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def comment_on(cursor: Cursor, workspace: Workspace) -> None:
    """COMMENT ON … IS 'text' or NULL."""
    cursor.expect("COMMENT", "ON")
    word = cursor.key()
    cursor.index += 1
    handler = _HANDLERS.get(word)
    if handler is None or (word == "CONSTRAINT" and _on_domain(cursor)):
        if word == "CONSTRAINT":
            _domain_constraint(cursor, workspace)
            return
        raise NotModelled(f"a comment on a {word.lower()} is not modelled")
    handler(cursor, workspace)


def _text(cursor: Cursor) -> str | None:
    cursor.expect("IS")
    found = None if cursor.take("NULL") else cursor.string()
    cursor.end()
    return found or None


def _relation(cursor: Cursor, workspace: Workspace, kinds: tuple[type, ...], what: str) -> Any:
    at = cursor.index
    parts = cursor.qualified()
    found = workspace.find(parts)
    if isinstance(found, OpaqueDraft):
        raise NotModelled(f"a comment on the {found.kind} {spelled(parts)}, which is carried")
    if not isinstance(found, kinds):
        raise cursor.error(f"there is no {what} {spelled(parts)}", at)
    return found


def _table(cursor: Cursor, workspace: Workspace) -> None:
    found = _relation(cursor, workspace, (Table,), "table")
    found.comment = _text(cursor)


def _index(cursor: Cursor, workspace: Workspace) -> None:
    found = _relation(cursor, workspace, (Index, Key), "index")
    if isinstance(found, Key):
        raise NotModelled("a comment on the index behind a key is not modelled")
    found.comment = _text(cursor)


def _sequence(cursor: Cursor, workspace: Workspace) -> None:
    found = _relation(cursor, workspace, (SequenceDraft,), "sequence")
    if found.identity:
        raise NotModelled("a comment on the sequence behind an identity column is not modelled")
    found.comment = _text(cursor)
    found.write_out()


def _column(cursor: Cursor, workspace: Workspace) -> None:
    at = cursor.index
    parts = cursor.qualified()
    if len(parts) < 2:
        raise cursor.error("table.column was expected here", at)
    owner = workspace.find(parts[:-1])
    if owner is None:
        kind = workspace.find_type(parts[:-1])
        if kind is not None and any(one.name == parts[-1] for one in kind.attributes):
            text = _text(cursor)
            kind.attributes = [replace(one, comment=text) if one.name == parts[-1] else one for one in kind.attributes]
            return
    if isinstance(owner, OpaqueDraft):
        raise NotModelled(f"a comment on the {owner.kind} {spelled(parts[:-1])}, which is carried")
    column = owner.column(parts[-1]) if isinstance(owner, Table) else None
    if column is None:
        raise cursor.error(f"there is no column {spelled(parts)}", at)
    column.comment = _text(cursor)


def _on_domain(cursor: Cursor) -> bool:
    return cursor.key(1) == "ON" and cursor.key(2) == "DOMAIN"


def _domain_constraint(cursor: Cursor, workspace: Workspace) -> None:
    at = cursor.index
    name = cursor.name()
    cursor.expect("ON", "DOMAIN")
    domain = workspace.find_type(cursor.qualified())
    check = next((one for one in domain.checks if one.name == name), None) if domain else None
    if check is None:
        raise cursor.error(f"there is no constraint {name} of such a domain", at)
    check.comment = _text(cursor)


def _constraint(cursor: Cursor, workspace: Workspace) -> None:
    at = cursor.index
    name = cursor.name()
    cursor.expect("ON")
    table = workspace.table(cursor)
    found = next((one for one in table.constraints() if one.name == name), None)
    if found is None:
        if any(column.not_null and column.not_null.name == name for column in table.columns):
            raise NotModelled("a comment on a NOT NULL constraint is not modelled")
        raise cursor.error(f"{table.name} has no constraint {name}", at)
    found.comment = _text(cursor)


def _type(cursor: Cursor, workspace: Workspace) -> None:
    at = cursor.index
    parts = cursor.qualified()
    found: TypeDraft | None = workspace.find_type(parts)
    if found is None:
        target = (parts[-2] if len(parts) > 1 else None, parts[-1])
        for one in workspace.opaque:
            if one.key and one.key[0] == "type" and one.key[-1] == target[1] and target[0] in (None, one.key[1]):
                raise NotModelled(f"a comment on the type {spelled(parts)}, which is carried")
        raise cursor.error(f"there is no type {spelled(parts)}", at)
    found.comment = _text(cursor)


def _schema(cursor: Cursor, workspace: Workspace) -> None:
    name = cursor.name()
    text = _text(cursor)
    workspace.namespace(name).comment = text


def _extension(cursor: Cursor, workspace: Workspace) -> None:
    at = cursor.index
    name = cursor.name()
    found: ExtensionDraft | None = workspace.extensions.get(name)
    if found is None:
        if name == "plpgsql":
            raise NotModelled("a comment on an extension that every database has")
        raise cursor.error(f"there is no extension {name}", at)
    found.comment = _text(cursor)


_HANDLERS = {
    "TABLE": _table, "COLUMN": _column, "INDEX": _index, "SEQUENCE": _sequence, "CONSTRAINT": _constraint,
    "TYPE": _type, "DOMAIN": _type, "SCHEMA": _schema, "EXTENSION": _extension,
}  # fmt: skip
