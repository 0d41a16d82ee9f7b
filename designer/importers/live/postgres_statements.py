"""What a live PostgreSQL has counted of its statements, as the CSV that the view would be exported as."""

from __future__ import annotations

import csv
import io
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from designer.importers.live.errors import Unreachable
from designer.importers.live.postgres import postgres_session
from designer.importers.live.target import Target

_VIEW = "pg_stat_statements"
_MOST = 5_000
"""Statements read, those that took most time."""
_WHERE = """
    SELECT n.nspname::text, array_agg(a.attname::text)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relname = %s AND c.relkind = 'v' AND has_table_privilege(c.oid, 'SELECT')
    GROUP BY n.nspname ORDER BY n.nspname"""
_TAKEN: tuple[LiteralString, ...] = (
    "query", "calls", "total_exec_time", "total_time", "mean_exec_time", "mean_time", "rows", "stats_since",
)  # fmt: skip


def statements_of(target: Target, *, allow_private: bool, seconds: float) -> str:
    """CSV with a head, of this database alone. Constants are parameters there already: no value of a row is read.

    Raises Unreachable, where the server counts none as well.
    """
    if target.dialect != "postgres":
        raise Unreachable(f"{target.shown}: counted statements are read from PostgreSQL only")
    with postgres_session(target, allow_private=allow_private, seconds=seconds) as session:
        homes = _views(session, _VIEW)
        if not homes:
            raise Unreachable(
                f"{target.shown}: it counts no statements for this account: {_VIEW} has to be in"
                " shared_preload_libraries, created in this database, and readable"
            )
        home, columns = homes[0]
        reset = _reset(session, home)
        text = io.StringIO()
        writer = csv.writer(text)
        named = [one for one in _TAKEN if one in columns]
        writer.writerow([*named, "observed_at", *(["stats_reset"] if reset else [])])
        for row in session.execute(_select(home, columns, named)).fetchall():
            writer.writerow([*row, *([reset] if reset else [])])
    return text.getvalue()


def _select(home: str, columns: set[str], named: list[LiteralString]) -> sql.Composed:
    own = sql.SQL(" WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())")
    order = next((one for one in ("total_exec_time", "total_time", "calls") if one in columns), "calls")
    return sql.SQL("SELECT {}, now()::text FROM {}{} ORDER BY {} DESC LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, named)),
        sql.Identifier(home, _VIEW),
        own if "dbid" in columns else sql.SQL(""),
        sql.Identifier(order),
        sql.Literal(_MOST),
    )


def _reset(session: psycopg.Connection[Any], home: str) -> str | None:
    """Since when it counts, where the server has a view that says so."""
    if home not in {schema for schema, _ in _views(session, f"{_VIEW}_info")}:
        return None
    query = sql.SQL("SELECT stats_reset::text FROM {}").format(sql.Identifier(home, f"{_VIEW}_info"))
    found = session.execute(query).fetchone()
    return found[0] if found else None


def _views(session: psycopg.Connection[Any], name: str) -> list[tuple[str, set[str]]]:
    """(schema, columns) of the views of this name that this account may read."""
    return [(schema, set(columns)) for schema, columns in session.execute(_WHERE.encode(), [name]).fetchall()]
