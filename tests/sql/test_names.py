"""Columns in plain expressions."""

import pytest

from designer.sql.names import CannotRewrite, columns_in, rename_column, rename_table


@pytest.mark.parametrize(
    "expression",
    [
        "x IN ('status') -- status",
        "status(x) > 0",
        "shop.status(x)",
        "x::status",
        "CAST(x AS status)",
        "x::shop.status[]",
        'x = "Status"',
        "(x).status = 1",
        "f(status => 1)",
        "f(status := 1)",
        "x COLLATE status < 'a'",
        "other.status = 1",
        "status 'a' < x",
        "x = $$status$$",
        "x OPERATOR(status.=) 1",
    ],
)
def test_what_only_looks_like_the_column_stays(expression: str) -> None:
    assert "status" not in columns_in(expression) or expression.startswith("other.")
    assert rename_column(expression, "orders", "status", "state") == expression


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("extract(year from x)", "year"),
        ("x at time zone 'UTC' > y", "time"),
        ("interval '1' day + x", "day"),
        ("x is not distinct from y", "distinct"),
        ("x between y and z", "between"),
        ("x is json object", "json"),
        ("x::timestamp with time zone", "zone"),
        ("x::double precision", "precision"),
        ("date '2020-01-01' < x", "date"),
        ("x like 'a' escape 'b'", "escape"),
        ("x desc nulls last", "last"),
    ],
)
def test_key_words_in_their_places_are_no_columns(expression: str, name: str) -> None:
    assert name not in columns_in(expression)
    assert rename_column(expression, "t", name, "renamed") == expression


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("extract(year from year) > date", {"year", "date"}),
        ("price BETWEEN low AND high AND name ~~ 'x' ESCAPE e", {"price", "low", "high", "name", "e"}),
        ('t.a > s.t.b and "C" is null', {"a", "b", "C"}),
        ("CASE WHEN a THEN b ELSE c END", {"a", "b", "c"}),
        ("cast(a as double precision) + b::numeric(10,2)[] + c", {"a", "b", "c"}),
        ("value > 0 and type = 'x' and position = 1", {"value", "type", "position"}),
        ("lower(a) || trim(both b from c)", {"a", "b", "c"}),
        ("tsrange(a, b) && c and d @> e", {"a", "b", "c", "d", "e"}),
        ("array[a, b][1] = any (c)", {"a", "b", "c"}),
        ("now()", set()),
        ("true and null is null", set()),
    ],
)
def test_columns_are_found(expression: str, columns: set[str]) -> None:
    assert columns_in(expression) == columns


def test_only_the_names_characters_change() -> None:
    expression = "orders.Status  IN ('status') /* status */ AND\n\tlower( status )=\"status\" AND o.status=1"
    assert rename_column(expression, "orders", "status", "order") == (
        'orders."order"  IN (\'status\') /* status */ AND\n\tlower( "order" )="order" AND o.status=1'
    )


def test_tables_are_renamed_where_they_qualify() -> None:
    assert rename_table("orders.orders = orders(1) and s.orders.a = 'orders'", "orders", "Order") == (
        '"Order".orders = orders(1) and s."Order".a = \'orders\''
    )


@pytest.mark.parametrize(
    "expression",
    ["x = (select status from t)", "status and 'open", "status weird"],
)
def test_doubt_is_refused(expression: str) -> None:
    with pytest.raises(CannotRewrite):
        rename_column(expression, "orders", "status", "state")


def test_names_without_case_in_mysql_and_backticks() -> None:
    assert rename_column("`Status` > STATUS", "t", "status", "key", "mysql") == "`key` > `key`"


def test_a_long_expression_is_read_once() -> None:
    expression = " and ".join(f"a{n} > {n}" for n in range(20_000))
    assert len(columns_in(expression)) == 20_000
