"""What a hostile query, design or session cannot do on the planner's server."""

from dataclasses import replace

import psycopg
import pytest
from psycopg import errors

from designer.lab.planner import Lab, Planned
from designer.lab.planner_server import PLANNER_LIMITS
from designer.schema.build import entity, schema_of
from designer.schema.model import AccessPattern, Index, IndexKey, Opaque, Parameter
from tests.lab.planner.conftest import asks


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT 1; DROP TABLE orders", "more than one statement"),
        ("SELECT 1 /* ; */ ; /* ; */ SELECT 2", "more than one statement"),
        ("SELECT $$;$$; COMMIT", "more than one statement"),
        ("SELECT 'x\\'; DROP TABLE orders; --'", "more than one statement"),
        ("SELECT 'x", "cannot be read"),
        ("DROP TABLE orders", "begins with DROP"),
        ("CREATE TABLE x AS SELECT 1", "begins with CREATE"),
        ("(DROP TABLE orders)", "begins with DROP"),
        ("ANALYZE SELECT 1", "begins with ANALYZE"),
        ("EXPLAIN ANALYZE SELECT 1", "begins with EXPLAIN"),
        ("SET statement_timeout = 0", "begins with SET"),
        ("DO $$ BEGIN END $$", "begins with DO"),
        ("COPY orders TO '/tmp/x'", "begins with COPY"),
        ("EXECUTE asked(1)", "begins with EXECUTE"),
        ("DECLARE c CURSOR FOR SELECT 1", "begins with DECLARE"),
        ("SELECT set_config('statement_timeout', '0', false)", "calls set_config"),
        ("SELECT pg_catalog.\"set_config\"('search_path', 'x', false)", "calls set_config"),
        ("SELECT current_setting('data_directory')", "calls current_setting"),
        ("SELECT lo_import('/etc/passwd')", "calls lo_import"),
        ("SELECT lo_from_bytea(0, 'x')", "calls lo_from_bytea"),
        ("SELECT pg_sleep(60)", "calls pg_sleep"),
        ("SELECT 1 FROM orders WHERE id = pg_sleep(60)::text::int", "calls pg_sleep"),
        ("SELECT pg_read_file('/etc/passwd')", "calls pg_read_file"),
        ("SELECT query_to_xml('DROP TABLE orders', true, true, '')", "calls query_to_xml"),
        ("SELECT pg_terminate_backend(1)", "calls pg_terminate_backend"),
        ("SELECT pg_notify('a', 'b')", "calls pg_notify"),
        ("SELECT pg_advisory_lock(1)", "calls pg_advisory_lock"),
        ("SELECT 1 WHERE 1 IN (" + "1," * 120_000 + "1)", "at most 200,000"),
        ("SELECT " + "(" * 400 + "1" + ")" * 400, "nested deeper"),
        ("SELECT 1\0", "null character"),
        ("", "is empty"),
        ("-- nothing", "is empty"),
    ],
)
def test_what_is_no_plain_query_never_reaches_the_server(planned: Planned, query: str, why: str) -> None:
    found = planned.explain(asks(query))
    assert found.cost is None
    assert why in (found.statements[0].refused or "")


@pytest.mark.parametrize("value", ["1); DROP TABLE orders; --", "(SELECT 1)", "pg_sleep(9)", "1) OR (1 = 1", "$1", "'"])
def test_value_of_a_parameter_is_one_harmless_expression(planned: Planned, value: str) -> None:
    pattern = AccessPattern(
        name="p",
        statements=("SELECT 1 FROM orders WHERE id = :id",),
        parameters=(Parameter(name="id", value=value),),
    )
    assert "value of the parameter id" in (planned.explain(pattern).statements[0].refused or "")


def test_writing_queries_are_planned_and_write_nothing(planned: Planned) -> None:
    for query in (
        "DELETE FROM orders",
        "INSERT INTO customers VALUES (1, 'a') RETURNING *",
        "WITH gone AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM gone",
        "MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED THEN DELETE",
        "SELECT * INTO elsewhere FROM orders",
    ):
        assert planned.explain(asks(query)).cost is not None, query
    assert "does not exist" in (planned.explain(asks("SELECT 1 FROM elsewhere")).statements[0].refused or "")


_AS_THE_ROLE = [
    "CREATE TABLE stolen (a int)",
    "CREATE TEMP TABLE stolen (a int)",
    "CREATE SCHEMA stolen",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE RETURN 1",
    "DO $$ BEGIN PERFORM 1; END $$",
    "SELECT set_config('statement_timeout', '0', false)",
    "SELECT pg_sleep(10)",
    "SELECT lo_create(1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT pg_notify('a', 'b')",
    "SELECT pg_advisory_lock(1)",
    "SELECT table_to_xml('customers', true, true, '')",
    "SELECT pg_terminate_backend(pg_backend_pid())",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT passwd FROM pg_shadow",
    "COPY customers TO PROGRAM 'true'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "SET ROLE postgres",
    "SET temp_file_limit = -1",
    "LOAD '/lib/x86_64-linux-gnu/libc.so.6'",
]


