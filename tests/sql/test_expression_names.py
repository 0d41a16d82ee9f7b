"""What the server calls index keys that are expressions."""

import pytest

from designer.lab.scratch import ScratchCluster
from designer.sql.expression_names import expression_name

EXPRESSIONS = [
    "lower(a)", "a || 'x'", "(b + 1)", "b::text", "(b+1)::text", "cast(b as bigint)", "(b+1)::bigint", "arr[1]",
    "coalesce(a,'x')", "greatest(b,1)", "case when b > 1 then a else lower(a) end", "(j->>'x')", "(j->>'x')::int",
    "case when b>1 then 1 else 2 end", "pg_catalog.upper(a)", 'a collate "C"', "trim(a)", "trim(leading 'x' from a)",
    "substring(a from 1 for 2)", "nullif(b,1)", "extract(year from t at time zone 'UTC')", "t at time zone 'UTC'",
    "position('x' in a)", "(b+1)::character varying(10)", "(b+1)::double precision", "b is null", "not (b > 1)",
    "array[b]", "row(a,b) is null", "-b", "left(a,3)", "overlay(a placing 'x' from 1)", "char_length(a)", "((a))",
    "case b when 1 then case when b=2 then 1 else b end else (b) end", "ceiling(b)", "(b + 1)::decimal(10,2)",
    "date '2020-01-01' + b", "(lower(a))::varchar(3)", '"Upper"(a)',
]  # fmt: skip


def test_an_expression_that_cannot_be_read_is_expr() -> None:
    for expression in ("", "(", "'", "()", "a.", "CAST(a)"):
        assert expression_name(expression) == "expr"


def test_an_expression_nested_as_deep_as_one_likes_is_read() -> None:
    assert expression_name("(" * 5_000 + "a" + ")" * 5_000) == "a"
    assert expression_name("(" * 5_000 + "a" + ")::int" * 5_000) == "int4"


def test_every_expression_is_called_what_the_server_calls_it(scratch: ScratchCluster) -> None:
    with scratch.connect() as session:
        session.execute("create schema keys; set search_path = keys")
        session.execute("create table e (a text, b int, j jsonb, t timestamptz, arr int[])")
        session.execute("create function \"Upper\"(text) returns text immutable language sql as 'select $1'")
        for expression in EXPRESSIONS:
            session.execute(f"create index on e (({expression}))")  # type: ignore[arg-type]
        found = session.execute(
            "select attname from pg_index join pg_attribute on attrelid = indexrelid"
            " where indrelid = 'e'::regclass order by indexrelid"
        ).fetchall()
        session.execute("drop schema keys cascade")
    assert [expression_name(each) for each in EXPRESSIONS] == [row[0] for row in found]


@pytest.mark.parametrize(("expression", "name"), [("b::timestamp(3) with time zone + 1", "expr"), ("x.y", "y")])
def test_other_expressions(expression: str, name: str) -> None:
    assert expression_name(expression) == name
