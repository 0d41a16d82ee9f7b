"""CREATE SEQUENCE and ALTER SEQUENCE."""

from __future__ import annotations

from typing import Any

from designer.importers.postgres.draft import SequenceDraft, Table
from designer.importers.postgres.names import spelled
from designer.importers.postgres.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.renames import follow_sequence, rename_relation
from designer.importers.postgres.sequence_options import canonical_type, sequence_option
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def create_sequence(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE [TEMPORARY | UNLOGGED] SEQUENCE."""
    cursor.expect("CREATE")
    said = cursor.take_one_of("TEMPORARY", "TEMP", "UNLOGGED")
    cursor.expect("SEQUENCE")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, at = workspace.place(cursor), cursor.index
    parts = cursor.qualified()
    schema, name = workspace.target(parts)
    if (schema, name) in workspace.relations:
        if exists_ok:
            raise AlreadyThere(f"{spelled(parts)} is already defined")
        raise cursor.error(f"{spelled(parts)} is defined a second time", at)
    sequence = SequenceDraft(schema, name, place)
    sequence.persistence = {None: "permanent", "UNLOGGED": "unlogged"}.get(said, "temporary")
    _options(cursor, workspace, sequence)
    workspace.add(schema, name, sequence)
    workspace.sequences.append(sequence)


def alter_sequence(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER SEQUENCE."""
    cursor.expect("ALTER", "SEQUENCE")
    missing_ok = cursor.take("IF", "EXISTS")
    at = cursor.index
    parts = cursor.qualified()
    sequence = workspace.find(parts)
    if not isinstance(sequence, SequenceDraft):
        if _of_identity(workspace, parts):
            raise NotModelled("changes the sequence behind an identity column")
        if missing_ok:
            raise AlreadyThere(f"there is no sequence {spelled(parts)}")
        raise cursor.error(f"there is no sequence {spelled(parts)}", at)
    if cursor.take("RENAME", "TO"):
        rename_relation(workspace, cursor, sequence, cursor.name())
    elif cursor.take("SET", "SCHEMA"):
        old = (sequence.schema, sequence.name)
        workspace.forget(*old)
        sequence.schema = workspace.target((cursor.name(), sequence.name))[0]
        workspace.add(sequence.schema, sequence.name, sequence)
        follow_sequence(workspace, sequence, old)
    elif cursor.take("SET"):
        said = cursor.take_one_of("LOGGED", "UNLOGGED")
        if said is None:
            raise cursor.error("LOGGED or UNLOGGED was expected here")
        sequence.persistence = "permanent" if said == "LOGGED" else "unlogged"
    else:
        _options(cursor, workspace, sequence)
    cursor.end()


def _of_identity(workspace: Workspace, parts: tuple[str, ...]) -> bool:
    name = parts[-1]
    return any(
        column.identity is not None and name in (column.identity.sequence, f"{table.name}_{column.name}_seq")
        for table in workspace.tables
        for column in table.columns
    )


def _options(cursor: Cursor, workspace: Workspace, sequence: SequenceDraft) -> None:
    found: dict[str, Any] = {}
    kind, owner = sequence.type, (sequence.owner_table, sequence.owner)
    changed = False
    while not cursor.done:
        if cursor.take("AS"):
            kind = canonical_type(cursor.name())
            changed = True
        elif cursor.take("OWNED", "BY"):
            owner = _owner(cursor, workspace)
        elif cursor.at("RESTART") or cursor.at("SEQUENCE", "NAME"):
            if not sequence_option(cursor, found):
                raise cursor.error("this is no option of a sequence")
        elif sequence_option(cursor, found):
            changed = True
        else:
            raise cursor.error("this is no option of a sequence")
    if owner[1] is not sequence.owner:
        changed = True
    sequence.type = kind
    sequence.options.update(found)
    sequence.owner_table, sequence.owner = owner
    if changed:
        sequence.implied = False


def _owner(cursor: Cursor, workspace: Workspace) -> tuple[Any, Any]:
    if cursor.take("NONE"):
        return None, None
    at = cursor.index
    parts = cursor.qualified()
    table = workspace.find(parts[:-1]) if len(parts) > 1 else None
    column = table.column(parts[-1]) if isinstance(table, Table) else None
    if column is None:
        raise cursor.error(f"there is no column {spelled(parts)}", at)
    return table, column
