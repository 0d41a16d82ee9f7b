"""Statistics of a live database, for planning with exactly what its planner knows. It is only read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from designer.lab.planner.statistics import STATISTICS_FIELDS, ColumnStatistics

Name = tuple[str, str]
"""Schema and name of a relation."""


@dataclass(frozen=True, slots=True)
class RelationSize:
    """As `pg_class` and the file have it. pages: of the file, now; rows: as the planner takes them for that size."""

    pages: int
    rows: float
    visible_pages: int = 0
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Sizes by relation; statistics by relation, column and whether heirs are counted in."""

    sizes: Mapping[Name, RelationSize] = field(default_factory=dict)
    columns: Mapping[tuple[str, str, str, bool], ColumnStatistics] = field(default_factory=dict)


_SIZES = """
    SELECT n.nspname, c.relname, c.relpages, c.reltuples, c.relallvisible,
           CASE WHEN c.relkind = 'p' THEN 0 ELSE pg_relation_size(c.oid) / current_setting('block_size')::int8 END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'i', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"""
_COLUMNS = """
    SELECT schemaname, tablename, attname, inherited, null_frac, avg_width, n_distinct, most_common_vals::text,
           most_common_freqs, histogram_bounds::text, correlation, most_common_elems::text, most_common_elem_freqs,
           elem_count_histogram, {ranges}
    FROM pg_stats WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""
_RANGES = "range_length_histogram::text, range_empty_frac, range_bounds_histogram::text"


def read_measured(session: psycopg.Connection[Any]) -> Measured:
    """The statistics that this session's database holds; as fresh as its last ANALYZE. What was never analyzed is
    not in `sizes`."""
    sizes = {
        (schema, name): RelationSize(now, rows * now / pages if pages else rows, min(visible, now))
        for schema, name, pages, rows, visible, now in session.execute(_SIZES)
        if rows >= 0 and (pages or not now)
    }
    ranges = _RANGES if session.info.server_version >= 170000 else "NULL, NULL, NULL"
    columns = {
        (schema, table, column, inherited): ColumnStatistics(**_by_name(values))
        for schema, table, column, inherited, *values in session.execute(_COLUMNS.format(ranges=ranges).encode())
    }
    return Measured(sizes, columns)


def _by_name(values: list[Any]) -> dict[str, Any]:
    plain = (tuple(value) if isinstance(value, list) else value for value in values)
    return dict(zip(STATISTICS_FIELDS, plain, strict=True))
