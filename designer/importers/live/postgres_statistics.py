"""Rows, growth and values of a PostgreSQL database, from what its own planner and its counters know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg

from designer.importers.live.postgres_observed import read_observed
from designer.importers.live.statistics import ColumnFigures, Statistics, Table, TableFigures
from designer.importers.live.wanted import Column, Wanted

_DAY = 86_400.0
_LEAST_DAYS = 1.0
_NAMED = 5
_OWN = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_COLUMNS = f"""
    SELECT n.nspname::text, c.relname::text, a.attname::text
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND {_OWN}"""
_SAME = f"""
    SELECT n.nspname::text, c.relname::text, a.attname::text, pn.nspname::text, pc.relname::text, pa.attname::text
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class pc ON pc.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = pc.relnamespace
    CROSS JOIN generate_subscripts(k.conkey, 1) place
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[place]
    JOIN pg_attribute pa ON pa.attrelid = pc.oid AND pa.attnum = k.confkey[place]
    WHERE k.contype = 'f' AND {_OWN}
    UNION ALL
    SELECT n.nspname::text, c.relname::text, a.attname::text, pn.nspname::text, pc.relname::text, a.attname::text
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class pc ON pc.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = pc.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relkind IN ('r', 'p') AND {_OWN}"""
_TABLES = f"""
    SELECT n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::float8, c.relpages::int8, t.n_live_tup,
           t.n_tup_ins, t.n_tup_upd, t.n_tup_del
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_user_tables t ON t.relid = c.oid
    WHERE c.relkind IN ('r', 'p') AND {_OWN}"""
_VALUES = f"""
    SELECT n.nspname::text, s.tablename::text, s.attname::text, s.null_frac::float8, s.avg_width::float8,
           s.n_distinct::float8, s.correlation::float8,
           CASE WHEN kept.name IS NULL THEN s.most_common_vals::text::text[] END,
           CASE WHEN kept.name IS NULL THEN s.most_common_freqs::float8[] END,
           CASE WHEN kept.name IS NULL THEN s.histogram_bounds::text::text[] END
    FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
    LEFT JOIN unnest(%s::text[], %s::text[], %s::text[]) kept (home, relation, name)
      ON (kept.home, kept.relation, kept.name) = (n.nspname, s.tablename, s.attname)
    WHERE s.inherited = (c.relkind = 'p') AND c.relkind IN ('r', 'p') AND {_OWN}"""
_WINDOW = """
    SELECT extract(epoch FROM now() - coalesce(d.stats_reset, b.stats_reset))::float8, d.stats_reset IS NULL,
           to_char(coalesce(d.stats_reset, b.stats_reset), 'YYYY-MM-DD'), pg_is_in_recovery()
    FROM pg_stat_database d, pg_stat_bgwriter b WHERE d.datname = current_database()"""
_SIZES = f"""
    SELECT coalesce(sum(c.relpages) FILTER (WHERE c.relkind IN ('r', 'm', 't')), 0)::int8,
           coalesce(sum(c.relpages) FILTER (WHERE c.relkind = 'i'), 0)::int8, current_setting('block_size')::int8
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OWN}"""


def read_statistics(session: psycopg.Connection[Any], wanted: Wanted) -> Statistics:
    """As fresh as the last ANALYZE. Values of columns that `wanted` leaves out do not leave the server.

    Raises Unreachable for columns to be left out that there are not.
    """
    kept = wanted.kept_back(_rows(session, _COLUMNS), _pairs(session))
    days, window = _window(session)
    tables = {(row[0], row[1]): _table(row[2:], days) for row in _rows(session, _TABLES)}
    homes = [[one[place] for one in sorted(kept)] for place in range(3)]
    columns: dict[Column, ColumnFigures] = {
        (row[0], row[1], row[2]): ColumnFigures(*row[3:7], *(value or () for value in row[7:]))
        for row in session.execute(_VALUES.encode(), homes).fetchall()
    }
    remarks = (*_of_size(session, tables), *window, *_of_gaps(tables, columns), *_of_values(wanted, kept))
    return Statistics(tables, columns, remarks, read_observed(session, days))


def _rows(session: psycopg.Connection[Any], query: str) -> list[Any]:
    return session.execute(query.encode()).fetchall()


def _pairs(session: psycopg.Connection[Any]) -> Iterator[tuple[Column, Column]]:
    for row in _rows(session, _SAME):
        yield (row[0], row[1], row[2]), (row[3], row[4], row[5])


def _table(row: tuple[Any, ...], days: float | None) -> TableFigures:
    """relkind, reltuples, relpages and the counters of one table. Before PostgreSQL 14, 0 rows on 0 pages meant that
    nobody had counted; since then -1 does.
    """
    kind, counted, pages, living, inserted, updated, deleted = row
    never = counted < 0 or (counted == 0 and pages == 0)
    rows = None if never and (kind == "p" or not living) else round(living if never else counted)
    guessed = ("rows",) if never and rows else ()
    if days is None or inserted is None or kind == "p":
        return TableFigures(rows, estimated=guessed)
    if rows and inserted - deleted >= rows:  # all of it came in this time: it grew so fast, or it was loaded at once
        guessed = (*guessed, "rows_per_day")
    rates = [_rate(number / days) for number in (inserted, updated, deleted)]
    return TableFigures(rows, rates[0], rates[1], rates[2], guessed)


def _rate(number: float) -> float:
    return float(f"{number:.3g}")


def _window(session: psycopg.Connection[Any]) -> tuple[float | None, tuple[str, ...]]:
    """How many days the counters of rows written span, and a sentence about it; None where they say nothing."""
    found = session.execute(_WINDOW.encode()).fetchone()
    if found is None or found[0] is None:
        return None, ("Growth is not known: the server does not say since when it counts.",)
    seconds, never_reset, since, standby = found
    if standby:
        return None, ("Growth is not known: this is a standby, which counts no writes.",)
    days = seconds / _DAY
    if days < _LEAST_DAYS:
        return None, ("Growth is not taken over: the server has counted writes for less than a day.",)
    at_most = " at the earliest" if never_reset else ""
    return days, (f"Growth is what was written in {days:,.0f} days, since {since}{at_most}.",)


def _of_size(session: psycopg.Connection[Any], tables: dict[Table, TableFigures]) -> Iterator[str]:
    pages, of_indexes, block = _rows(session, _SIZES)[0]
    rows = sum(one.rows or 0 for one in tables.values())
    yield f"It holds about {rows:,} rows in {_size(pages * block)}, and {_size(of_indexes * block)} of indexes."


def _size(number: float) -> str:
    units = ["bytes", "kB", "MB", "GB", "TB"]
    while number >= 1024 and len(units) > 1:
        number, units = number / 1024, units[1:]
    digits = 0 if units[0] == "bytes" or number >= 10 else 1
    return f"{number:,.{digits}f} {units[0]}"


def _of_gaps(tables: dict[Table, TableFigures], columns: Iterable[Column]) -> Iterator[str]:
    """Tables with rows of which the server has, or shows, nothing else."""
    known = {(schema, table) for schema, table, _ in columns}
    silent = sorted(".".join(name) for name, one in tables.items() if name not in known and one.rows != 0)
    if silent:
        more = f" and {len(silent) - _NAMED} more" if len(silent) > _NAMED else ""
        yield (
            f"Nothing is known of the columns of {', '.join(silent[:_NAMED])}{more}: they were never analyzed (ANALYZE"
            " does that), or this account may not read them."
        )


def _of_values(wanted: Wanted, kept: frozenset[Column]) -> Iterator[str]:
    if not wanted.values:
        yield "Common values and ranges were not read, as was asked."
    elif kept:
        names = sorted(f"{table}.{column}" for _, table, column in kept)
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"Values of {', '.join(names[:_NAMED])}{more} were not read, as was asked."
