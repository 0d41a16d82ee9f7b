"""A writer at 50 transactions a second while a large table is migrated: failed writes, and the longest wait.

    python tests/benchmarks/migrate_under_load.py [rows] [case]

Prints, for an online and an expand-contract migration and for a table that is divided into partitions, how many writes
were done and failed, the longest one, and during which step it began. The writer is a process of its own. Nothing is
asserted: the figures depend on the machine.
"""

import multiprocessing
import os
import sys
import time
from multiprocessing.synchronize import Event
from typing import Any

import psycopg

from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.scratch import ScratchCluster
from designer.planning import Options, Step, plan
from designer.planning.model import Strategy

TABLE = "CREATE TABLE orders (id bigint PRIMARY KEY, amount {} , note text{});"
DATED = "CREATE TABLE orders (id bigint, amount integer, note text, placed date NOT NULL DEFAULT '2025-02-03',{}"
CASES: dict[str, tuple[Strategy, str, str]] = {
    "online": (
        "online",
        TABLE.format("integer", ""),
        TABLE.format("integer", " NOT NULL CHECK (length(note) > 0)")
        + "CREATE INDEX orders_note ON orders (note, amount);",
    ),
    "expand-contract": ("expand-contract", TABLE.format("integer", ""), TABLE.format("bigint", "")),
    "divided": (
        "online",
        DATED.format(" PRIMARY KEY (id));"),
        DATED.format(" PRIMARY KEY (id, placed)) PARTITION BY RANGE (placed);")
        + "CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM (MINVALUE) TO ('2025-01-01');"
        "CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"
        "CREATE TABLE orders_later PARTITION OF orders DEFAULT;",
    ),
}
PER_SECOND = 50


def hammer(dsn: str, rows: int, started: Event, stop: Event, answers: Any) -> None:
    """Writes until told to stop; answers (done, failed, (seconds, when it began) of each)."""
    done, failed = 0, 0
    each: list[tuple[float, float]] = []
    with psycopg.connect(dsn, autocommit=True) as session:
        while not stop.is_set():
            began = time.monotonic()
            try:
                with session.transaction():
                    session.execute("UPDATE orders SET amount = amount + 1 WHERE id = %s", [done * 7919 % rows + 1])
                    session.execute("INSERT INTO orders (id, amount, note) VALUES (%s, 1, 'x')", [rows + done + 1])
                done += 1
                started.set()
            except psycopg.Error as error:
                failed += 1
                print(error, file=sys.stderr)
            took = time.monotonic() - began
            each.append((took, began))
            time.sleep(max(0.0, 1 / PER_SECOND - took))
    answers.put((done, failed, each))


def run(session: psycopg.Connection, step: Step) -> None:
    """One step; a lock that is not had in time is asked for again."""
    for _ in range(10):
        try:
            if step.transactional:
                with session.transaction():
                    for text in step.up:
                        session.execute(text.encode())
            else:
                for text in step.up:
                    session.execute(text.encode())
        except psycopg.errors.LockNotAvailable:
            continue
        return


def main(rows: int, chosen: str = "") -> None:
    context = multiprocessing.get_context("spawn")
    for case, (strategy, old, new) in CASES.items():
        if chosen not in ("", case):
            continue
        before, after = import_sql(old).schema, import_sql(new).schema
        made = plan(before, after, Options(strategy=strategy))
        with ScratchCluster() as cluster, cluster.connect() as session:
            for statement in statements(before):
                session.execute(statement.encode())
            dated = ", '2024-01-01'::date + n % 730" if "placed" in old else ""
            session.execute(
                f"INSERT INTO orders SELECT n, n, 'note ' || n{dated} FROM generate_series(1, {rows}) AS n".encode()
            )
            session.execute("VACUUM ANALYZE orders")
            started, stop, answers = context.Event(), context.Event(), context.Queue()
            writer = context.Process(target=hammer, args=(session_dsn(cluster), rows, started, stop, answers))
            writer.start()
            started.wait(timeout=60)
            time.sleep(2)
            load = os.getloadavg()[0]
            times = []
            for step in made.steps:
                times.append((time.monotonic(), step.title))
                run(session, step)
            took = time.monotonic() - times[0][0]
            stop.set()
            done, failed, each = answers.get(timeout=60)
            writer.join()
            longest, at = max(each)
            during = [title for began, title in times if began <= at + longest]
            usual = sorted(seconds for seconds, _ in each)[len(each) * 99 // 100]
            print(
                f"{case}: load {load:.1f}; {rows:,} rows, {len(made.steps)} steps in {took:.1f} s; {done} transactions,"
                f" {failed} failed, 99 % within {usual * 1000:.0f} ms, longest {longest * 1000:.0f} ms"
                f" (during: {during[-1] if during else 'before'})"
            )


def session_dsn(cluster: ScratchCluster) -> str:
    """A connection string for another process, which has no part in the cluster's life."""
    with cluster.connect() as session:
        session.execute("CREATE ROLE writer LOGIN SUPERUSER PASSWORD 'writer'")
        database = session.execute("SELECT current_database()").fetchone()
    return cluster.dsn(str(database[0]) if database else "postgres", "writer", "writer")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, *sys.argv[2:3])
