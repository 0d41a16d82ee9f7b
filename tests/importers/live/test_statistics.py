"""Figures of a server put into a design: what must stay out first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from designer.importers import import_sql
from designer.importers.live.errors import Unreachable
from designer.importers.live.postgres_statistics import _table
from designer.importers.live.statistics import ColumnFigures, Statistics, TableFigures, with_statistics
from designer.importers.live.wanted import Wanted
from designer.importers.refresh import refresh_volumes
from designer.importers.reimport import only_volumes, reimport
from designer.schema.model import ValueShare

SQL = """
CREATE TABLE a (x int, mail text, at date);
CREATE TABLE e (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE e1 PARTITION OF e FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE e2 PARTITION OF e FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
"""


def test_statistics_of_columns_that_are_not_there_change_nothing() -> None:
    found = import_sql(SQL)
    assert with_statistics(found, Statistics({}, {("public", "gone", "x"): ColumnFigures(0.5)})).schema == found.schema


def test_a_name_that_means_no_column_lets_nothing_be_read() -> None:
    with pytest.raises(Unreachable, match=r"no column 'a\.y'"):
        Wanted(without=("a.x", "a.y")).kept_back([("public", "a", "x")])


def test_columns_are_excluded_with_all_that_hold_the_same_values() -> None:
    columns = [("s", "a", "x"), ("s", "b", "y"), ("s", "c", "z"), ("s", "d", "x")]
    same = [(columns[1], columns[0]), (columns[2], columns[1])]
    assert Wanted(without=("S.A.X",)).kept_back(columns, same) == set(columns[:3])
    assert Wanted(without=("*.x",)).kept_back(columns) == {columns[0], columns[3]}
    assert Wanted(without=("d",)).kept_back(columns) == {columns[3]}
    assert Wanted(values=False).kept_back(columns) == set(columns)


@pytest.mark.parametrize(
    ("row", "days", "figures"),
    [
        (("r", -1.0, 0, 0, 0, 0, 0), 10.0, TableFigures(None, 0, 0, 0)),
        (("r", 0.0, 0, None, None, None, None), None, TableFigures(None)),
        (("p", -1.0, 0, 9, 0, 0, 0), 10.0, TableFigures(None)),
        (("r", -1.0, 5, 700, 900, 0, 10), None, TableFigures(700, estimated=("rows",))),
        (("r", 1000.0, 5, 9, 200, 50, 100), 10.0, TableFigures(1000, 20, 5, 10)),
        (("r", 1000.0, 5, 9, 1000, 0, 0), 10.0, TableFigures(1000, 100, 0, 0, ("rows_per_day",))),
    ],
)
def test_rows_and_growth_of_a_table(row: tuple[object, ...], days: float | None, figures: TableFigures) -> None:
    assert _table(row, days) == figures


def test_numbers_without_a_histogram_have_ends_only_where_the_common_values_are_all() -> None:
    def of(shares: list[float]) -> object:
        figures = Statistics({}, {("public", "a", "x"): ColumnFigures(0.1, common=["5", "-3"], shares=shares)})
        column = with_statistics(import_sql(SQL), figures).schema.entity("a").attribute("x")
        assert column is not None
        return column.min, column.max

    assert of([0.5, 0.4]) == (-3, 5)
    assert of([0.5, 0.2]) == (None, None)


def test_a_partitioned_table_is_its_partitions_together_unless_one_is_unknown() -> None:
    one = {("public", "e1"): TableFigures(100, 10.0, 0.0, 1.0, ("rows_per_day",))}
    both = one | {("public", "e2"): TableFigures(50, 5.0, 0.0, 1.0)}
    found = with_statistics(import_sql(SQL), Statistics(both)).schema.entity("e")
    assert (found.rows, found.rows_per_day, found.deletes_per_day, found.assumed) == (150, 15, 2, ("rows_per_day",))
    assert with_statistics(import_sql(SQL), Statistics(one)).schema.entity("e").rows is None


def test_a_refresh_changes_volumes_only_and_clears_what_was_assumed() -> None:
    design = import_sql("CREATE TABLE a (x int, mail text, own int);").schema
    entity = design.entity("a")
    x, mail, own = entity.attributes
    x = replace(x, distinct=5.0, values=(ValueShare(value=1, frequency=1.0),), assumed=("distinct", "null_fraction"))
    mail = replace(mail, values=(ValueShare(value="a@x", frequency=0.5),), min="a")
    design = replace(
        design,
        entities=(
            replace(entity, rows=9, comment="ours", assumed=("rows", "rows_per_day"), attributes=(x, mail, own)),
        ),
    )
    figures = Statistics(
        {("public", "a"): TableFigures(1000)},
        {
            ("public", "a", "x"): ColumnFigures(0.25, 4, 7, bounds=["1", "9"]),
            ("public", "a", "mail"): ColumnFigures(0.0, 11, -1),
        },
    )
    measured = with_statistics(import_sql("CREATE TABLE a (x bigint, mail text);"), figures).schema
    after = refresh_volumes(design, measured).entity("a")
    assert (after.rows, after.comment, after.assumed) == (1000, "ours", ("rows_per_day",))
    assert [one.type for one in after.attributes] == ["int", "text", "int"]
    new_x, new_mail, new_own = after.attributes
    assert (new_x.distinct, new_x.values, new_x.max, new_x.assumed) == (7, (), 9, ())
    assert (new_mail.distinct, new_mail.values, new_mail.min) == (1000, mail.values, "a")
    assert new_own == own
    found = only_volumes(design, measured)
    assert {change.kind for change in found.changes} == {"entity", "attribute"}  # type: ignore[union-attr]
    again = reimport(design, measured).target.entity("a")
    assert (again.rows, again.assumed, again.attributes[0].type) == (1000, ("rows_per_day",), "bigint")
