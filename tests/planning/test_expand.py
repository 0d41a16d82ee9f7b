"""Expand and contract on a server: old and new code side by side, a way back from every phase, nothing lost."""

import threading
import time
from dataclasses import replace

import psycopg
import pytest

from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.catalogue import compare, read_catalogue
from designer.lab.proof import proof_database
from designer.planning import Options, plan, survival
from designer.planning.model import Strategy
from designer.planning.proof.differences import servers_choice
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import attribute, entity, pattern, schema_of
from designer.schema.schema import Schema
from designer.sql.renames import rename_with_rewrites
from tests.planning.walking import go, phases

EXPAND = Options(strategy="expand-contract", batch_rows=3)
ORDERS = schema_of(
    entity(
        "orders",
        "id bigint",
        "amount integer not null",
        attribute("note text default 'none'"),
        pk="id",
        index="amount",
        checks=["amount >= 0"],
        rows=1_000_000,
    ),
    pattern("read an amount", "SELECT amount FROM orders WHERE id = $1"),
    pattern("place an order", "INSERT INTO orders (id, amount) VALUES ($1, $2)"),
)


def _column(schema: Schema, name: str) -> str:
    found = schema.entity("orders").attribute(name)
    assert found is not None
    return found.id


RENAMED = apply((rename_with_rewrites(ORDERS, _column(ORDERS, "amount"), "total"),), ORDERS)
WIDER = apply((edits.alter(ORDERS, _column(ORDERS, "amount"), type="bigint"),), ORDERS)


def _start(session: psycopg.Connection) -> None:
    for text in statements(ORDERS):
        session.execute(text.encode())
    session.execute("INSERT INTO orders (id, amount) SELECT n, n * 10 FROM generate_series(1, 10) AS n")


def test_small_table_is_changed_at_once() -> None:
    small = schema_of(entity("orders", "id bigint", "amount integer", pk="id", rows=100))
    wider = apply((edits.alter(small, _column(small, "amount"), type="bigint"),), small)
    assert len(plan(small, wider, EXPAND).steps) == 1


def test_free_type_change_needs_no_second_column() -> None:
    before = schema_of(entity("orders", "id bigint", "amount varchar(10)", pk="id", rows=1_000_000))
    after = apply((edits.alter(before, _column(before, "amount"), type="varchar(20)"),), before)
    made = plan(before, after, EXPAND)
    assert [step.rewrites for step in made.steps] == [()]


def test_rename_goes_through_all_phases_and_never_rewrites() -> None:
    made = plan(ORDERS, RENAMED, EXPAND)
    assert phases(made) == ["expand", "backfill", "validate", "contract"]
    assert not any(step.rewrites for step in made.steps)


def test_what_takes_away_comes_last_and_what_needs_it_gone_comes_after() -> None:
    def made(before: str, after: str, strategy: Strategy) -> list[tuple[str, str]]:
        steps = plan(import_sql(before).schema, import_sql(after).schema, Options(strategy=strategy)).steps
        return [(step.phase, step.title) for step in steps]

    two = "CREATE TABLE t (id bigint PRIMARY KEY, a {0}, b {0}{1});"
    found = made(two.format("integer", ""), two.format("bigint", " UNIQUE"), "expand-contract")
    assert [one for one, _ in found if one == "contract"] == [one for one, _ in found[-4:]]
    old = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (id bigint PRIMARY KEY, m mood, n int);"
    new = "CREATE TABLE t (id bigint PRIMARY KEY, n int CHECK (n > 0));"
    assert [title for _, title in made(old, new, "online")][-2:] == ["finish: change t", "drop mood"]
    assert [phase for phase, _ in made(old, new, "online")][-2] == "contract"


@pytest.mark.parametrize(("after", "new"), [(RENAMED, "total"), (WIDER, "amount")], ids=["renamed", "wider"])
def test_it_is_said_that_the_new_column_stands_last(after: Schema, new: str) -> None:
    (said,) = [one for one in plan(ORDERS, after, EXPAND).notices if "stands last" in one]
    assert said.startswith(f"the new column orders.{new} ")


def test_both_versions_write_and_each_sees_what_the_other_wrote(session: psycopg.Connection) -> None:
    _start(session)
    for step in plan(ORDERS, RENAMED, EXPAND).steps:
        if step.phase == "contract":
            break
        go(session, step)
    session.execute("INSERT INTO orders (id, amount) VALUES (101, 1)")
    session.execute("INSERT INTO orders (id, total) VALUES (102, 2)")
    session.execute("UPDATE orders SET amount = 7 WHERE id = 1")
    session.execute("UPDATE orders SET total = 8 WHERE id = 2")
    rows = session.execute(
        "SELECT id, amount, total FROM orders WHERE id IN (1, 2, 3, 101, 102) ORDER BY id"
    ).fetchall()
    assert rows == [(1, 7, 7), (2, 8, 8), (3, 30, 30), (101, 1, 1), (102, 2, 2)]


