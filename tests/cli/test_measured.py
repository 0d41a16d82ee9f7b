"""`designer explain --measure`, without a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from designer.cli.main import main


@pytest.mark.parametrize("rows", ["0", "-5", "3000000"])
def test_numbers_of_rows_that_are_not_made_are_refused(
    rows: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = str(shop.with_name("queries.sql"))
    assert main(["explain", str(shop), "--queries", queries, "--measure", rows]) == 2
    assert "from 1 to 2,000,000 rows" in capsys.readouterr().err


def test_patterns_are_timed_without_and_with_the_recommended_index(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = str(shop.with_name("queries.sql"))
    assert main(["explain", str(shop), "--queries", queries, "--measure", "3000", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["patterns"][0]["cost"] > 1000
    measured = found["measured"]
    assert measured["scale"].endswith("3,000 of 10,000,000 rows of orders")
    (pattern,) = measured["patterns"]
    (statement,) = pattern["statements"]
    assert statement["before"]["blocks"] > statement["after"]["blocks"]
    assert statement["after"]["indexes_used"]
    assert "customer_id" in measured["indexes"][0]["sql"]
