"""A writer at 50 transactions a second while a large table is migrated: failed writes, and the longest wait.

    python tests/benchmarks/migrate_under_load.py [rows] [case] [--back]

Prints, for each case (an online migration, a column of another type and of another name, a key that grows, facts that
become a table of their own, a table that is divided into partitions), how many writes were done and failed, the longest
ones, and during which step each began. The writer is a process of its own and an application: it writes as the old
version of the code does until the expansion is done, as both do while both are deployed, and as the new version does
from the contract on. With --back the migration is taken back afterwards, under the same load. Nothing is asserted: the
figures depend on the machine.
"""

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from typing import Any

import psycopg

from designer.cli.hints import hinted
from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.scratch import ScratchCluster
from designer.planning import Options, Step, plan
from designer.planning.model import Strategy
from designer.schema.schema import Schema

PER_SECOND = 50
OLD, BOTH, NEW = 0, 1, 2
_TRIES = 20


@dataclass(frozen=True)
class Case:
    """A table `orders` before and after, and what the code of each version writes: %(a)s is a row that is there,
    %(b)s a new number. fill: the columns of row n."""

    strategy: Strategy
    before: str
    after: str
    fill: str = "n, n, 'note ' || n"
    old: tuple[str, ...] = (
        "UPDATE orders SET amount = amount + 1 WHERE id = %(a)s",
        "INSERT INTO orders (id, amount, note) VALUES (%(b)s, 1, 'x')",
    )
    new: tuple[str, ...] = ()


TABLE = "CREATE TABLE orders (id bigint PRIMARY KEY, amount {} , note text{});"
DATED = "CREATE TABLE orders (id bigint, amount integer, note text, placed date NOT NULL DEFAULT '2025-02-03',{}"
REGIONS = "CREATE TABLE orders (id bigint PRIMARY KEY, amount integer, region integer NOT NULL{});"
CASES: dict[str, Case] = {
    "online": Case(
        "online",
        TABLE.format("integer", ""),
        TABLE.format("integer", " NOT NULL CHECK (length(note) > 0)")
        + "CREATE INDEX orders_note ON orders (note, amount);",
    ),
    "another type": Case(
        "expand-contract",
        TABLE.format("integer NOT NULL CHECK (amount >= 0)", "") + "CREATE INDEX orders_amount ON orders (amount);",
        TABLE.format("bigint NOT NULL CHECK (amount >= 0)", "") + "CREATE INDEX orders_amount ON orders (amount);",
    ),
    "another name": Case(
        "expand-contract",
        TABLE.format("integer NOT NULL", ""),
        "CREATE TABLE orders (id bigint PRIMARY KEY,\ntotal integer NOT NULL, -- was: amount\nnote text);",
        new=(
            "UPDATE orders SET total = total + 1 WHERE id = %(a)s",
            "INSERT INTO orders (id, total, note) VALUES (%(b)s, 1, 'x')",
        ),
    ),
    "a key that grows": Case(
        "expand-contract",
        TABLE.replace("bigint", "integer").format("integer", "")
        + "CREATE TABLE lines (id bigint PRIMARY KEY, order_id integer NOT NULL REFERENCES orders (id));",
        TABLE.format("integer", "")
        + "CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders (id));",
        old=(
            "UPDATE orders SET amount = amount + 1 WHERE id = %(a)s",
            "INSERT INTO orders (id, amount, note) VALUES (%(b)s, 1, 'x')",
            "INSERT INTO lines (id, order_id) VALUES (%(b)s, %(b)s)",
        ),
    ),
    "a part of its own": Case(
        "online",
        REGIONS.format(", region_name text"),
        "CREATE TABLE regions (region integer PRIMARY KEY, region_name text);"
        + REGIONS.format(" REFERENCES regions (region)"),
        fill="n, n, n % 5000, 'region ' || n % 5000",
        old=(
            "UPDATE orders SET amount = amount + 1 WHERE id = %(a)s",
            "INSERT INTO orders (id, amount, region, region_name) VALUES"
            " (%(b)s, 1, %(b)s %% 6000, 'region ' || %(b)s %% 6000)",
        ),
        new=(
            "UPDATE orders SET amount = amount + 1 WHERE id = %(a)s",
            "INSERT INTO regions (region, region_name) VALUES (%(b)s %% 6000, 'region ' || %(b)s %% 6000)"
            " ON CONFLICT DO NOTHING",
            "INSERT INTO orders (id, amount, region) VALUES (%(b)s, 1, %(b)s %% 6000)",
        ),
    ),
    "divided": Case(
        "online",
        DATED.format(" PRIMARY KEY (id));"),
        DATED.format(" PRIMARY KEY (id, placed)) PARTITION BY RANGE (placed);")
        + "CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM (MINVALUE) TO ('2025-01-01');"
        "CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"
        "CREATE TABLE orders_later PARTITION OF orders DEFAULT;",
        fill="n, n, 'note ' || n, '2024-01-01'::date + n % 730",
    ),
}


def hammer(dsn: str, rows: int, case: Case, version: Any, started: Event, stop: Event, answers: Any) -> None:
    """Writes until told to stop; answers (done, failed, (seconds, when it began) of each)."""
    done, failed = 0, 0
    each: list[tuple[float, float]] = []
    with psycopg.connect(dsn, autocommit=True) as session:
        while not stop.is_set():
            number = done + failed
            newer = version.value == NEW or (version.value == BOTH and number % 2)
            texts = case.new if newer and case.new else case.old
            values = {"a": number * 7919 % rows + 1, "b": rows + number + 1}
            began = time.monotonic()
            try:
                with session.transaction():
                    for text in texts:
                        session.execute(text.encode(), values)
                done += 1
                started.set()
            except psycopg.Error as error:
                failed += 1
                print(error, file=sys.stderr)
            took = time.monotonic() - began
            each.append((took, began))
            time.sleep(max(0.0, 1 / PER_SECOND - took))
    answers.put((done, failed, each))


