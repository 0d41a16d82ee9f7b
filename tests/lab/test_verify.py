"""A verification sees what an export forgets, says what the server could not judge, and proves the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from designer import lab
from designer.exporters import ExportError
from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.errors import ServerUnavailable
from designer.lab.scratch import ScratchCluster
from designer.lab.verify import CannotConnect, Verification, verify, verify_source
from designer.schema import model
from designer.schema.build import attribute, entity, link, schema_of
from designer.schema.schema import Schema

EVERYTHING = (Path(__file__).parents[1] / "data" / "everything.sql").read_text()

SHOP = schema_of(
    entity("customers", "id bigint", attribute("email text not null default 'x'", comment="mail"), pk="id"),
    entity("orders", "id bigint identity", "customer_id bigint", pk="id", index="customer_id", checks=["id > 0"]),
    link("orders.customer_id", "customers.id", on_delete="cascade"),
)

Tampering = Callable[[Callable[[str], str]], Verification]


@pytest.fixture
def tampered(monkeypatch: pytest.MonkeyPatch) -> Tampering:
    """Verifies an export that was changed on its way to the server."""

    def run(change: Callable[[str], str]) -> Verification:
        faulty = tuple(filter(None, map(change, statements(SHOP))))
        monkeypatch.setattr(lab.verify, "export_statements", lambda schema: faulty)
        return verify(SHOP)

    return run


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("bigint GENERATED", "integer GENERATED", "column"),
        (" NOT NULL DEFAULT", " DEFAULT", "column"),
        (" DEFAULT 'x'", " DEFAULT 'y'", "column"),
        (" GENERATED ALWAYS AS IDENTITY", " NOT NULL", "column"),
        (" ON DELETE CASCADE", "", "foreign key"),
        ("id > 0", "id >= 0", "check"),
        (" (customer_id);", " (customer_id DESC);", "index"),
        ("CREATE TABLE public.orders", "CREATE UNLOGGED TABLE public.orders", "table"),
        ("COMMENT ON COLUMN public.customers.email IS 'mail';", "", "column"),
        (
            "    id bigint,\n    email text NOT NULL DEFAULT 'x'",
            "    email text NOT NULL DEFAULT 'x',\n    id bigint",
            "table",
        ),
    ],
)
def test_export_that_says_something_else_differs(tampered: Tampering, old: str, new: str, seen: str) -> None:
    assert any(old in statement for statement in statements(SHOP))
    outcome = tampered(lambda statement: statement.replace(old, new))
    assert outcome.verdict == "differs"
    assert not outcome.holds
    assert outcome.errors == ()
    assert seen in {one.kind for one in outcome.differences}


def test_statement_that_stands_too_early_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab.verify, "export_statements", lambda schema: tuple(reversed(statements(SHOP))))
    outcome = verify(SHOP)
    assert outcome.verdict == "differs"
    assert 'relation "public.orders" does not exist' in {error.message for error in outcome.errors}


def test_type_that_nothing_makes_is_an_error_and_no_excuse() -> None:
    outcome = verify(schema_of(entity("t", "a nosuchtype")))
    assert outcome.verdict == "differs"
    assert outcome.errors[0].message == 'type "nosuchtype" does not exist'
    assert outcome.errors[0].statement.startswith("CREATE TABLE public.t")


def test_feature_that_no_postgres_has_is_an_error() -> None:
    outcome = verify(
        schema_of(
            entity("t", "a integer"),
            model.Opaque(kind="index", name="i", sql="CREATE INDEX i ON t USING hash (a) INCLUDE (a)"),
        )
    )
    assert outcome.verdict == "differs"


def test_missing_extension_and_all_that_needs_it_is_named_and_the_rest_is_proved() -> None:
    outcome = verify(
        schema_of(
            model.Extension(name="postgis"),
            entity("places", "id bigint", "at geometry", pk="id"),
            entity("visits", "place_id bigint"),
            link("visits.place_id", "places.id"),
        )
    )
    assert outcome.verdict == "partly"
    assert outcome.holds
    assert (outcome.errors, outcome.differences) == ((), ())
    named = " ".join(one.statement for one in outcome.not_executed)
    assert "postgis" in named
    assert "CREATE TABLE public.places" in named
    assert "REFERENCES public.places" in named
    assert "CREATE TABLE public.visits" not in named


@pytest.mark.parametrize(
    "sql", ["CREATE ROLE boss", "ALTER SYSTEM SET work_mem = '1GB'", "COPY t FROM PROGRAM 'id'", "SELECT pg_sleep(9)"]
)
def test_statement_about_the_server_or_about_rows_is_not_run(sql: str) -> None:
    outcome = verify(schema_of(entity("t", "a integer"), model.Opaque(kind="other", name="x", sql=sql)))
    assert outcome.verdict == "partly"
    assert [one.statement for one in outcome.not_executed] == [f"{sql};"]


def test_rights_of_roles_that_are_elsewhere_leave_the_verdict_as_it_is() -> None:
    grant = model.Opaque(kind="grant", name="g", sql="GRANT SELECT ON t TO somebody")
    outcome = verify(schema_of(entity("t", "a integer"), grant))
    assert outcome.verdict == "equal"
    assert [one.statement for one in outcome.not_executed] == ["GRANT SELECT ON t TO somebody;"]


def test_design_that_cannot_be_exported_is_refused_before_any_server() -> None:
    with pytest.raises(ExportError):
        verify(schema_of(entity("t", "a int); DROP TABLE x; --")))


def test_no_server_is_a_verdict_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise ServerUnavailable("There is no server.")

    monkeypatch.setattr(lab.verify, "empty_database", nowhere)
    outcome = verify(SHOP)
    assert (outcome.verdict, outcome.server) == ("not executed", None)
    assert outcome.not_executed[0].why == "There is no server."


def test_server_of_the_user_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(CannotConnect, match="cannot be reached"):
        verify(SHOP, on="postgresql://nobody@/nothing?host=/nowhere")


def test_servers_of_the_user_that_give_no_database_are_a_sentence(scratch: ScratchCluster) -> None:
    url = scratch.provide_database("verify_no_rights", "verify_no_rights")
    with pytest.raises(CannotConnect, match="permission denied to create database"):
        verify(SHOP, on=url)


def test_server_of_the_user_proves_it_and_keeps_nothing(scratch: ScratchCluster) -> None:
    url = scratch.provide_database("verify_rights", "verify_rights", createdb=True)
    block = model.Opaque(kind="do block", name="on line 1", sql="DO $$ BEGIN END $$", line=1)
    outcome = verify(schema_of(*SHOP.schemas, *SHOP.entities, *SHOP.relationships, block), on=url)
    assert outcome.verdict == "partly"
    assert [one.why for one in outcome.not_executed] == ["DO blocks are run on the proof server alone"]
    assert verify(SHOP, on=url).verdict == "equal"
    with scratch.connect() as session:
        assert session.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'designer%'").fetchone() == (0,)


def test_everything_that_the_model_holds_is_equal_to_its_source_and_to_the_design() -> None:
    imported = import_sql(EVERYTHING)
    assert imported.problems == ()
    for outcome in (verify_source(EVERYTHING, imported.schema), verify(imported.schema)):
        assert (outcome.errors, outcome.differences, outcome.not_executed) == ((), (), ())
        assert outcome.verdict == "equal"
        assert outcome.statements > 100


def test_source_that_says_more_than_the_design_differs() -> None:
    text = "CREATE TABLE t (a integer DEFAULT 5, b integer);"
    smaller = import_sql("CREATE TABLE t (a integer);").schema
    outcome = verify_source(text, smaller)
    assert {(one.kind, one.object) for one in outcome.differences} >= {
        ("column", "public.t.a"),
        ("column", "public.t.b"),
    }


def test_encoding_of_a_source_is_that_of_the_text_it_has_become() -> None:
    text = "SET client_encoding = 'LATIN1'; CREATE TABLE t (a text); COMMENT ON TABLE t IS 'Résumé';"
    assert verify_source(text, import_sql(text).schema).verdict == "equal"


def test_what_the_server_refuses_of_the_source_too_is_no_difference() -> None:
    """A function of an index that names no schema is not found there: while an index is made, the path is empty."""
    text = """
    CREATE FUNCTION half(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
    CREATE FUNCTION quarter(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT half(half($1))';
    CREATE TABLE t (x integer);
    CREATE INDEX i ON t (quarter(x));
    """
    outcome = verify_source(text, import_sql(text).schema)
    assert (outcome.verdict, outcome.errors, outcome.differences) == ("partly", (), ())
    assert [one.why for one in outcome.not_executed] == [
        "function half(integer) does not exist: the server refuses the source's own text too"
    ]


def test_json_has_the_keys_that_other_programs_read() -> None:
    document = verify(schema_of(entity("t", "a nosuchtype"))).as_json()
    assert set(document) == {"verdict", "server", "statements", "errors", "differences", "not_executed", "seconds"}
    assert set(document["errors"][0]) == {"statement", "message"}
    assert document["server"].startswith("PostgreSQL 18")


def test_temporary_table_that_is_gone_with_its_session_is_no_difference() -> None:
    outcome = verify(
        schema_of(entity("kept", "id bigint", pk="id"), entity("gone", "id bigint", persistence="temporary"))
    )
    assert (outcome.verdict, outcome.differences) == ("equal", ())


def test_empty_design_is_equal_to_an_empty_database() -> None:
    assert verify(Schema()).verdict == "equal"