def test_after_a_change_of_type_the_old_column_follows_until_the_contract(session: psycopg.Connection) -> None:
    _start(session)
    for step in plan(ORDERS, WIDER, EXPAND).steps:
        if step.phase == "contract":
            break
        go(session, step)
    session.execute("INSERT INTO orders (id, amount) VALUES (101, 1)")
    session.execute("UPDATE orders SET amount = 7 WHERE id = 1")
    rows = session.execute("SELECT amount, amount_before FROM orders WHERE id IN (1, 101) ORDER BY id").fetchall()
    assert rows == [(7, 7), (1, 1)]
    kind = session.execute("SELECT pg_typeof(amount)::text FROM orders LIMIT 1").fetchone()
    assert kind == ("bigint",)


@pytest.mark.parametrize("after", [RENAMED, WIDER], ids=["renamed", "wider"])
def test_the_way_back_of_the_contract_fills_in_batches_and_builds_online(after: Schema) -> None:
    contract = [step for step in plan(ORDERS, after, EXPAND).steps if step.phase == "contract"]
    back = "\n".join(text for step in contract for text in step.down)
    assert "\n    ANALYZE public.orders (amount" in back
    assert "CREATE INDEX CONCURRENTLY" in back
    assert not any(text.startswith("UPDATE") for step in contract for text in step.down)
    (drop,) = [step for step in contract if "DROP COLUMN" in "".join(step.up)]
    assert drop is contract[-1]
    assert "NOT NULL" in "".join(drop.down)  # what is written before the old column is full


@pytest.mark.strict_only("aborts a migration after each of its steps")
@pytest.mark.parametrize("version", [15, 18])
@pytest.mark.parametrize("after", [RENAMED, WIDER], ids=["renamed", "wider"])
def test_abort_after_any_step_leaves_the_start(after: Schema, version: int) -> None:
    steps = plan(ORDERS, after, replace(EXPAND, target_version=version)).steps
    with proof_database() as database, database.connect() as session:
        _start(session)
        start = read_catalogue(session, again=True)
        rows = session.execute("SELECT id, amount, note FROM orders ORDER BY id").fetchall()
        for last in range(1, len(steps) + 1):
            for step in steps[:last]:
                go(session, step)
            for step in reversed(steps[:last]):
                go(session, step, "down")
            unlike = compare(start, read_catalogue(session, again=True), column_order=False)
            assert [one for one in unlike if not servers_choice(one)] == []
            assert session.execute("SELECT id, amount, note FROM orders ORDER BY id").fetchall() == rows


def test_stopped_backfill_goes_on_where_it_was(session: psycopg.Connection) -> None:
    _start(session)
    steps = plan(ORDERS, RENAMED, EXPAND).steps
    for step in steps[:2]:
        go(session, step)
    backfill = steps[2]
    assert backfill.phase == "backfill"
    session.execute("ALTER TABLE orders ADD CONSTRAINT stop CHECK (id <> 8 OR total IS NULL)")
    with pytest.raises(psycopg.errors.CheckViolation):
        go(session, backfill)
    filled = session.execute("SELECT count(*) FROM orders WHERE total IS NOT NULL").fetchone()
    assert filled == (6,)  # two batches of three were committed
    session.execute("ALTER TABLE orders DROP CONSTRAINT stop")
    go(session, backfill)
    assert session.execute("SELECT count(*) FROM orders WHERE total = amount").fetchone() == (10,)


@pytest.mark.strict_only("waits until a batch gives way")
def test_a_batch_that_meets_a_writer_gives_way_and_is_done_again(session: psycopg.Connection) -> None:
    _start(session)
    steps = plan(ORDERS, RENAMED, Options(strategy="expand-contract")).steps
    for step in steps[:2]:
        go(session, step)
    told: list[str] = []
    session.add_notice_handler(lambda one: told.append(one.message_primary or ""))
    (database,) = session.execute("SELECT current_database()").fetchone() or ("",)
    with psycopg.connect(session.info.dsn, dbname=database, password=session.info.password) as writer:
        writer.execute("UPDATE orders SET amount = 5 WHERE id = 8")  # the batch has 1 to 7 by then, and waits for 8
        filling = threading.Thread(target=go, args=(session, steps[2]))
        filling.start()
        while not told:
            time.sleep(0.01)
        writer.execute("UPDATE orders SET amount = 5 WHERE id = 1")  # a deadlock, did the batch still hold it
        writer.commit()
        filling.join()
    assert told[0].startswith("orders: waiting, ")
    assert told[-1] == "orders: 8 filled"
    assert session.execute("SELECT count(*) FROM orders WHERE total = amount").fetchone() == (10,)


def test_survival_says_when_old_code_stops_working_and_new_code_starts() -> None:
    new = replace(
        RENAMED,
        access_patterns=tuple(
            replace(one, statements=tuple(text.replace("amount", "total") for text in one.statements))
            for one in ORDERS.access_patterns
        ),
    )
    fared = {(one.version, one.access_pattern): dict(one.phases) for one in survival(plan(ORDERS, new, EXPAND))}
    old, young = fared["old", "read an amount"], fared["new", "read an amount"]
    assert [old[phase] for phase in ("start", "expand", "backfill", "validate")] == ["ok"] * 4
    assert "amount" in old["contract"]
    assert "total" in young["start"]
    assert [young[phase] for phase in ("expand", "backfill", "validate", "contract")] == ["ok"] * 4
