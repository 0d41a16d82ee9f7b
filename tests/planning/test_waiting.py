"""Steps that lock several tables: all at once, given up before a deadlock would be looked for."""

import threading

import pytest

from designer.importers import import_sql
from designer.lab.proof import proof_database
from designer.planning import Options, Plan, plan
from designer.planning.model import Strategy
from designer.planning.waiting import TOGETHER, is_head, waiting

BEFORE = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id bigint PRIMARY KEY, a_id int{});"
AFTER = BEFORE.format(" REFERENCES a, CHECK (id > 0)")


def made(strategy: Strategy, after: str = AFTER) -> Plan:
    return plan(import_sql(BEFORE.format("")).schema, import_sql(after).schema, Options(strategy=strategy))


def test_a_step_that_locks_one_table_waits_as_ever_and_a_direct_one_says_nothing() -> None:
    alone = next(step for step in made("online").steps if "b_id_check" in "".join(step.up))
    assert alone.up[0] == "SET LOCAL lock_timeout = '5s';"
    assert not any("wait" in text for text in (*alone.up, *alone.down))
    assert not any(is_head(text) for step in made("direct").steps for text in (*step.up, *step.down))


def test_a_table_that_the_step_makes_is_in_nobodys_way() -> None:
    new = BEFORE.format("") + "CREATE TABLE c (a_id int REFERENCES a, b_id bigint REFERENCES b);"
    steps = made("online", new).steps
    assert {lock.relation for step in steps for lock in step.locks} == {"public.a", "public.b"}
    assert not any(is_head(text) and "LOCK TABLE" in text for step in steps for text in step.up)


def test_a_foreign_key_takes_the_locks_of_both_tables_first() -> None:
    add = next(step for step in made("online").steps if "for new rows" in step.title and "foreign" in step.title)
    assert add.up[0] == f"SET LOCAL lock_timeout = '{TOGETHER}';"
    assert is_head(add.up[2])
    assert "ONLY public.b, ONLY public.a IN SHARE ROW EXCLUSIVE MODE" in add.up[2]
    assert {lock.mode for lock in add.locks_back} == {"ACCESS EXCLUSIVE"}


@pytest.mark.strict_only("waits half a second")
def test_whoever_holds_a_table_is_let_through_and_then_it_is_had() -> None:
    with proof_database() as database, database.connect() as session, database.connect() as writer:
        session.execute("CREATE TABLE a (); CREATE TABLE b ()")
        session.execute("SET lock_timeout = '20ms'")
        locks = tuple(f"LOCK TABLE {one} IN ACCESS EXCLUSIVE MODE;" for one in "ab")
        writer.execute("BEGIN")
        writer.execute("INSERT INTO b DEFAULT VALUES")

        def goes_on() -> None:
            writer.execute("INSERT INTO a DEFAULT VALUES")  # what would deadlock, did the other hold a
            writer.execute("COMMIT")

        with session.transaction():
            other = threading.Timer(0.1, goes_on)
            other.start()
            session.execute(waiting(locks).encode())
            other.join()
            held = session.execute(
                "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'"
                " AND relation IN ('a'::regclass, 'b'::regclass)"
            ).fetchone()
            assert held == (2,)
