"""Designs between PostgreSQL and the two dialects that no server here speaks, with every difference said."""

from pathlib import Path

import pytest
import sqlglot

from designer.exporters import export
from designer.importers import import_sql
from designer.lab.verify import verify
from designer.sql.splitting import split

GOLDEN = Path(__file__).parent / "golden"
FORMS = Path(__file__).parent.parent / "importers"
SHOP = """
CREATE TYPE mood AS ENUM ('sad', 'it''s'); CREATE DOMAIN pos AS integer CHECK (VALUE > 0) NOT NULL;
CREATE SCHEMA shop; CREATE SEQUENCE numbers START 5; CREATE VIEW v AS SELECT 1;
CREATE TABLE shop.customer (
  id bigserial PRIMARY KEY, name text NOT NULL UNIQUE, email varchar(80) UNIQUE, m mood DEFAULT 'sad', p pos,
  active boolean DEFAULT true, made timestamptz DEFAULT now(), day date DEFAULT CURRENT_DATE, tags text[],
  uid uuid DEFAULT gen_random_uuid(), doc jsonb DEFAULT '{}', price numeric(10,2) DEFAULT 0.5,
  full_name text GENERATED ALWAYS AS (upper(name)) STORED, CHECK (active OR price > 1),
  CONSTRAINT cheap CHECK (price >= 0 AND m = ANY (ARRAY['sad'::mood])));
CREATE TABLE shop.orders (
  id int GENERATED ALWAYS AS IDENTITY (START WITH 10), "Weird Name" text,
  customer_id bigint NOT NULL REFERENCES shop.customer ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
  PRIMARY KEY (id, customer_id));
CREATE INDEX low ON shop.orders (lower("Weird Name")); CREATE INDEX g ON shop.customer USING gin (doc);
CREATE UNIQUE INDEX u ON shop.orders (customer_id) INCLUDE (id) WHERE id > 5;
COMMENT ON COLUMN shop.orders.id IS 'it''s';
"""


@pytest.mark.parametrize("to", ["tsql", "oracle"])
def test_a_postgresql_design_is_written_for_it_and_read_back_whole(to: str) -> None:
    written = export(import_sql(SHOP).schema, to)
    again = import_sql(written.text, to)
    assert again.problems == ()
    assert (again.counts["entities"], again.counts["attributes"], again.counts["relationships"]) == (2, 16, 1)
    said = {notice.object.rpartition(".")[2].lower() for notice in written.notices}
    assert {"view v", "m", "doc", "tags", "g", "customer_check", "orders_customer_id_fkey"} <= said
    assert written.text == (GOLDEN / f"postgres_to_{to}.sql").read_text()


@pytest.mark.parametrize("to", ["tsql", "oracle"])
def test_another_parser_reads_what_is_written(to: str) -> None:
    for statement in split(export(import_sql(SHOP).schema, to).text, to):
        if statement.kind != "meta":
            text = statement.text.replace(" VIRTUAL", "")  # a word that it does not know
            assert sqlglot.parse_one(text, read=to) is not None


@pytest.mark.parametrize("dialect", ["tsql", "oracle", "sqlite"])
def test_its_own_forms_are_written_back_as_they_were(dialect: str) -> None:
    schema = import_sql((FORMS / dialect / "forms.sql").read_text(), dialect).schema
    assert export(schema, dialect).text == (GOLDEN / f"{dialect}_forms.sql").read_text()


@pytest.mark.parametrize("dialect", ["tsql", "oracle"])
def test_every_form_loads_on_postgresql(dialect: str) -> None:
    text = (FORMS / dialect / "forms.sql").read_text().replace("doc xml", "doc nvarchar(max)")  # built without libxml
    schema = import_sql(text.replace("CREATE GLOBAL TEMPORARY TABLE", "CREATE TABLE"), dialect).schema
    outcome = verify(schema, "postgres")
    assert (outcome.verdict, outcome.errors, outcome.differences) in (("equal", (), ()), ("not executed", (), ()))


def test_nulls_of_sql_server_clash_and_those_of_postgresql_do_not() -> None:
    there = export(import_sql("CREATE TABLE t (a int UNIQUE)", "tsql").schema, "postgres").text
    assert "NULLS NOT DISTINCT" in there
    back = export(import_sql("CREATE TABLE t (a int UNIQUE)").schema, "tsql").text
    assert "CREATE UNIQUE INDEX [t_a_key] ON [dbo].[t] ([a]) WHERE [a] IS NOT NULL" in back


def test_names_in_capitals_need_no_quotes_on_either_side() -> None:
    text = export(
        import_sql('CREATE TABLE Ab (Cd NUMBER, "Ef" DATE, CHECK (cd > 0))', "oracle").schema, "postgres"
    ).text
    assert "CREATE TABLE public.ab" in text
    assert "cd numeric" in text
    assert '"Ef" timestamp(0)' in text
    assert 'CHECK ("cd" > 0)' in text


def test_names_that_would_fall_together_keep_their_spelling() -> None:
    text = export(import_sql('CREATE TABLE t ("a" NUMBER, "A" NUMBER)', "oracle").schema, "postgres").text
    assert '"A" numeric' in text
    assert "    a numeric" in text


def test_a_text_that_is_joined_by_a_plus_is_joined_by_bars() -> None:
    text = "CREATE TABLE t (a nvarchar(9), b nvarchar(9), n int, c AS (a + b), d AS (n + 1))"
    found = export(import_sql(text, "tsql").schema, "postgres").text
    assert '"a" || "b"' in found
    assert '"n" + 1' in found


@pytest.mark.parametrize("check", ["a LIKE '[0-9]%'", "dbo.f(a) = 1", "ISNUMERIC(a) = 1"])
def test_what_has_no_counterpart_is_left_out_and_said(check: str) -> None:
    written = export(import_sql(f"CREATE TABLE t (a varchar(9), CHECK ({check}))", "tsql").schema, "postgres")
    assert "CHECK" not in written.text
    assert any("left out" in notice.reason for notice in written.notices)


def test_converted_constant_is_a_default_of_the_type_that_its_column_becomes() -> None:
    sql = (
        "CREATE TABLE a (x bit NOT NULL DEFAULT (CONVERT([bit],(0))),"
        " y nvarchar(9) DEFAULT (CONVERT([nvarchar](9),N'z')),"
        " g geography DEFAULT (CONVERT([geography],geography::Parse('POINT (0 0)'))))"
    )
    made = export(import_sql(sql, "tsql").schema, "postgres")
    (table,) = import_sql(made.text).schema.entities
    assert [one.default for one in table.attributes] == ["false", "'z'", None]
    assert any(one.object.endswith("a.g") and "left out" in one.reason for one in made.notices)


def test_sequences_of_oracle_share_names_with_keys_and_may_be_missing() -> None:
    sql = (
        "CREATE SEQUENCE a_seq;\nCREATE TABLE a (id NUMBER(9) DEFAULT a_seq.NEXTVAL, n NUMBER(9) DEFAULT gone.NEXTVAL,"
        " CONSTRAINT a_seq PRIMARY KEY (id));"
    )
    made = export(import_sql(sql, "oracle").schema, "postgres")
    (table,) = import_sql(made.text).schema.entities
    assert [one.default for one in table.attributes] == ["nextval('a_seq')", None]
    assert table.primary_key is not None
    assert table.primary_key.name == "a_seq_2"
