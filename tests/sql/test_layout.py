"""Statements over several lines: parameters and what cannot be read stay as they are."""

import pytest

from designer.sql.layout import laid_out


@pytest.mark.parametrize("sql", ["SELECT\n  1", "SELEC 1 FROM (", ""])
def test_what_is_laid_out_already_or_cannot_be_read_stays(sql: str) -> None:
    assert laid_out(sql) == sql


def test_each_clause_has_its_line_and_parameters_their_marks() -> None:
    assert laid_out("SELECT a FROM t WHERE (a, b) < (:last_a, $2)").split("\n") == [
        "SELECT", "  a", "FROM t", "WHERE", "  (a, b) < (:last_a, $2)",
    ]  # fmt: skip
