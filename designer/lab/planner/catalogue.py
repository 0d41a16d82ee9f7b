"""What the design database made of the DDL: files, layouts and keys, as far as sizes depend on them."""

from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class StoredAttribute:
    """A column of a table or an index. length: bytes, or -1 where values vary. type: as format_type spells it."""

    name: str
    type: str
    length: int
    alignment: int


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table or a divided one (kind `r` or `p`). parent: whether others inherit from it."""

    oid: int
    schema: str
    name: str
    kind: str
    file: int
    fillfactor: int
    parent: bool
    attributes: tuple[StoredAttribute, ...]


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """An index that has a file. keys: per index column the table's column, or None for an expression.

    definitions: the expressions' text by place (from 0). predicate: of a partial index.
    """

    oid: int
    schema: str
    name: str
    table: int
    method: str
    file: int
    unique: bool
    options: dict[str, str]
    keys: tuple[str | None, ...]
    key_count: int
    attributes: tuple[StoredAttribute, ...]
    definitions: dict[int, str]
    predicate: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """All relations of one database."""

    tables: tuple[StoredTable, ...]
    indexes: tuple[StoredIndex, ...]


_ALIGNMENTS = {"c": 1, "s": 2, "i": 4, "d": 8}
_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
_RELATIONS = f"""
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, pg_relation_filenode(c.oid), c.reloptions, c.relhassubclass
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND {_OURS} ORDER BY n.nspname, c.relname"""
_ATTRIBUTES = f"""
    SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attlen, a.attalign::text
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'i') AND {_OURS}
    ORDER BY a.attrelid, a.attnum"""
_INDEXES = f"""
    SELECT c.oid, n.nspname, c.relname, x.indrelid, am.amname, pg_relation_filenode(c.oid), x.indisunique,
           c.reloptions, x.indkey::int2[], x.indnkeyatts,
           pg_get_expr(x.indpred, x.indrelid),
           CASE WHEN x.indexprs IS NOT NULL THEN
               ARRAY(SELECT pg_get_indexdef(c.oid, place, true) FROM generate_series(1, x.indnatts) place)
           END,
           ARRAY(SELECT ta.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k(number, place)
                 LEFT JOIN pg_attribute ta ON ta.attrelid = x.indrelid AND ta.attnum = k.number AND k.number > 0
                 ORDER BY k.place)
    FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_am am ON am.oid = c.relam
    WHERE c.relkind = 'i' AND {_OURS} ORDER BY n.nspname, c.relname"""


def read_stored(session: psycopg.Connection) -> Stored:
    """Everything of the database that this session is in."""
    attributes: dict[int, list[StoredAttribute]] = {}
    for oid, name, kind, length, alignment in session.execute(_ATTRIBUTES.encode()):
        attributes.setdefault(oid, []).append(StoredAttribute(name, kind, length, _ALIGNMENTS[alignment]))
    tables = tuple(
        StoredTable(
            oid, schema, name, kind, file or 0, int(_options(options).get("fillfactor", "100")), parent,
            tuple(attributes.get(oid, ())),
        )
        for oid, schema, name, kind, file, options, parent in session.execute(_RELATIONS.encode())
    )  # fmt: skip
    indexes = tuple(_index(row, attributes) for row in session.execute(_INDEXES.encode()))
    return Stored(tables, indexes)


def _index(row: tuple[Any, ...], attributes: dict[int, list[StoredAttribute]]) -> StoredIndex:
    oid, schema, name, table, method, file, unique, options, _, key_count, predicate, definitions, keys = row
    expressions = {place: definitions[place] for place, key in enumerate(keys) if key is None} if definitions else {}
    return StoredIndex(
        oid, schema, name, table, method, file, unique, _options(options), tuple(keys), key_count,
        tuple(attributes.get(oid, ())), expressions, predicate,
    )  # fmt: skip


def _options(given: list[str] | None) -> dict[str, str]:
    return dict(one.split("=", 1) for one in given or ())