@pytest.mark.parametrize("statement", _AS_THE_ROLE)
def test_role_itself_has_no_right_to_do_harm(planned: Planned, statement: str) -> None:
    with (
        planned._copy._role.session(planned._copy._run, read_only=False) as session,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        session.execute(statement.encode())


def test_role_does_not_own_its_database(planned: Planned) -> None:
    with (
        planned._copy._role.session(planned._copy._run, read_only=False) as session,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        session.execute(f"ALTER DATABASE {planned._copy._run} SET search_path = public".encode())


@pytest.mark.parametrize("other", ["postgres", "template1"])
def test_no_other_database_lets_the_role_in(planned: Planned, other: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        planned._copy._role.session(other)


def test_second_statement_is_refused_by_the_protocol_too(planned: Planned) -> None:
    with pytest.raises(Exception, match="multiple commands"):
        planned._copy.asking._ask("EXPLAIN SELECT 1; DROP TABLE orders")


def test_limits_of_the_session_are_the_servers(planned: Planned) -> None:
    said = f"{PLANNER_LIMITS.statement_seconds:g}s"
    row = planned._copy._reader.execute("SHOW statement_timeout").fetchone()
    assert row == (said,)
    assert planned._copy._reader.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
    assert planned._copy._reader.execute("SHOW temp_file_limit").fetchone() == (f"{PLANNER_LIMITS.temporary_mb}MB",)


def test_constant_that_is_too_large_is_refused_in_words(planned: Planned) -> None:
    refused = (
        planned.explain(asks("SELECT 1 FROM customers WHERE email = repeat('x', 1100000000)")).statements[0].refused
    )
    assert "too large" in (refused or "")


@pytest.mark.strict_only("fills a gigabyte")
def test_constant_that_would_fill_the_memory_is_refused_in_words(planned: Planned) -> None:
    bomb = "||".join(["repeat('x', 450000000)"] * 2)
    refused = planned.explain(asks(f"SELECT 1 FROM customers WHERE email = {bomb}")).statements[0].refused
    assert refused is not None
    assert planned.explain(asks("SELECT 1 FROM customers")).cost is not None


def test_hostile_names_and_texts_of_a_design_stay_what_they_are() -> None:
    evil = 'x"; DROP TABLE customers; --'
    table = entity("plain", "id bigint", rows=10)
    column = table.attributes[0]
    design = schema_of(
        replace(table, name=evil, attributes=(replace(column, name=evil),)),
        entity("typed", "id bigint", "t text); DROP TABLE plain; --", rows=10, pk="id"),
        Opaque(id="v", kind="view", name="v", sql="CREATE VIEW v AS SELECT 1; DROP TABLE typed"),
        Opaque(id="f", kind="function", name="f", sql="CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    )
    hostile = Index(id="i", keys=(IndexKey(expression="id); DROP TABLE typed; --"),))
    home, column_id = design.entity("typed").id, design.entity("typed").attributes[0].id
    sleeping = Index(id="s", keys=(IndexKey(column=column_id),), where="pg_sleep(9) IS NULL")
    with Lab().design(design, [(home, hostile), (home, sleeping)]) as planned:
        assert planned.explain(asks("SELECT * FROM typed")).cost is not None
        assert planned.explain(asks('SELECT * FROM "' + evil.replace('"', '""') + '"')).cost is not None
        assert {one.id for one in planned.left_out} == {"v", "i", "s"}


@pytest.mark.strict_only("waits for a limit of some seconds")
def test_endless_planning_is_ended_and_the_next_question_answered(planned: Planned) -> None:
    # Folded while it is planned. Back references are tried in every way, for years and in little memory.
    slow = r"SELECT 1 FROM customers WHERE (repeat('a', 2000) || 'b') ~ '^(a+)(a+)(a+)(a+)(a+)\5\4\3\2\1c?b'"
    found = planned.explain(asks(slow)).statements[0]
    assert found.plan is None
    assert found.refused == "Planning took longer than its limit of some seconds."
    assert planned.explain(asks("SELECT 1 FROM customers")).cost is not None


def test_join_of_very_many_tables_is_answered(planned: Planned) -> None:
    tables = ", ".join(f"orders o{number}" for number in range(60))
    joined = " AND ".join(f"o{number}.id = o{number + 1}.customer_id" for number in range(59))
    found = planned.explain(asks(f"SELECT 1 FROM {tables} WHERE {joined}"))
    assert found.cost is not None or found.statements[0].refused
