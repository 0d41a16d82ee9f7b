"""Statistics into a database by its own functions, called by the unprivileged owner of the tables."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import psycopg

from designer.lab.planner.statistics import ColumnStatistics


@dataclass(frozen=True, slots=True)
class RelationStatistics:
    """Pages and rows of a table or an index."""

    schema: str
    name: str
    pages: int
    rows: float
    visible_pages: int


@dataclass(frozen=True, slots=True)
class AttributeStatistics:
    """Statistics of one column of a table or an index."""

    schema: str
    relation: str
    column: str
    inherited: bool
    statistics: ColumnStatistics


_RELATIONS = """
    SELECT r.s, r.n FROM json_to_recordset(%s) AS r(s text, n text, p integer, t real, v integer)
    WHERE NOT pg_catalog.pg_restore_relation_stats(
        'schemaname', r.s, 'relname', r.n, 'relpages', r.p, 'reltuples', r.t, 'relallvisible', r.v)"""
_KINDS = {
    "null_frac": "real", "avg_width": "integer", "n_distinct": "real", "most_common_vals": "text",
    "most_common_freqs": "real[]", "histogram_bounds": "text", "correlation": "real", "most_common_elems": "text",
    "most_common_elem_freqs": "real[]", "elem_count_histogram": "real[]", "range_length_histogram": "text",
    "range_empty_frac": "real", "range_bounds_histogram": "text",
}  # fmt: skip
_ATTRIBUTES = (
    "SELECT r.s, r.n, r.a FROM json_to_recordset(%s) AS r(s text, n text, a text, h boolean, "
    + ", ".join(f"{name} {kind}" for name, kind in _KINDS.items())
    + ") WHERE NOT pg_catalog.pg_restore_attribute_stats("
    "'schemaname', r.s, 'relname', r.n, 'attname', r.a, 'inherited', r.h, "
    + ", ".join(f"'{name}', r.{name}" for name in _KINDS)
    + ")"
)
_MOST_PAGES = 2**31 - 1


def restore_relations(session: psycopg.Connection, relations: Iterable[RelationStatistics]) -> tuple[str, ...]:
    """Set pages and rows; the names of relations that did not take them."""
    rows = [
        {"s": one.schema, "n": one.name, "p": min(one.pages, _MOST_PAGES), "t": one.rows,
         "v": min(one.visible_pages, _MOST_PAGES)}
        for one in relations
    ]  # fmt: skip
    return tuple(name for _, name in session.execute(_RELATIONS, [json.dumps(rows)]))


def restore_attributes(session: psycopg.Connection, attributes: Iterable[AttributeStatistics]) -> tuple[str, ...]:
    """Set the statistics of columns; the names of columns whose statistics the server took in part only."""
    rows = [
        {"s": one.schema, "n": one.relation, "a": one.column, "h": one.inherited, **asdict(one.statistics)}
        for one in attributes
    ]
    return tuple(f"{name}.{column}" for _, name, column in session.execute(_ATTRIBUTES.encode(), [json.dumps(rows)]))
