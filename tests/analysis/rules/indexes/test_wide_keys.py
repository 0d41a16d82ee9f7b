from typing import Any

from designer.schema.build import attribute, entity
from designer.schema.model import Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found


def wide(width: float | None, index: Index | None = None, rows: int | None = 20_000, **said: Any) -> Any:
    """What is found of an index over a text of this width."""
    text = attribute("body text", average_width=width, **said)
    return found("IX019", entity("t", "id bigint", text, "at date", pk="id", indexes=(index or on("body"),), rows=rows))


def test_a_width_that_nobody_declared_is_not_guessed() -> None:
    assert wide(None) == ()
    assert wide(None, on("at", "body")) == ()


def test_expressions_and_other_methods_hold_something_else() -> None:
    assert wide(900.0, on("md5(body)")) == ()
    assert wide(900.0, on("body", method="hash")) == ()
    assert wide(900.0, on("body", method="gin")) == ()


def test_small_tables_are_left_alone() -> None:
    assert wide(900.0, rows=None) == ()
    assert wide(900.0, rows=10_000) == ()
    assert len(wide(900.0, rows=10_001)) == 1


def test_all_keys_count_and_nulls_take_no_room() -> None:
    assert wide(400.0) == ()
    assert wide(392.0, on("body", "id")) == ()
    assert wide(900.0, null_fraction=0.6) == ()
    (finding,) = wide(393.0, on("body", "id"))
    assert finding.evidence["rows"] == (("body", 393.0), ("id", 8.0))


def test_a_unique_key_is_an_index_too() -> None:
    long = attribute("url text", average_width=500.0)
    assert len(found("IX019", entity("t", "id bigint", long, pk="id", unique="url", rows=20_000))) == 1
