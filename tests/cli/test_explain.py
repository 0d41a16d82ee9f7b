"""designer explain: what it refuses, its JSON, its tree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Designer = Callable[..., Ran]
EXPLAIN = ("explain", "shop.sql", "--queries", "queries.sql")


@pytest.mark.parametrize(
    ("indexes", "reason"),
    [
        ("DROP TABLE orders;", "i.sql:1: only CREATE INDEX is read here"),
        ("\nCREATE INDEX a ON nowhere (id);", "i.sql:2: there is no table nowhere"),
        ("CREATE INDEX a ON orders (nothing);", "i.sql:1: orders has no column nothing"),
    ],
)
def test_indexes_that_cannot_be_read_are_one_line_and_exit_code_two(
    designer: Designer, shop: Path, indexes: str, reason: str
) -> None:
    (shop.parent / "i.sql").write_text(indexes)
    ran = designer(*EXPLAIN, "--indexes", "i.sql")
    assert (ran.code, ran.out, ran.error.count("\n")) == (2, b"", 1)
    assert reason in ran.error


def test_design_without_patterns_has_nothing_to_explain(designer: Designer, shop: Path) -> None:
    ran = designer("explain", "shop.sql")
    assert ran.code == 2
    assert "no access pattern" in ran.error


def test_json_has_the_shape_of_the_contract(designer: Designer, shop: Path) -> None:
    (shop.parent / "i.sql").write_text("CREATE INDEX by_customer ON orders (customer_id, placed_at DESC);")
    ran = designer(*EXPLAIN, "--indexes", "i.sql", "--format", "json")
    assert ran.code == 0, ran.error
    assert ran.json["server"].startswith("PostgreSQL ")
    (pattern,) = ran.json["patterns"]
    assert pattern.keys() >= {
        "name", "cost", "generic_cost", "rows", "plan", "indexes_used", "assumed", "warnings",
    }  # fmt: skip
    assert pattern["indexes_used"] == ["by_customer"]
    assert pattern["plan"]["node"] == "Limit"
    assert pattern["plan"]["children"][0]["index"] == "by_customer"
    assert 0 < pattern["cost"] < 1000
    assert "customers rows" not in pattern["assumed"]


def test_text_is_a_tree_with_the_costliest_step_marked(designer: Designer, shop: Path) -> None:
    ran = designer(*EXPLAIN)
    assert ran.code == 0, ran.error
    assert "recent orders of a customer: cost " in ran.text
    assert ran.text.count("<-- costliest") == 1
    assert "Seq Scan on orders" in ran.text
