"""What is decided once everything is read: where foreign keys lead, and the indexes that the server makes for them."""

from __future__ import annotations

from designer.importers.drafting.draft import ForeignKey, Table
from designer.importers.drafting.settling import resolve
from designer.importers.mysql.implied import index_for
from designer.importers.mysql.workspace import Workspace
from designer.importers.result import Problem


def settle(work: Workspace) -> None:
    """Resolve foreign keys; those that lead nowhere are problems and go."""
    for table in work.tables.values():
        kept: list[ForeignKey] = []
        for key in table.foreign_keys:
            message = _unresolved(work, table, key)
            if message is None:
                kept.append(key)
            else:
                work.problems.append(Problem(key.place.line, key.place.column, message, key.place.file))
        table.foreign_keys = kept
        for key in kept:
            index_for(table, key)


def _unresolved(work: Workspace, table: Table, key: ForeignKey) -> str | None:
    """Why a foreign key cannot be kept, or None with its columns resolved, as the parent spells them."""
    message = resolve(work, table, key)
    parent = work.find(key.parent)
    if message is None and parent is not None:
        key.parent = (parent.home, parent.name)
        found = (parent.column(name) for name in key.parent_columns)
        key.parent_columns = [column.name for column in found if column is not None]
        key.x.pop("implicit", None)  # the server names the columns itself
    return message