def run(session: psycopg.Connection, step: Step, texts: tuple[str, ...]) -> int:
    """One step; a lock that is not had in time is asked for again, as whoever runs a file would. How often."""
    for again in range(_TRIES):
        try:
            if step.transactional:
                with session.transaction():
                    for text in texts:
                        session.execute(text.encode())
            else:
                for text in texts:
                    session.execute(text.encode())
        except psycopg.errors.LockNotAvailable:
            continue
        return again
    raise SystemExit(f"no lock in {_TRIES} tries: {step.title}")


def versions(steps: tuple[Step, ...]) -> tuple[int, ...]:
    """For each step what versions of the code run while it does."""
    helped = max((at for at, one in enumerate(steps) if "in step" in one.title), default=len(steps))
    contract = min((at for at, one in enumerate(steps) if one.phase == "contract"), default=len(steps))
    return tuple(NEW if at >= contract else BOTH if at > helped else OLD for at in range(len(steps)))


def walked(session: psycopg.Connection, steps: tuple[Step, ...], version: Any, back: bool) -> Iterator[tuple[str, int]]:
    """Runs the steps there, and back if so; the title of each before it runs."""
    newest = versions(steps)
    for step, now in zip(steps, newest, strict=True):
        version.value = now
        yield step.title, 0
        again = run(session, step, step.up)
        if again:
            yield f"after {again} tries: {step.title}", again
    if back:
        for step, now in zip(reversed(steps), reversed(newest), strict=True):
            yield f"back: {step.title}", 0
            run(session, step, step.down)
            version.value = min(version.value, now)


def loaded(session: psycopg.Connection, case: Case, rows: int) -> None:
    for statement in statements(import_sql(case.before).schema):
        session.execute(statement.encode())
    session.execute(f"INSERT INTO orders SELECT {case.fill} FROM generate_series(1, {rows}) AS n".encode())
    if "lines" in case.before:
        session.execute(f"INSERT INTO lines SELECT n, n FROM generate_series(1, {rows}) AS n".encode())
    session.execute("VACUUM ANALYZE")


def designs(case: Case) -> tuple[Schema, Schema]:
    before = import_sql(case.before).schema
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(case.after)
        file.flush()
        return before, hinted(import_sql(case.after), before, file.name)


def measured(name: str, case: Case, rows: int, back: bool) -> None:
    context = multiprocessing.get_context("spawn")
    before, after = designs(case)
    made = plan(before, after, Options(strategy=case.strategy))
    with ScratchCluster() as cluster, cluster.connect() as session:
        loaded(session, case, rows)
        started, stop, answers = context.Event(), context.Event(), context.Queue()
        version = context.Value("i", OLD)
        arguments = (session_dsn(cluster), rows, case, version, started, stop, answers)
        writer = context.Process(target=hammer, args=arguments)
        writer.start()
        started.wait(timeout=60)
        time.sleep(2)
        load = os.getloadavg()[0]
        try:
            times = [(time.monotonic(), title) for title, _ in walked(session, made.steps, version, back)]
            took = time.monotonic() - times[0][0]
            time.sleep(1)
        finally:
            stop.set()
        done, failed, each = answers.get(timeout=60)
        writer.join()
    usual = sorted(seconds for seconds, _ in each)[len(each) * 99 // 100]
    print(
        f"{name} ({case.strategy}): load {load:.1f} to {os.getloadavg()[0]:.1f}; {rows:,} rows, {len(made.steps)} steps"
        f" in {took:.1f} s; {done} transactions, {failed} failed, 99 % within {usual * 1000:.0f} ms"
    )
    ends = [*(began for began, _ in times[1:]), times[0][0] + took]
    for longest, at in sorted(each, reverse=True)[:5]:
        print(f"    {longest * 1000:5.0f} ms  {during(at, at + longest, times, ends)}")
    for (began, title), end in zip(times, ends, strict=True):
        if end - began > 1:
            print(f"    {end - began:5.1f} s for the step: {title}", flush=True)


def during(began: float, ended: float, times: list[tuple[float, str]], ends: list[float]) -> str:
    """The step that ran for most of this time."""
    shared = {title: min(ended, end) - max(began, at) for (at, title), end in zip(times, ends, strict=True)}
    title = max(shared, key=lambda one: shared[one])
    return title if shared[title] > 0 else "no step"


def session_dsn(cluster: ScratchCluster) -> str:
    """A connection string for another process, which has no part in the cluster's life."""
    with cluster.connect() as session:
        session.execute("CREATE ROLE writer LOGIN SUPERUSER PASSWORD 'writer'")
        database = session.execute("SELECT current_database()").fetchone()
    return cluster.dsn(str(database[0]) if database else "postgres", "writer", "writer")


if __name__ == "__main__":
    words = [one for one in sys.argv[1:] if one != "--back"]
    for key, chosen in CASES.items():
        if words[1:2] in ([], [key]):
            measured(key, chosen, int(words[0]) if words else 1_000_000, "--back" in sys.argv)
