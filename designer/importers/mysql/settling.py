"""What is decided once everything is read: where foreign keys lead, and the indexes that the server makes for them."""

from __future__ import annotations

from designer.importers.mysql.draft import ForeignKey, Key, Part, Table
from designer.importers.mysql.workspace import Workspace, key_name
from designer.importers.result import Problem

_WITHOUT = ("myisam", "aria", "memory", "csv", "archive", "blackhole", "merge", "mrg_myisam", "federated")


def settle(work: Workspace) -> None:
    """Resolve foreign keys; those that lead nowhere are problems and go."""
    for table in work.tables.values():
        kept: list[ForeignKey] = []
        for key in table.foreign_keys:
            message = _unresolved(work, table, key)
            if message is None:
                kept.append(key)
            else:
                work.problems.append(Problem(key.place.line, key.column_offset, message, key.place.file))
        table.foreign_keys = kept
        for key in kept:
            _index_for(table, key)


def _unresolved(work: Workspace, table: Table, key: ForeignKey) -> str | None:
    """Why a foreign key cannot be kept, or None with its columns resolved."""
    what = f"the foreign key {key.name} of {table.path}"
    engine = str(table.options.get("engine", "InnoDB"))
    if engine.lower() in _WITHOUT:
        return f"{what} is left out: the engine {engine} reads foreign keys and keeps none"
    parent = work.find(key.parent)
    if parent is None:
        return f"{what} refers to {key.parent[1]}, which is not here"
    key.parent = (parent.database, parent.name)
    if not key.parent_columns and parent.primary_key is not None:
        key.parent_columns = [part.column for part in parent.primary_key.parts if part.column]
    names: list[str] = []
    for name in key.parent_columns:
        column = parent.column(name)
        if column is None:
            return f"{what} refers to {parent.path}.{name}, which is not here"
        names.append(column.name)
    key.parent_columns = names
    if len(names) != len(key.columns):
        return f"{what} has {len(key.columns)} columns and refers to {len(names)}"
    return None


def _index_for(table: Table, key: ForeignKey) -> None:
    """The server makes an index for a foreign key whose columns no other one begins with."""
    if any(one.begins_with(key.columns) for one in table.keys):
        return
    name = key.index_name if key.index_name and table.key(key.index_name) is None else key_name(table, key.columns[0])
    table.keys.append(Key("index", name, [Part(column) for column in key.columns], key.place, implied=True))
