"""Rows that a check refuses, after they were loaded: they take from a row that it accepts what it reads.

What a check says need not be understood for that: the server is asked which rows meet it. Checks that share columns
are mended together. Where columns of keys or references are read, which are not free, the rows go instead; where no
row meets a check, it stays as it is and is left out later, with its name.
"""

from collections.abc import Iterable

import psycopg
from psycopg import Connection, sql

from designer.lab.measuring.ground import Rows
from designer.schema.model import Check
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind


def mended(connection: Connection[tuple[object, ...]], schema: Schema, rows: Rows) -> list[str] | None:
    """Change rows that checks refuse; sentences about those that had to go. None where nothing was changed.

    The table holds `rows` in their order, and nothing else, and has to be loaded anew where this is not None.
    """
    entity = rows.entity
    if entity.partition_by or not rows.count:
        return None
    table = sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
    met = {one.id: verdicts for one in entity.checks if (verdicts := _verdicts(connection, table, one, rows.count))}
    checks = [one for one in entity.checks if one.id in met]
    if all(all(verdicts) for verdicts in met.values()):
        return None
    fixed = _fixed(schema, rows)
    gone: set[int] = set()
    touched = False
    for group in _groups(checks, set(rows.columns)):
        columns = {name for one in group for name in _read(one, set(rows.columns))}
        good = [row for row in range(rows.count) if all(met[one.id][row] for one in group)]
        bad = sorted(set(range(rows.count)) - set(good))
        if not bad or not good:
            continue
        touched = True
        if columns & fixed:
            gone |= set(bad)
            continue
        for place, row in enumerate(bad):
            donor = good[place * len(good) // len(bad)]
            for name in columns:
                rows.columns[name][row] = rows.columns[name][donor]
    if not touched:
        return None
    if not gone:
        return []
    before = rows.count
    rows.keep([row for row in range(rows.count) if row not in gone])
    return [f"{schema.qualified(entity)} has {before - rows.count:,} rows fewer than declared: its checks refuse them"]


def _verdicts(
    connection: Connection[tuple[object, ...]], table: sql.Identifier, check: Check, count: int
) -> list[bool] | None:
    """Whether each row meets the check, in the order in which they were loaded; None where that cannot be asked."""
    question = f"SELECT ({check.expression}) IS NOT FALSE FROM ONLY {table.as_string(connection)} ORDER BY ctid"
    try:
        found = [bool(verdict) for (verdict,) in connection.execute(question.encode()).fetchall()]
    except psycopg.Error:
        if connection.closed:
            raise
        return None
    return found if len(found) == count else None


def _fixed(schema: Schema, rows: Rows) -> set[str]:
    """Columns whose values are not free: of keys, unique indexes, exclusions and references, in either direction."""
    entity = rows.entity
    held = {column for key in entity.keys for column in key.columns}
    held |= {part.column for index in entity.indexes if index.unique for part in index.keys if part.column}
    held |= {part.column for one in entity.exclusions for part in one.elements if part.column}
    held |= {column for link in schema.references_from(entity.id) for column in link.columns}
    held |= {column for link in schema.references_to(entity.id) for column in link.parent_columns}
    found = {one.name for one in entity.attributes if one.id in held}
    texts = [part.expression for one in entity.exclusions for part in one.elements if part.expression]
    return found | {name for text in texts for name in _names(text, set(rows.columns))}


def _groups(checks: Iterable[Check], columns: set[str]) -> list[list[Check]]:
    """The checks, those that read the same columns together."""
    groups: list[tuple[set[str], list[Check]]] = []
    for check in checks:
        read, joined = _read(check, columns), [check]
        apart = []
        for names, others in groups:
            if names & read:
                read, joined = read | names, [*others, *joined]
            else:
                apart.append((names, others))
        groups = [*apart, (read, joined)]
    return [group for _, group in groups]


def _read(check: Check, columns: set[str]) -> set[str]:
    return _names(check.expression, columns)


def _names(text: str, columns: set[str]) -> set[str]:
    tokens = tokenize(text, "postgres").tokens
    named = {read_identifier(one.text, "postgres") for one in tokens if one.kind in (Kind.WORD, Kind.QUOTED)}
    return named & columns
