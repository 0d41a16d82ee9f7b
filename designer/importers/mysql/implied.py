"""The indexes that the server makes for foreign keys whose columns no other index begins with.

They stay when the foreign key goes, have a name that statements may use, and give way to an index that serves as well.
An engine that keeps no foreign keys makes the index of one all the same.
"""

from __future__ import annotations

from designer.importers.drafting.draft import ForeignKey, Key, Part, Table
from designer.importers.mysql.workspace import Workspace, key_name
from designer.importers.result import Problem

WITHOUT = ("myisam", "aria", "memory", "csv", "archive", "blackhole", "merge", "mrg_myisam", "federated")
"""Engines that keep no foreign keys."""
_WITHOUT_INDEXES = ("csv", "archive")


def imply_indexes(table: Table) -> None:
    """Give the table those that its foreign keys call for, before a statement that may name one."""
    if _engine(table).lower() not in _WITHOUT_INDEXES:
        for key in table.foreign_keys:
            index_for(table, key)


def leave_to_engine(work: Workspace, table: Table) -> None:
    """Leave out, and say so, the foreign keys that the table's engine keeps none of, once a statement is through."""
    engine = _engine(table)
    if engine.lower() not in WITHOUT or not table.foreign_keys:
        return
    imply_indexes(table)
    for key in table.foreign_keys:
        what = f"the foreign key {key.name} of {table.path}"
        message = f"{what} is left out: the engine {engine} reads foreign keys and keeps none"
        work.problems.append(Problem(key.place.line, key.place.column, message, key.place.file))
    table.foreign_keys = []


def _engine(table: Table) -> str:
    return str(table.options.get("engine", "InnoDB"))


def index_for(table: Table, key: ForeignKey) -> None:
    """The index of one foreign key."""
    if any(one.begins_with(key.columns) for one in table.keys):
        return
    made = Key("index", None, [Part(column) for column in key.columns], key.place, implied=True)
    make_way(table, made)
    free = key.index_name if key.index_name and table.key(key.index_name) is None else None
    made.name = free or key_name(table, key.columns[0])
    table.keys.append(made)


def make_way(table: Table, key: Key) -> None:
    """Take away the implied indexes that a new one serves as well as."""
    table.keys = [
        one
        for one in table.keys
        if not one.implied or not key.begins_with([part.column for part in one.parts if part.column is not None])
    ]
