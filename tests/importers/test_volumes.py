"""Volumes in the comments of the scripts that define the tables."""

import pytest

from designer.importers import add_queries, import_sql
from designer.importers.source import import_source

SHOP = """-- The shop. Rows: see below; distinct: whatever
-- rows: orders = 10_000_000
/* rows: customers = 400k */
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, -- distinct: orders.customer_id = 390_000
  note text DEFAULT '-- rows: customers = 3');
"""


@pytest.mark.parametrize(
    "comment",
    [
        "-- rows: 10",
        "-- distinct: values only",
        "-- the rows: 5 = many",
        "-- rowss: a = 1",
        "-- rows per day: see the wiki",
        "-- the rows per day: a = 5",
        "-- rows a day: a = 5",
    ],
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
        ("-- rows per day: b = 10", "there is no table b"),
        ("-- rows per day: a 50k", "rows per day: “a 50k” is not of the form table = 50_000"),
        ("-- updates_per_day: a = -3", "updates per day: “a = -3” is not of the form table = 50_000"),
        ("-- retention days: a = long", "retention days: “a = long” is not of the form table = 90"),
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


def test_growth_stands_in_comments_too() -> None:
    text = "-- Rows per day: a = 50k\n-- updates-per-day: a = 1_000\n/* deletes_per_day: a = 7 */\n"
    text += "-- retention days: a = 90\n"
    found = import_sql(f"{text}CREATE TABLE a (id bigint);")
    (entity,) = found.schema.entities
    assert found.problems == ()
    assert (entity.rows_per_day, entity.updates_per_day, entity.deletes_per_day) == (50_000, 1_000, 7)
    assert (entity.retention_days, entity.rows) == (90, None)


def test_growth_may_stand_in_the_file_of_the_queries() -> None:
    made = import_sql("CREATE TABLE a (id bigint);")
    found = add_queries(made, "-- rows per day: a = 50k\n-- name: one\nSELECT id FROM a WHERE id = $1;")
    assert (found.problems, found.schema.entities[0].rows_per_day) == ((), 50_000)
    assert [one.name for one in found.schema.access_patterns] == ["one"]
