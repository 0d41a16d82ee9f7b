"""What stands behind a table's closing bracket, and in ALTER TABLE: options and the partition clause."""

from __future__ import annotations

from designer.importers.drafting.draft import Table
from designer.importers.mysql.expressions import value_text
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_OPENERS = ("PARTITION", "AS", "SELECT", "WITH", "REPLACE", "IGNORE", "(", "UNION")
_TWO_WORDS = (("DATA", "DIRECTORY"), ("INDEX", "DIRECTORY"))


def table_option(cursor: Cursor, table: Table) -> bool:
    """Read one option if one stands here, with the comma before it."""
    cursor.take(",")
    if cursor.take("DEFAULT"):
        pass
    if cursor.take("CHARACTER", "SET") or cursor.take("CHAR", "SET") or cursor.take("CHARSET"):
        cursor.take("=")
        table.options["charset"] = value_text(cursor)
    elif cursor.take("COLLATE"):
        cursor.take("=")
        table.options["collation"] = value_text(cursor)
    elif cursor.take("COMMENT"):
        cursor.take("=")
        table.comment = cursor.string() or None
    elif cursor.take_one_of("ENGINE", "TYPE"):
        cursor.take("=")
        table.options["engine"] = value_text(cursor)
    elif cursor.at("WITH", "SYSTEM", "VERSIONING"):
        cursor.index += 3
        table.options["system_versioning"] = "with"
    elif cursor.at("UNION") and cursor.key(1) in ("=", "("):
        cursor.index += 1
        cursor.take("=")
        table.options["union"] = value_text(cursor)
    else:
        return _named(cursor, table)
    return True


def _named(cursor: Cursor, table: Table) -> bool:
    for one, two in _TWO_WORDS:
        if cursor.take(one, two):
            cursor.take("=")
            table.options[f"{one}_{two}".lower()] = value_text(cursor)
            return True
    if cursor.done or cursor.key() in _OPENERS or cursor.tokens[cursor.index].kind not in (Kind.WORD, Kind.QUOTED):
        return False
    if cursor.key(1) != "=" and not _has_value(cursor):
        return False
    word = cursor.name().lower()
    cursor.take("=")
    value = value_text(cursor)
    if word == "tablespace":
        cursor.take("STORAGE", "DISK")
    table.options[word] = value
    return True


def _has_value(cursor: Cursor) -> bool:
    """Whether a word and a value without `=` stand here, as in `AUTO_INCREMENT 5` and `ROW_FORMAT DYNAMIC`."""
    place = cursor.index + 1
    if place >= cursor.size:
        return False
    return cursor.tokens[place].kind in (Kind.NUMBER, Kind.STRING) or cursor.key() in (
        "ROW_FORMAT", "TABLESPACE", "INSERT_METHOD", "PACK_KEYS", "STATS_PERSISTENT", "STATS_AUTO_RECALC",
    )  # fmt: skip


def partition_clause(cursor: Cursor, table: Table) -> bool:
    """Keep `PARTITION BY …` whole, up to the query that may follow, if it stands here."""
    if not cursor.at("PARTITION", "BY"):
        return False
    first = cursor.index
    while not cursor.done and cursor.key() not in ("AS", "SELECT", "REPLACE", "IGNORE"):
        cursor.skip()
    table.options["partitioning"] = cursor.text(first, cursor.index)
    return True
