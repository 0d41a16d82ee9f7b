"""Volumes in the comments of the scripts that define the tables."""

import pytest

from designer.importers import import_sql
from designer.importers.source import import_source

SHOP = """-- The shop. Rows: see below; distinct: whatever
-- rows: orders = 10_000_000
/* rows: customers = 400k */
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, -- distinct: orders.customer_id = 390_000
  note text DEFAULT '-- rows: customers = 3');
"""


@pytest.mark.parametrize(
    "comment", ["-- rows: 10", "-- distinct: values only", "-- the rows: 5 = many", "-- rowss: a = 1"]
)
def test_other_comments_say_nothing(comment: str) -> None:
    found = import_sql(f"{comment}\nCREATE TABLE a (id bigint);")
    assert (found.problems, found.schema.entities[0].rows) == ((), None)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("-- rows: b = 10", "there is no table b"),
        ("-- distinct: a.name = 10", "a has no column name"),
        ("-- rows: a = many", "rows: “a = many” is not of the form table = 10_000_000"),
    ],
)
def test_what_is_not_understood_is_a_problem_in_its_line(comment: str, said: str) -> None:
    found = import_source(f"CREATE TABLE a (id bigint);\n{comment}".encode(), "a.sql")
    assert [(one.line, one.message, one.file) for one in found.problems] == [(2, said, "a.sql")]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle"])
def test_figures_are_those_of_the_comments(dialect: str) -> None:
    found = import_sql(SHOP.replace("text", "varchar(99)"), dialect)
    rows = {one.name.lower(): one.rows for one in found.schema.entities}
    orders = next(one for one in found.schema.entities if one.name.lower() == "orders")
    assert (rows, found.problems) == ({"customers": 400_000, "orders": 10_000_000}, ())
    assert [one.distinct for one in orders.attributes] == [None, 390_000, None]
