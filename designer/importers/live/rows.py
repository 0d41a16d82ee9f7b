"""Rows of a live database, a bounded sample of each table, as lines of CSV.

PostgreSQL picks rows of a table at random (TABLESAMPLE), of a large one whole blocks, so that only these are read.
MySQL, MariaDB and SQLite know no such thing: rows are picked while the table is read through, until there are enough.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import pymysql
from psycopg import sql
from pymysql.connections import Connection
from pymysql.cursors import SSCursor

from designer.importers.csv.layout import Layout
from designer.importers.live.errors import Unreachable
from designer.importers.live.mysql import mysql_session
from designer.importers.live.postgres import postgres_session
from designer.importers.live.target import Target
from designer.importers.progress import step
from designer.importers.sqlite.files import NoDatabase, names_of, rows_of

LAYOUT = Layout(",", '"')
"""How the lines of a sample are written; the first holds the names."""

_MARGIN = 1.3
"""Blocks are filled unevenly, and estimates are old: so much more is asked for than is wanted."""
_LONG = 256
"""Bytes of a value; of a longer one its checksum stands for it, which says as well whether two are equal."""
_SECONDS = 30
_FEW_PAGES = 4_000
"""A table of no more is read through, and single rows of it are picked; of larger ones whole blocks are."""
_PICKED = {
    True: sql.SQL("TABLESAMPLE BERNOULLI ({}) REPEATABLE (1)"), False: sql.SQL("TABLESAMPLE SYSTEM ({}) REPEATABLE (1)")
}  # fmt: skip
_BATCH = 2_000

_TABLES = """
    SELECT n.nspname::text, c.relname::text, c.reltuples::float8, c.relpages::int8
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
    ORDER BY 1, 2"""
_COLUMNS = """
    SELECT a.attname::text, a.attlen < 0,
           CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN format_type(a.atttypid, a.atttypmod) ELSE '' END
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege(a.attrelid, a.attnum, 'SELECT') ORDER BY a.attnum"""
_MYSQL_TABLES = """
    SELECT table_name, table_rows FROM information_schema.tables
    WHERE table_schema = %s AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1"""
_MYSQL_COLUMNS = """
    SELECT column_name, coalesce(character_octet_length, 0) > %s FROM information_schema.columns
    WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position"""


@dataclass(frozen=True, slots=True)
class Sample:
    """table: what to call it; lines: CSV in `LAYOUT`; of: rows of the table as far as its server knows.

    whole: whether these are all its rows; types: of the columns, as PostgreSQL calls its own, else "".
    """

    schema: str
    name: str
    table: str
    lines: tuple[str, ...]
    of: int | None
    whole: bool
    types: tuple[str, ...]


def samples(
    target: Target, *, rows: int, only: Collection[str] = (), rather: Collection[str] = (), most: int,
    allow_private: bool, allow_files: bool, seconds: float = 300.0,
) -> Iterator[Sample]:  # fmt: skip
    """Up to `rows` rows of each table that may be read, or of those named in `only` (`table` or `schema.table`).

    rather: names of tables; where none is named, those of them that there are, and all others only if there is none.
    At most `most` tables. Raises Unreachable: also for a name that means no table, and where there is none.
    """
    if target.host.startswith("/") and not allow_files:
        raise Unreachable("a socket of this machine is not read from here")
    if target.dialect == "postgres":
        with postgres_session(target, allow_private=allow_private, seconds=seconds) as session:
            yield from _of_postgres(session, target, rows, Choice(only, rather, most))
    elif target.dialect in ("mysql", "mariadb"):
        with mysql_session(target, allow_private=allow_private, seconds=seconds) as connection:
            yield from _of_mysql(connection, target, rows, Choice(only, rather, most))
    elif not allow_files:
        raise Unreachable("files of the server are not read from here; give the file itself")
    else:
        yield from of_sqlite(target.path, target, rows, Choice(only, rather, most))


@dataclass(frozen=True, slots=True)
class Table:
    schema: str
    name: str
    rows: int | None
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    only: Collection[str]
    rather: Collection[str]
    most: int


def _chosen(found: Sequence[Table], choice: Choice, target: Target) -> list[tuple[str, Table]]:
    """(what to call it, table) of those that are wanted."""
    if not found:
        raise Unreachable(f"{target.shown}: there is no table that this account may read")
    names = [one.name for one in found]
    called = {one: one.name if names.count(one.name) == 1 else f"{one.schema}.{one.name}" for one in found}
    rather = {one.lower() for one in choice.rather}
    wanted = [one for one in found if not rather.isdisjoint(_names(one))] or list(found)
    if choice.only:
        wanted = []
        for text in choice.only:
            meant = [one for one in found if text.lower() in _names(one)]
            if not meant:
                raise Unreachable(f"{target.shown}: there is no table {text!r} that this account may read")
            wanted += [one for one in meant if one not in wanted]
    if len(wanted) > choice.most:
        raise Unreachable(
            f"{target.shown}: that is {len(wanted)} tables, and {choice.most} are looked at together; "
            "name the ones you mean"
        )
    return [(called[one], one) for one in wanted]


def _names(table: Table) -> tuple[str, str]:
    return table.name.lower(), f"{table.schema}.{table.name}".lower()


def _of_postgres(session: psycopg.Connection[Any], target: Target, rows: int, choice: Choice) -> Iterator[Sample]:
    found = [
        Table(schema, name, None if tuples < 0 else round(tuples), pages)
        for schema, name, tuples, pages in session.execute(_TABLES).fetchall()
    ]
    chosen = _chosen(found, choice, target)
    for number, (called, table) in enumerate(chosen):
        step(number, len(chosen), f"Reading rows of {called}")
        place = sql.Identifier(table.schema, table.name)
        columns = session.execute(_COLUMNS, (place.as_string(session),)).fetchall()
        if not columns:
            continue
        share = None if not table.rows or table.rows <= rows else min(100.0, 100.0 * _MARGIN * rows / table.rows)
        picked = sql.SQL("") if share is None else _PICKED[table.pages <= _FEW_PAGES].format(share)
        query = sql.SQL("COPY (SELECT {} FROM {} {} LIMIT {}) TO STDOUT (FORMAT csv, HEADER)").format(
            sql.SQL(", ").join(_value(name, long=long) for name, long, _ in columns),
            place,
            picked,
            sql.Literal(rows + 1),
        )
        with session.cursor() as cursor, cursor.copy(query) as copy:
            content = b"".join(bytes(part) for part in copy).decode("utf-8", "replace")
        lines = io.StringIO(content, newline="").readlines()
        yield _sample(called, table, lines, rows, [kind for *_, kind in columns], complete=share is None)


def _value(name: str, *, long: bool) -> sql.Composed:
    column = sql.Identifier(name)
    if not long:
        return sql.SQL("{} AS {}").format(column, column)
    short = "CASE WHEN octet_length({0}::text) > {1} THEN md5({0}::text) ELSE {0}::text END AS {0}"
    return sql.SQL(short).format(column, sql.Literal(_LONG))


def _sample(called: str, table: Table, lines: list[str], rows: int, types: Sequence[str], *, complete: bool) -> Sample:
    """One row more than is wanted was asked for: that it came says that there are others."""
    records = _records(lines)
    more = len(records) - 1 > rows
    if more:
        lines = lines[: records[rows + 1]]
    whole = complete and not more
    count = min(len(records) - 1, rows)
    of = count if whole else max(table.rows, count) if table.rows else None
    return Sample(table.schema, table.name, called, tuple(lines), of, whole, tuple(types))


def _records(lines: Sequence[str]) -> list[int]:
    """The lines on which rows begin, the first that of the names. A line inside quotes begins none."""
    begins, inside = list[int](), False
    for number, line in enumerate(lines):
        if not inside:
            begins.append(number)
        inside ^= line.count('"') % 2 == 1
    return begins


def _of_mysql(session: Connection[Any], target: Target, rows: int, choice: Choice) -> Iterator[Sample]:
    with session.cursor() as cursor:
        _limit_time(cursor)
        cursor.execute(_MYSQL_TABLES, (target.database,))
        found = [
            Table(target.database, name, None if count is None else int(count)) for name, count in cursor.fetchall()
        ]
        chosen = _chosen(found, choice, target)
        shapes = []
        for called, table in chosen:
            cursor.execute(_MYSQL_COLUMNS, (_LONG, target.database, table.name))
            shapes.append((called, table, list(cursor.fetchall())))
    for number, (called, table, columns) in enumerate(shapes):
        step(number, len(shapes), f"Reading rows of {called}")
        if columns:
            yield _mysql_sample(session, called, table, columns, rows)


def _limit_time(cursor: Any) -> None:
    """MariaDB and MySQL call the same limit differently, and count it in other units."""
    for statement in (
        f"SET SESSION max_statement_time = {_SECONDS}",
        f"SET SESSION max_execution_time = {_SECONDS}000",
    ):
        with contextlib.suppress(pymysql.MySQLError):
            cursor.execute(statement)


def _mysql_sample(
    session: Connection[Any], called: str, table: Table, columns: Sequence[tuple[str, int]], rows: int
) -> Sample:
    share = None if not table.rows or table.rows <= rows else _MARGIN * rows / table.rows
    parts = ", ".join(
        f"IF(OCTET_LENGTH({_quoted(name)}) > {_LONG}, MD5({_quoted(name)}), {_quoted(name)})" if long else _quoted(name)
        for name, long in columns
    )
    picked = "" if share is None else f" WHERE RAND(1) < {share:.9f}"
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([name for name, _ in columns])
    with session.cursor(SSCursor) as cursor:
        cursor.execute(f"SELECT {parts} FROM {_quoted(table.name)}{picked} LIMIT {rows + 1}")
        while batch := cursor.fetchmany(_BATCH):
            writer.writerows([_cell(one) for one in row] for row in batch)
    made.seek(0)
    return _sample(called, table, made.readlines(), rows, [""] * len(columns), complete=share is None)


def of_sqlite(path: str, target: Target, rows: int, choice: Choice) -> Iterator[Sample]:
    """Those of a database file, which another process reads under limits."""
    try:
        chosen = _chosen([Table("", name, None) for name in names_of(path, target.shown)], choice, target)
        for number, (called, table) in enumerate(chosen):
            step(number, len(chosen), f"Reading rows of {called}")
            found = rows_of(path, table.name, rows, target.shown)
            made = io.StringIO(newline="")
            writer = csv.writer(made)
            writer.writerow(found["columns"])
            writer.writerows(["" if one is None else one for one in row] for row in found["rows"])
            made.seek(0)
            counted = Table("", table.name, found["count"])
            kinds = [""] * len(found["columns"])
            yield _sample(called, counted, made.readlines(), rows, kinds, complete=found["count"] <= rows)
    except NoDatabase as error:
        raise Unreachable(str(error)) from None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
