"""Serial columns, given back as they were written where nothing touched them."""

from __future__ import annotations

from collections import Counter

from designer.importers.postgres.draft import SequenceDraft
from designer.importers.postgres.names import object_name
from designer.importers.postgres.workspace import Workspace, default_of


def fold_serials(workspace: Workspace) -> None:
    """A serial column that nothing touched goes back to the type it was written with.

    Its sequence is then the server's own doing; otherwise the sequence, the default and the integer type
    under it are written out, which gives the same catalogue.
    """
    defaults = Counter(column.default for table in workspace.tables for column in table.columns if column.default)
    for sequence in workspace.sequences:
        if sequence.identity:
            continue
        column = sequence.owner
        sequence.implied = _is_pristine(sequence, defaults)
        if sequence.implied and column is not None and column.serial is not None:
            column.type, column.default = column.serial, None


def _is_pristine(sequence: SequenceDraft, defaults: Counter[str]) -> bool:
    column, table = sequence.owner, sequence.owner_table
    return (
        sequence.implied
        and column is not None
        and table is not None
        and column.serial is not None
        and column.default == default_of(sequence)
        and defaults[column.default] == 1  # else another table needs the sequence by its name
        and column.not_null is not None
        and sequence.schema == table.schema
        and sequence.persistence == table.persistence
        and sequence.name == object_name(table.name, column.name, "seq")
    )
