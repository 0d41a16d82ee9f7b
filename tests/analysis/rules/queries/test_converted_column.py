"""QR021: values that make the server convert the column."""

import pytest

from designer.schema.model import Dialect
from tests.analysis.rules.asking import asked, on

SELECT = "SELECT id FROM orders WHERE {}"


def said(condition: str, dialect: str = "mysql", *, indexed: bool = True, rows: int = 2_000_000) -> list[str]:
    """Titles of what is found of a condition on orders, whose `code` is a varchar(20)."""
    indexes = (on("code"),) if indexed else ()
    sql = SELECT.format(condition)
    if dialect == "oracle":  # it folds plain names to upper case
        sql = sql.replace("code", '"code"').replace("orders", '"orders"').replace("id", '"id"')
    found = asked("QR021", sql, *indexes, rows=rows, dialect=Dialect(name=dialect))
    return [one.title for one in found]


@pytest.mark.parametrize("dialect", ["mysql", "postgres", "tsql", "oracle", "sqlite"])
@pytest.mark.parametrize(
    "condition", ["code = '40512'", "code IN ('1', '2')", "id = 40512", "total < 3.5", "code > 'a'"]
)
def test_values_of_the_columns_own_kind_are_left_alone(condition: str, dialect: str) -> None:
    assert said(condition, dialect) == []


def test_without_an_index_to_lose_nothing_is_lost() -> None:
    assert said("code = 40512", indexed=False) == said("code = 40512", rows=500) == []


def test_sqlite_converts_the_value() -> None:
    assert said("code = 40512", "sqlite") == []


def test_a_national_text_meets_one_without_harm_elsewhere() -> None:
    assert said("code = N'x'", "oracle") == []


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "tsql", "oracle"])
@pytest.mark.parametrize("condition", ["code = 40512", "code IN ('1', 2)", "code BETWEEN 5 AND 7", "code > -1.5"])
def test_a_number_beside_an_indexed_text_is_found(condition: str, dialect: str) -> None:
    assert said(condition, dialect) == ["“the query” makes the server convert orders.code in every row"]


def test_sql_server_ranks_national_texts_higher() -> None:
    assert said("code = N'x'", "tsql") == ["“the query” makes the server convert orders.code in every row"]


def test_postgres_refuses_it_with_or_without_an_index() -> None:
    title = "“the query” compares orders.code, a text, with a number, which the server refuses"
    assert said("code = 40512", "postgres", indexed=False) == [title]
