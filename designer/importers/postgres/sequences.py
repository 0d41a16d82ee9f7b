"""CREATE SEQUENCE and ALTER SEQUENCE."""

from __future__ import annotations

from typing import Any

from designer.importers.drafting.outcomes import AlreadyThere
from designer.importers.postgres.draft import SequenceDraft, Table
from designer.importers.postgres.names import spelled
from designer.importers.postgres.own_sequences import retype
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
        if missing_ok:
            raise AlreadyThere(f"there is no sequence {spelled(parts)}")
        raise cursor.error(f"there is no sequence {spelled(parts)}", at)
    if cursor.take("RENAME", "TO"):
        rename_relation(workspace, cursor, sequence, cursor.name())
    elif cursor.take("SET", "SCHEMA"):
        if sequence.owner is not None:
            raise cursor.error("a sequence that a column owns is where the column's table is", at)
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


def _options(cursor: Cursor, workspace: Workspace, sequence: SequenceDraft) -> None:
    """All the options at once: nothing is changed when one of them is wrong."""
    found: dict[str, Any] = {}
    kind, owner = None, (sequence.owner_table, sequence.owner)
    while not cursor.done:
        if cursor.take("AS"):
            kind = canonical_type(cursor.name())
        elif cursor.take("OWNED", "BY"):
            if sequence.identity:
                raise cursor.error("the sequence behind an identity column keeps its owner", cursor.index - 2)
            owner = _owner(cursor, workspace)
        elif not sequence_option(cursor, found):
            raise cursor.error("this is no option of a sequence")
    if kind is not None:
        retype(sequence, kind)
    if found or kind is not None or owner[1] is not sequence.owner:
        sequence.write_out()
    sequence.options.update(found)
    sequence.owner_table, sequence.owner = owner


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
