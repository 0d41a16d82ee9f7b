"""The indexes that InnoDB makes for foreign keys whose columns no other index begins with.

They stay when the foreign key goes, have a name that statements may use, and give way to an index that serves as well.
"""

from __future__ import annotations

from designer.importers.drafting.draft import ForeignKey, Key, Part, Table
from designer.importers.mysql.workspace import key_name

WITHOUT = ("myisam", "aria", "memory", "csv", "archive", "blackhole", "merge", "mrg_myisam", "federated")
"""Engines that keep no foreign keys."""


def imply_indexes(table: Table) -> None:
    """Give the table those that its foreign keys call for, before a statement that may name one."""
    if str(table.options.get("engine", "InnoDB")).lower() not in WITHOUT:
        for key in table.foreign_keys:
            index_for(table, key)


def index_for(table: Table, key: ForeignKey) -> None:
    """The index of one foreign key."""
    if any(one.begins_with(key.columns) for one in table.keys):
        return
    name = key.index_name if key.index_name and table.key(key.index_name) is None else key_name(table, key.columns[0])
    table.keys.append(Key("index", name, [Part(column) for column in key.columns], key.place, implied=True))


def make_way(table: Table, key: Key) -> None:
    """Take away the implied indexes that a new one serves as well as."""
    table.keys = [
        one
        for one in table.keys
        if not one.implied or not key.begins_with([part.column for part in one.parts if part.column is not None])
    ]
