"""The proof server: what a hostile owner of a throw-away database cannot do."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from designer.lab.proof import DEFAULT_LIMITS, ProofDatabase, proof_database
from designer.lab.watchdog import Limits


@pytest.fixture(scope="module")
def database() -> Iterator[ProofDatabase]:
    with proof_database() as made:
        yield made


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/stolen'",
        "CREATE TEMP TABLE lines (line text); COPY lines FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_read_binary_file('postgresql.conf')",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_stat_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT passwd FROM pg_shadow",
        "SELECT rolpassword FROM pg_authid",
        "CREATE ROLE another",
        "CREATE DATABASE another",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "SELECT pg_reload_conf()",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE TABLESPACE elsewhere LOCATION '/tmp'",
        "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p",
        "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '/lib/x86_64-linux-gnu/libc.so.6', 'getpid'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
        "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "SET temp_file_limit = -1",
        "SET log_min_messages = 'debug5'",
        "SELECT pg_create_physical_replication_slot('s')",
        "LOAD '/lib/x86_64-linux-gnu/libc.so.6'",
    ],
)
def test_owner_of_the_database_is_refused(database: ProofDatabase, statement: str) -> None:
    with database.connect() as session, pytest.raises(errors.InsufficientPrivilege):
        session.execute(statement)


@pytest.mark.parametrize("other", ["postgres", "template1"])
def test_no_other_database_lets_the_owner_in(database: ProofDatabase, other: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(database.dsn.replace(f"/{database.name}?", f"/{other}?"))


def test_one_runs_owner_is_not_let_into_another_runs_database(database: ProofDatabase) -> None:
    with proof_database() as other:
        stranger = database.dsn.split("@")[0] + "@" + other.dsn.split("@")[1]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(stranger)


def test_superusers_sessions_cannot_be_ended_by_the_owner(database: ProofDatabase) -> None:
    with database.connect() as session, pytest.raises(errors.InsufficientPrivilege):
        session.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'")


def test_ordinary_statements_with_languages_and_triggers_run(database: ProofDatabase) -> None:
    with database.connect() as session:
        session.execute(
            "CREATE TABLE orders (id int PRIMARY KEY, changed timestamptz);"
            "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.changed := '2000-01-01'; RETURN NEW; END $$;"
            "CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp();"
            "INSERT INTO orders VALUES (1)"
        )
        assert session.execute("SELECT changed IS NOT NULL FROM orders").fetchone() == (True,)


def test_settings_are_the_databases_own() -> None:
    with proof_database({"search_path": "shop, public"}) as made, made.connect() as session:
        assert session.execute("SHOW search_path").fetchone() == ("shop, public",)


def test_settings_do_not_bind_who_watches_over_the_database() -> None:
    with proof_database({"search_path": "shop, public", "statement_timeout": "2s"}) as made:
        watching = made.watchdog._session
        assert watching.execute("SHOW search_path").fetchone() == ("pg_catalog",)
        assert watching.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_statement_timeout_ends_an_honest_statement_and_nothing_else() -> None:
    with proof_database(limits=Limits(statement_seconds=0.3)) as made, made.connect() as session:
        with pytest.raises(errors.QueryCanceled):
            session.execute("SELECT pg_sleep(30)")
        assert session.execute("SELECT 1").fetchone() == (1,)
        assert made.stopped is None


def test_session_that_lifts_its_timeout_is_ended_from_outside() -> None:
    with proof_database(limits=Limits(statement_seconds=0.3)) as made, made.connect() as session:
        session.execute("SET statement_timeout = 0")
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT pg_sleep(30)")
        assert made.stopped == "A statement ran longer than 0.3 seconds."


def test_role_that_lifts_its_timeout_for_later_sessions_is_ended_from_outside() -> None:
    with proof_database(limits=Limits(statement_seconds=0.3)) as made:
        with made.connect() as session:
            session.execute("ALTER ROLE CURRENT_USER SET statement_timeout = 0")
        with made.connect() as session, pytest.raises(psycopg.OperationalError):
            session.execute("SELECT pg_sleep(30)")


def test_run_that_lasts_too_long_cannot_come_back() -> None:
    with proof_database(limits=Limits(run_seconds=0.5)) as made:
        with made.connect() as session, pytest.raises(psycopg.OperationalError):
            session.execute("SELECT pg_sleep(10)")
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            made.connect()
        assert made.stopped == "It ran longer than 0.5 seconds."


def test_loop_inside_a_function_that_catches_cancellation_is_ended() -> None:
    stubborn = """
        DO $$ BEGIN
          LOOP
            BEGIN PERFORM pg_sleep(10); EXCEPTION WHEN query_canceled THEN NULL; END;
          END LOOP;
        END $$"""
    with proof_database(limits=Limits(statement_seconds=0.3)) as made, made.connect() as session:
        with pytest.raises(psycopg.OperationalError):
            session.execute(stubborn)
        assert made.stopped is not None


def test_temporary_files_are_limited() -> None:
    with proof_database(limits=Limits(temporary_mb=1)) as made, made.connect() as session:
        session.execute("SET work_mem = '64kB'")
        with pytest.raises(errors.ConfigurationLimitExceeded):
            session.execute(
                "SELECT count(*) FROM (SELECT g, repeat('x', 100) FROM generate_series(1, 99999) g ORDER BY 2) s"
            )


def test_memory_is_limited() -> None:
    with proof_database(limits=Limits(memory_mb=400)) as made, made.connect() as session:
        with pytest.raises(errors.OutOfMemory):
            session.execute("SELECT length(repeat('x', 450000000) || repeat('y', 450000000))")
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_disk_is_limited() -> None:
    limits = Limits(disk_mb=60)
    with proof_database(limits=limits) as made, made.connect() as session, pytest.raises(psycopg.Error):
        session.execute("CREATE TABLE large AS SELECT g, repeat(md5(g::text), 30) FROM generate_series(1, 2000000) g")


def test_connections_are_limited() -> None:
    with (
        proof_database(limits=Limits(connections=2)) as made,
        made.connect(),
        made.connect(),
        pytest.raises(psycopg.OperationalError, match="too many connections"),
    ):
        made.connect()


def test_database_that_its_owner_made_undroppable_does_not_reach_the_next_run() -> None:
    with proof_database() as made, made.connect() as session:
        first = made.dsn.split("host=")[1]
        try:
            session.execute(f"ALTER DATABASE {made.name} IS_TEMPLATE true")
            undroppable = True
        except errors.InsufficientPrivilege:
            undroppable = False
    with proof_database() as made, made.connect() as session:
        assert session.execute("SELECT count(*) FROM pg_database WHERE NOT datistemplate").fetchone() == (2,)
        assert (made.dsn.split("host=")[1] != first) is undroppable


def test_cluster_whose_run_was_stopped_is_not_used_again() -> None:
    with proof_database(limits=Limits(run_seconds=0.1)) as made:
        first = made.dsn.split("host=")[1]
        with made.connect() as session, pytest.raises(psycopg.OperationalError):
            session.execute("SELECT pg_sleep(10)")
    assert not Path(first).exists()
    with proof_database() as made:
        assert made.dsn.split("host=")[1] != first


def test_nothing_of_a_run_is_left_for_the_next_one_in_the_same_cluster() -> None:
    with proof_database() as made, made.connect() as session:
        first = made
        session.execute("CREATE SCHEMA left_behind; SELECT lo_create(4711)")
    with proof_database() as made, made.connect() as session:
        assert session.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'left_behind'").fetchone() == (0,)
        assert session.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() == (0,)
        assert session.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [first.role]).fetchone() == (0,)


def test_runs_at_the_same_time_have_clusters_of_their_own() -> None:
    with proof_database() as one, proof_database() as two:
        assert one.dsn.split("host=")[1] != two.dsn.split("host=")[1]


def test_runs_in_many_threads_do_not_meet() -> None:
    found: list[int] = []

    def run() -> None:
        with proof_database() as made, made.connect() as session:
            session.execute("CREATE TABLE mine (id int)")
            found.append(session.execute("SELECT count(*) FROM pg_class WHERE relname = 'mine'").fetchone()[0])

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1]


@pytest.mark.requires("root")
def test_server_of_root_runs_under_an_account_that_owns_nothing_and_has_no_network() -> None:
    with proof_database() as made, made.connect() as session:
        pid = session.execute("SELECT pg_backend_pid()").fetchone()[0]
        assert Path(f"/proc/{pid}").stat().st_uid >= 1_900_000_000
        interfaces = Path(f"/proc/{pid}/net/dev").read_text().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]
        assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")


def test_default_limits_are_finite() -> None:
    assert all(0 < value < float("inf") for value in (DEFAULT_LIMITS.run_seconds, DEFAULT_LIMITS.disk_mb))
