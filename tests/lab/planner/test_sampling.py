"""What ANALYZE finds of declared values; the figures of full tables were read from `pg_stats` after ANALYZE."""

from dataclasses import replace

import pytest

from designer.lab.planner import Planned
from designer.lab.planner.sampling import distinct_found
from designer.lab.planner.statistics import column_statistics
from designer.lab.planner.types import ColumnType
from designer.lab.planner.volume import ColumnVolume
from designer.lab.planner.volumes import volumes_of
from designer.lab.planner.warnings import Miscounted, warnings_of
from designer.schema.build import attribute, entity, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute
from tests.lab.planner.conftest import ORDERS, asks


@pytest.mark.parametrize(
    ("distinct", "rows", "pages"),
    [(1, 1e9, 1e7), (7_500, 30_000, 188), (1_000_000, 1_000_000, 10_000), (25, 1e9, 1e7), (2_405, 1_500_000, 28_000)],
    ids=["one value", "every row is looked at", "a key", "few values", "values with many rows each"],
)
def test_what_a_sample_cannot_miss_is_found_as_it_is(distinct: float, rows: float, pages: float) -> None:
    assert distinct_found(distinct, rows, pages, 0.0) == pytest.approx(distinct, rel=1e-4)


@pytest.mark.parametrize(
    ("distinct", "rows", "pages", "together", "found"),
    [
        (1_500_000, 6_000_000, 111_800, 1, 375_380),
        (75_000, 300_000, 5_591, 1, 61_418),
        (200_000, 6_000_000, 111_800, 0, 190_238),
        (99_900, 800_000, 17_400, 0, 91_077),
    ],
    ids=["lines of an order", "the same in few pages", "parts anywhere", "prices anywhere"],
)
def test_analyze_finds_fewer_values_than_there_are(
    distinct: float, rows: float, pages: float, together: float, found: float
) -> None:
    assert distinct_found(distinct, rows, pages, together) == pytest.approx(found, rel=0.1)


def test_values_that_stand_together_are_missed_more_often() -> None:
    found = [distinct_found(1_500_000, 6_000_000, 111_800, together) for together in (0, 0.5, 1)]
    assert found == sorted(found, reverse=True)


def _read(column: Attribute, rows: int) -> ColumnVolume:
    schema = schema_of(entity("lines", column, rows=rows))
    return volumes_of(schema)[schema.entities[0].id].columns[column.name]


def test_statistics_hold_what_the_server_was_told_instead() -> None:
    lines = attribute("order_id bigint", distinct=1_500_000, correlation=1.0)
    measured = replace(lines, distinct=375_380, null_fraction=0.0, average_width=8)
    for said, expected in (
        (lines, None),
        (_told(lines, "-0.25"), -0.25),
        (_told(lines, "1400000"), -1_400_000 / 6_000_000),
        (_told(lines, "0"), None),
        (measured, 375_380),
    ):
        found = column_statistics(_read(said, 6_000_000), 6_000_000, 111_800).n_distinct
        if expected is None:
            assert 350_000 < found < 450_000
        else:
            assert found == pytest.approx(expected)


def _told(column: Attribute, number: str) -> Attribute:
    return replace(column, options=FrozenMap({"postgres": FrozenMap({"n_distinct": number})}))


def test_a_column_without_repeats_has_a_histogram_and_no_common_values() -> None:
    names = tuple((f"nation {number:02}", 0.04) for number in range(25))
    column = ColumnVolume(ColumnType("text", "text"), 0.0, 25, 10, 0.0, values=names)
    once, often = column_statistics(column, 25), column_statistics(column, 2_500)
    assert once.most_common_vals is None
    assert once.histogram_bounds
    assert once.histogram_bounds.count(",") == 24
    assert often.most_common_vals
    assert often.histogram_bounds is None


def test_whole_quantities_take_no_bytes_behind_the_point() -> None:
    quantity = attribute("quantity numeric(15,2)", min=1, max=50, distinct=50)
    price = replace(quantity, distinct=4_000)
    assert (_read(quantity, 1_000).width, _read(price, 1_000).width) == (5, 7)


def test_a_plan_that_rests_on_too_low_a_count_says_how_to_mend_it(planned: Planned) -> None:
    far = Miscounted("orders", "customer_id", 2_500_000, 300_000, ORDERS)
    for query, said in (
        ("SELECT customer_id FROM orders WHERE id = 1", False),
        ("SELECT id FROM orders WHERE customer_id = 1", True),
        ("SELECT customer_id, count(*) FROM orders GROUP BY customer_id", True),
    ):
        pattern = asks(query)
        found = warnings_of(planned.schema, pattern, planned.explain(pattern).statements, (far,))
        assert ("ALTER COLUMN customer_id SET (n_distinct = -0.25)" in " ".join(found)) is said, (query, found)
