"""Sequences that columns own: those behind serial and identity columns."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from designer.importers.postgres.draft import Column, SequenceDraft, Table
from designer.importers.postgres.names import choose, object_name, spelled
from designer.importers.postgres.opaque import carry_text
from designer.importers.postgres.sequence_options import canonical_type, without_defaults
from designer.importers.postgres.workspace import Workspace, default_of
from designer.schema import model


def own_sequence(workspace: Workspace, table: Table, column: Column, name: str | None = None) -> SequenceDraft:
    """Make a sequence for a column, under the server's name for it unless one is given."""
    name = name or choose(table.name, column.name, "seq", workspace.relation_taken(table.schema))
    sequence = SequenceDraft(
        table.schema, name, column.place, type=canonical_type(column.type), owner=column, owner_table=table,
        implied=True, persistence=table.persistence,
    )  # fmt: skip
    workspace.sequences.append(sequence)
    workspace.add(table.schema, name, sequence)
    return sequence


def add_serial(workspace: Workspace, table: Table, column: Column) -> None:
    """The sequence behind a serial column, and the default that takes its next value."""
    column.default = default_of(own_sequence(workspace, table, column))


def add_identity(workspace: Workspace, table: Table, column: Column) -> None:
    """The sequence behind an identity column; it takes over the options that the column was read with."""
    said = column.identity
    if said is None:
        return
    sequence = own_sequence(workspace, table, column, said.sequence)
    sequence.identity = True
    sequence.options = {
        one.name: getattr(said, one.name) for one in fields(said) if one.name not in ("mode", "sequence")
    }
    sequence.persistence = column.identity_persistence or table.persistence
    column.sequence, column.identity = sequence, model.Identity(mode=said.mode)


def drop_identity(workspace: Workspace, column: Column) -> None:
    """DROP IDENTITY: the sequence goes too."""
    if column.sequence is not None:
        workspace.drop_sequence(column.sequence)
    column.identity = column.sequence = None


def identity_of(table: Table, column: Column) -> model.Identity | None:
    """The identity with the options of its sequence, the server's defaults left out."""
    identity, sequence = column.identity, column.sequence
    if identity is None or sequence is None:
        return identity
    options: dict[str, Any] = without_defaults(canonical_type(column.type), sequence.options)
    natural = object_name(table.name, column.name, "seq")
    return model.Identity(
        mode=identity.mode,
        sequence=None if sequence.name == natural else sequence.name,
        cycle=bool(options.pop("cycle", False)),
        **options,
    )


def retype(sequence: SequenceDraft, kind: str) -> None:
    """AS type: bounds that were the old type's own become those of the new one."""
    sequence.options = without_defaults(sequence.type, sequence.options)
    sequence.type = kind


def carry_what_identities_lack(workspace: Workspace) -> None:
    """The model has no place for the persistence and type of an identity's sequence: odd ones are carried."""
    for sequence in workspace.sequences:
        table, column = sequence.owner_table, sequence.owner
        if not sequence.identity or table is None or column is None:
            continue
        changes = []
        if sequence.persistence != table.persistence and table.persistence != "temporary":
            changes.append("SET UNLOGGED" if sequence.persistence == "unlogged" else "SET LOGGED")
        if sequence.type != canonical_type(column.type):
            changes.append(f"AS {sequence.type}")
        name = spelled((sequence.schema, sequence.name))
        for change in changes:
            workspace.file = sequence.place.file
            carry_text(
                workspace, "alter sequence", f"{name}: {change}", f"ALTER SEQUENCE {name} {change}",
                sequence.place.line, f"{change} of the sequence behind an identity column is not modelled", on=table,
            )  # fmt: skip
