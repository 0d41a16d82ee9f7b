"""Where foreign keys lead, decided once everything is read."""

from __future__ import annotations

from designer.importers.drafting.draft import ForeignKey, Table
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Problem
from designer.sql.identifiers import quote_identifier

DANGLING = "dangling_foreign_keys"
"""The table option that keeps the text of foreign keys that lead nowhere, so that an export writes them back."""


def settle(work: Workspace) -> None:
    """Resolve foreign keys; those that lead nowhere are problems, and their text stays with the table."""
    for table in work.tables.values():
        kept: list[ForeignKey] = []
        for key in table.foreign_keys:
            message = resolve(work, table, key)
            if message is None:
                kept.append(key)
                continue
            work.problems.append(Problem(key.place.line, key.place.column, message, key.place.file))
            table.options.setdefault(DANGLING, []).append(_whole(work, key))
        table.foreign_keys = kept


def _whole(work: Workspace, key: ForeignKey) -> str:
    """The constraint of the table that a foreign key is, in the words of its author."""
    named = f"CONSTRAINT {quote_identifier(key.name, work.dialect)} " if key.name else ""
    columns = ", ".join(quote_identifier(name, work.dialect) for name in key.columns)
    return f"{named}FOREIGN KEY ({columns}) {key.text}"


def resolve(work: Workspace, table: Table, key: ForeignKey) -> str | None:
    """Why a foreign key cannot be kept, or None with its columns resolved."""
    what = f"the foreign key {key.name or ', '.join(key.columns)} of {table.path}"
    missing = next((name for name in key.columns if table.column(name) is None), None)
    if missing is not None:
        return f"{what} names {missing}, which is no column of the table"
    parent = work.find(key.parent)
    if parent is None:
        return f"{what} refers to {key.parent[1]}, which is not here"
    if not key.parent_columns:
        primary = parent.primary_key
        key.parent_columns = [part.column for part in primary.parts if part.column] if primary else []
        key.x["implicit"] = True
    lost = next((name for name in key.parent_columns if parent.column(name) is None), None)
    if lost is not None:
        return f"{what} refers to {parent.path}.{lost}, which is not here"
    if len(key.parent_columns) != len(key.columns):
        return f"{what} has {len(key.columns)} columns and refers to {len(key.parent_columns)}"
    return None
