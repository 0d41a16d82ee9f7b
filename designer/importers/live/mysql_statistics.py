"""Rows, distinct values and ranges of a MySQL or MariaDB database, as far as its own optimizer knows them.

Numbers of rows and of an index's distinct values are what InnoDB estimates from sampled pages. MariaDB's
`mysql.column_stats` (ANALYZE TABLE … PERSISTENT) says more; the account has to be allowed to read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pymysql
from pymysql.connections import Connection

from designer.importers.live.statistics import ColumnFigures, Statistics, Table, TableFigures
from designer.importers.live.wanted import Column, Wanted
from designer.schema.frozen import FrozenMap
from designer.schema.observed import Observed

_NOT_THERE = (1044, 1049, 1142, 1143, 1146)
"""Numbers of errors that say that the account may not read a table, or that there is none."""
_TABLES = """
    SELECT table_name, table_rows, data_length, index_length FROM information_schema.tables
    WHERE table_schema = %s AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"""
_COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s"
_SAME = """
    SELECT table_name, column_name, referenced_table_name, referenced_column_name
    FROM information_schema.key_column_usage WHERE table_schema = %s AND referenced_table_schema = table_schema"""
_LEADING = """
    SELECT table_name, column_name, max(cardinality) FROM information_schema.statistics
    WHERE table_schema = %s AND seq_in_index = 1 AND column_name IS NOT NULL AND cardinality IS NOT NULL
    GROUP BY table_name, column_name"""
_NUMBERS = """
    SELECT t.table_name, c.column_name, t.auto_increment - 1, cast(current_date() AS char)
    FROM information_schema.tables t JOIN information_schema.columns c
      ON c.table_schema = t.table_schema AND c.table_name = t.table_name AND locate('auto_increment', c.extra) > 0
    WHERE t.table_schema = %s AND t.auto_increment > 1000000"""
_SHAPES = """
    SELECT table_name, column_name, nulls_ratio, avg_length, avg_frequency FROM mysql.column_stats WHERE db_name = %s"""
_RANGES = """
    SELECT table_name, column_name, min_value, max_value FROM mysql.column_stats
    WHERE db_name = %s AND NOT (table_name, column_name) IN ({kept})"""


def read_statistics(session: Connection[Any], database: str, wanted: Wanted) -> Statistics:
    """What there is. Raises Unreachable for columns to be left out that there are not, and pymysql's errors."""
    everything = [("", table, column) for table, column in _ask(session, _COLUMNS, database)]
    pairs = ((("", a, b), ("", c, d)) for a, b, c, d in _ask(session, _SAME, database))
    kept = wanted.kept_back(everything, pairs)
    sizes = _ask(session, _TABLES, database)
    tables: dict[Table, TableFigures] = {
        ("", name): TableFigures(None if rows is None else int(rows)) for name, rows, _, _ in sizes
    }
    columns: dict[Column, ColumnFigures] = {
        ("", table, column): ColumnFigures(distinct=float(number))
        for table, column, number in _ask(session, _LEADING, database)
    }
    columns |= dict(_persistent(session, database, tables, sorted(kept)))
    held, indexed = (sum(int(row[place] or 0) for row in sizes) / 2**20 for place in (2, 3))
    rows = sum(one.rows or 0 for one in tables.values())
    remark = (
        f"It holds about {rows:,} rows in {held:,.1f} MB, and {indexed:,.1f} MB of indexes, as the server estimates."
    )
    remarks = (remark, "Growth is not known: this server does not count rows written.")
    return Statistics(tables, columns, remarks, _observed(session, database))


def _observed(session: Connection[Any], database: str) -> dict[Table, Observed]:
    """How far the numbers of AUTO_INCREMENT have come; MySQL 8 may know them of yesterday only."""
    return {
        ("", table): Observed(seen=day, reached=FrozenMap({column: int(number)}))
        for table, column, number, day in _ask(session, _NUMBERS, database)
    }


def _persistent(
    session: Connection[Any], database: str, tables: dict[Table, TableFigures], kept: list[Column]
) -> Iterator[tuple[Column, ColumnFigures]]:
    """Of MariaDB's table of statistics, where there is one and this account may read it. Ranges are values."""
    try:
        shapes = _ask(session, _SHAPES, database)
    except pymysql.MySQLError as error:
        if error.args[0] in _NOT_THERE:
            return
        raise
    ranges = _ranges(session, database, kept) if shapes else {}
    for table, column, nulls, length, frequency in shapes:
        rows = tables.get(("", table), TableFigures()).rows
        share = float(nulls or 0)
        distinct = rows * (1 - share) / float(frequency) if rows is not None and frequency else None
        width = None if length is None else float(length)
        yield ("", table, column), ColumnFigures(share, width, distinct, bounds=ranges.get((table, column), ()))


def _ranges(session: Connection[Any], database: str, kept: list[Column]) -> dict[tuple[str, str], tuple[str, str]]:
    names = ", ".join(["(%s, %s)"] * len(kept)) or "('', '')"
    values = [part for _, table, column in kept for part in (table, column)]
    found = _ask(session, _RANGES.format(kept=names), database, *values)
    return {
        (table, column): (_text(low), _text(high))
        for table, column, low, high in found
        if low is not None and high is not None
    }


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _ask(session: Connection[Any], query: str, *values: str) -> list[tuple[Any, ...]]:
    with session.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
