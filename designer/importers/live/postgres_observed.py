"""What a PostgreSQL server has seen of its tables: indexes it does not use, numbers given out, dead rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import psycopg

from designer.importers.live.statistics import Table
from designer.schema.frozen import FrozenMap
from designer.schema.observed import Observed

_OWN = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_WITH_SEQUENCES = 100_000
"""From this version on there is a view of all sequences."""
_FEWEST_DAYS = 7.0
_FEWEST_ROWS = 10_000
_DEAD_SHARE = 0.05
_SMALLEST_NUMBER = 1_000_000
_INDEXES = f"""
    SELECT n.nspname::text, c.relname::text, i.relname::text, x.indisvalid,
           coalesce(s.idx_scan, 1) = 0 AND NOT x.indisunique AND NOT x.indisexclusion,
           i.relpages::int8 * current_setting('block_size')::int8
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.oid
    WHERE c.relkind = 'r' AND i.relkind = 'i' AND {_OWN}"""
_NUMBERS = f"""
    SELECT n.nspname::text, c.relname::text, a.attname::text, s.last_value
    FROM pg_sequences s JOIN pg_namespace q ON q.nspname = s.schemaname
    JOIN pg_class p ON p.relnamespace = q.oid AND p.relname = s.sequencename AND p.relkind = 'S'
    JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE s.last_value >= {_SMALLEST_NUMBER} AND {_OWN}"""
_CARE = f"""
    SELECT n.nspname::text, c.relname::text, t.n_live_tup, t.n_dead_tup,
           coalesce(t.last_analyze, t.last_autoanalyze) IS NULL AND NOT EXISTS
             (SELECT 1 FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_stat_user_tables t ON t.relid = c.oid
    WHERE c.relkind = 'r' AND {_OWN}"""


def read_observed(session: psycopg.Connection[Any], days: float | None) -> dict[Table, Observed]:
    """What is out of the ordinary, by table. days: what the server's counters span, None where they say nothing."""
    (day,) = _rows(session, "SELECT to_char(now(), 'YYYY-MM-DD')")[0]
    seen: dict[Table, dict[str, Any]] = defaultdict(dict)
    for schema, table, index, valid, unscanned, size in _rows(session, _INDEXES):
        if not valid:
            seen[schema, table].setdefault("invalid", []).append(index)
        elif unscanned and days is not None and days >= _FEWEST_DAYS:
            seen[schema, table].setdefault("unscanned", {})[index] = size
    if session.info.server_version >= _WITH_SEQUENCES:
        for schema, table, column, number in _rows(session, _NUMBERS):
            seen[schema, table].setdefault("reached", {})[column] = number
    for schema, table, living, dead, never in _rows(session, _CARE):
        if dead >= max(_FEWEST_ROWS, living * _DEAD_SHARE):
            seen[schema, table]["dead_rows"] = dead
        if never and living >= _FEWEST_ROWS:
            seen[schema, table]["never_analyzed"] = True
    return {table: _observed(day, days, held) for table, held in seen.items()}


def _observed(day: str, days: float | None, held: dict[str, Any]) -> Observed:
    return Observed(
        seen=day,
        days=round(days, 1) if days is not None and "unscanned" in held else None,
        invalid=tuple(sorted(held.get("invalid", ()))),
        unscanned=FrozenMap(held.get("unscanned")),
        reached=FrozenMap(held.get("reached")),
        dead_rows=held.get("dead_rows"),
        never_analyzed=held.get("never_analyzed", False),
    )


def _rows(session: psycopg.Connection[Any], query: str) -> list[Any]:
    return session.execute(query.encode()).fetchall()
