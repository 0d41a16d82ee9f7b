"""Tables filled as their cases declare, and how many pages a query really reads."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg

from designer.exporters.postgres import render
from designer.lab.scratch import ScratchCluster
from designer.schema.model import AccessPattern, Attribute, Entity
from designer.schema.schema import Schema
from tests.analysis.index_engine.cases import CASES
from tests.analysis.index_engine.cases.parts import Case

_PERIOD = "interval '1095 days'"


@contextmanager
def server() -> Iterator[ScratchCluster]:
    """A server of its own for all cases. What a transaction fills that also made it is not logged there."""
    unlogged = {"wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off"}
    with ScratchCluster({"shared_buffers": "128MB", "jit": "off", **unlogged}) as cluster:
        yield cluster


@contextmanager
def filled(cluster: ScratchCluster, case: Case) -> Iterator[psycopg.Connection[Any]]:
    """A database with the case's tables and rows, analyzed. Rows that other cases have too are made once and copied."""
    shared = _databases().get(_script(case))
    with cluster.connect() as session:
        session.execute("DROP DATABASE IF EXISTS held WITH (FORCE)")
        if shared is None:
            session.execute("CREATE DATABASE held STRATEGY FILE_COPY")
        elif session.execute("SELECT FROM pg_database WHERE datname = %s", [shared]).fetchone() is None:
            session.execute(f"CREATE DATABASE {shared} STRATEGY FILE_COPY".encode())
            with cluster.connect(shared) as inside:
                _prepare(inside)
                _fill(inside, case)
        if shared is not None:
            session.execute(f"CREATE DATABASE held TEMPLATE {shared} STRATEGY FILE_COPY".encode())
    with cluster.connect("held") as session:
        _prepare(session)
        if shared is None:
            _fill(session, case)
        yield session


def _prepare(session: psycopg.Connection[Any]) -> None:
    session.execute("SET search_path = public")
    session.execute("SET session_replication_role = replica")


def _fill(session: psycopg.Connection[Any], case: Case) -> None:
    with session.transaction():
        session.execute(_script(case).encode())
    analyze(session, case)


def analyze(session: psycopg.Connection[Any], case: Case) -> None:
    """Tells the planner of the case's rows and indexes, and of pages that all may see."""
    session.execute(f"VACUUM ANALYZE {', '.join(one.name for one in case.schema.entities)}".encode())


def _insert(case: Case, table: Entity) -> str:
    values = ", ".join(_value(case.schema, case.values, table, one) for one in table.attributes)
    randoms = ", ".join(f"random() AS r_{one.name}" for one in table.attributes)
    return (
        f"INSERT INTO {table.name} SELECT {values} FROM (SELECT k, {randoms} FROM generate_series(1, {table.rows}) k) x"
    )


def _value(schema: Schema, given: dict[str, str], table: Entity, column: Attribute) -> str:
    random = f"r_{column.name}"
    own = given.get(f"{table.name}.{column.name}")
    text = own.replace("floor(r *", f"floor({random} *") if own else _typed(table, column, random)
    nulls = column.null_fraction
    return f"CASE WHEN random() < {nulls} THEN NULL ELSE {text} END" if nulls else text


def _typed(table: Entity, column: Attribute, random: str) -> str:
    if column.values:
        parts, total = [], 0.0
        for one in column.values[:-1]:
            total += one.frequency
            parts.append(f"WHEN {random} < {total} THEN '{one.value}'")
        text = (
            f"CASE {' '.join(parts)} ELSE '{column.values[-1].value}' END" if parts else f"'{column.values[0].value}'"
        )
        return f"({text})::{column.type}"
    if table.primary_key and table.primary_key.columns == (column.id,):
        return "k"
    distinct = int(column.distinct or table.rows or 1)
    number = "k" if distinct >= (table.rows or 1) else f"(1 + floor({random} * {distinct}))::int"
    kind = column.type.split("(")[0]
    if kind in ("bigint", "int", "numeric"):
        return number
    if kind in ("timestamptz", "date"):
        return f"(timestamptz '2026-11-01' - floor({random} * {distinct}) / {distinct} * {_PERIOD})::{kind}"
    filler = f" || repeat('x', {max(0, int(column.average_width or 0) - 8)})" if column.name == "note" else ""
    return f"'v' || {number}{filler}"


def pages_read(session: psycopg.Connection[Any], pattern: AccessPattern) -> tuple[int, frozenset[str]]:
    """(pages that running its statements touches, the indexes that they read). Nothing is changed."""
    pages, indexes = 0, set()
    for text in pattern.statements:
        for number, parameter in sorted(enumerate(pattern.parameters, 1), reverse=True):
            text = text.replace(f"${number}", str(parameter.value))
        session.execute("BEGIN")
        row = session.execute(b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + text.encode()).fetchone()
        session.execute("ROLLBACK")
        assert row is not None
        plan = row[0][0]["Plan"]
        pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        indexes |= set(_indexes(plan))
    return pages, frozenset(indexes)


def _indexes(plan: dict[str, Any]) -> Iterator[str]:
    if "Index Name" in plan:
        yield plan["Index Name"]
    for child in plan.get("Plans", ()):
        yield from _indexes(child)


def _script(case: Case) -> str:
    """What makes the case's tables and their rows, the same each time."""
    rows = [_insert(case, table) for table in case.schema.entities]
    return "\n;\n".join([render(case.schema).text, "SET search_path = public", "SELECT setseed(0.42)", *rows])


@cache
def _databases() -> dict[str, str]:
    """By what several cases have, the database in which it is made."""
    scripts = Counter(_script(one) for one in CASES if one.real)
    return {script: f"shared_{number}" for number, (script, cases) in enumerate(scripts.items()) if cases > 1}
