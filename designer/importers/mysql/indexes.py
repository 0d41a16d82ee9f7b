"""CREATE INDEX and DROP INDEX."""

from __future__ import annotations

from designer.importers.drafting.draft import Key
from designer.importers.mysql.alter_drop import drop_key
from designer.importers.mysql.implied import imply_indexes
from designer.importers.mysql.keys import add_key, read_key_body
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor


def create_index(cursor: Cursor, work: Workspace) -> None:
    """`CREATE [OR REPLACE] [UNIQUE|FULLTEXT|SPATIAL] INDEX name [USING …] ON table (parts) [options]`."""
    cursor.index = 1
    replaces = cursor.take("OR", "REPLACE")
    cursor.take_one_of("ONLINE", "OFFLINE")
    word = cursor.take_one_of("UNIQUE", "FULLTEXT", "SPATIAL")
    cursor.expect("INDEX")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.name()
    found = Key("unique" if word == "UNIQUE" else "index", name, [], work.place(cursor))
    if word in ("FULLTEXT", "SPATIAL"):
        found.method = word.lower()
    if cursor.take("USING"):
        found.options["using"] = cursor.name().lower()
        found.method = "hash" if found.options["using"] == "hash" else found.method
    cursor.expect("ON")
    table = work.table(cursor)
    read_key_body(cursor, found)
    _passed_over(cursor)
    cursor.end()
    existing = table.key(name)
    if existing is not None and exists_ok:
        return
    if existing is not None and replaces:
        table.keys.remove(existing)
    add_key(table, found, cursor)


def _passed_over(cursor: Cursor) -> None:
    """ALGORITHM and LOCK say how the index is built, not what it is."""
    while cursor.take_one_of("ALGORITHM", "LOCK"):
        cursor.take("=")
        cursor.index += 1


def drop_index(cursor: Cursor, work: Workspace) -> None:
    """`DROP INDEX name ON table`."""
    cursor.index = 1
    cursor.expect("INDEX")
    missing_ok = cursor.take("IF", "EXISTS")
    at = cursor.index
    cursor.name()
    cursor.expect("ON")
    table = work.table(cursor)
    _passed_over(cursor)
    cursor.end()
    cursor.index = at
    imply_indexes(table)
    drop_key(cursor, table, missing_ok=missing_ok)
