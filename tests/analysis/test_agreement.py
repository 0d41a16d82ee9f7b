"""Formulas held against sample values, and money held in binary fractions."""

from typing import Any

import pytest

from designer.analysis.agreement import Formula, agreement
from designer.analysis.facts import Facts
from designer.analysis.inexact import at_risk
from designer.schema.build import attribute, entity, pattern, schema_of
from designer.schema.model import Dialect, Generated
from tests.analysis.rules.checking import found


def told(first: tuple[Any, ...], second: tuple[Any, ...], third: tuple[Any, ...], sign: str = "×") -> str | None:
    """In how many rows of these samples the formula holds."""
    columns = [attribute(f"{name} text", samples=held) for name, held in (("a", first), ("b", second))]
    result = agreement(Formula(columns[0], columns[1], sign), attribute("c text", samples=third))
    return str(result) if result else None


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ((), (), ()),
        ((1, 2), (3,), (3, 6)),
        ((1, 2), (3, 4), (9, 9)),  # samples of other rows
        ((None,), (3,), (3,)),
        (("x",), ("y",), ("z",)),
        ((True,), (3,), (3,)),
        (("1e999999999",), (2,), (3,)),
    ],
)
def test_samples_that_are_no_rows_tell_nothing(first: Any, second: Any, third: Any) -> None:
    assert told(first, second, third) is None


def test_rows_are_counted_to_the_decimals_of_the_result() -> None:
    assert told((3, "2", 7.0), (9.99, "5.0", "0.1"), ("29.97", 10, 0.71)) == "2 of 3"
    assert told((3,), ("0.335",), ("1.01",)) == "1 of 1"  # rounded
    assert told((3, 2), ("0.10", None), ("0.32", 5)) is None
    assert told((100, 50), (19, "9.50"), (119, "59.5"), "+") == "2 of 2"
    assert told(("Ada", "Alan"), ("Lovelace", "Turing"), ("Ada  Lovelace", "Turing, Alan"), "and") == "2 of 2"


LINES = ("quantity int", "price numeric", "total numeric")


def lines(*given: tuple[Any, ...], more: tuple[Any, ...] = (), dialect: str = "postgres", **known: Any) -> Any:
    """What is said of the total of order lines with these samples."""
    columns = [attribute(text, samples=held) for text, held in zip(LINES, given, strict=True)]
    columns[2] = attribute("total numeric", samples=given[2], **known)
    return found("NF007", entity("lines", "id int", *columns, pk="id"), *more, dialect=Dialect(name=dialect))


def test_a_total_shows_its_formula_the_rows_that_agree_and_one_that_does_not() -> None:
    (one,) = lines((3, 2, 7), (5, 5, 5), (15, 10, 99))
    assert one.evidence["computed from"] == "quantity × price"
    assert one.evidence["sample rows that agree"] == "2 of 3"
    assert one.evidence["one that does not"] == "quantity 7, price 5, total 99"
    assert one.fix == ()


def test_a_total_that_agrees_in_all_rows_becomes_a_generated_column() -> None:
    (one,) = lines((3, 2, 7), (5, 5, 5), (15, 10, 35))
    (change,) = one.fix
    assert change.set["generated"] == Generated(expression="quantity * price")


@pytest.mark.parametrize(
    "given",
    [
        {"more": (pattern("p", "UPDATE lines SET total = $1 WHERE id = $2"),)},
        {"more": (pattern("p", "INSERT INTO lines (id, total) VALUES ($1, $2)"),)},
        {"default": "0"},
        {"dialect": "oracle"},
    ],
)
def test_what_is_written_by_a_pattern_stays_as_it_is(given: dict[str, Any]) -> None:
    (one,) = lines((3, 2, 7), (5, 5, 5), (15, 10, 35), **given)
    assert one.evidence["sample rows that agree"] == "3 of 3"
    assert one.fix == ()


@pytest.mark.parametrize(
    ("kind", "dialect", "lost"),
    [
        ("real", "postgres", "167,772.16"),
        ("double precision", "postgres", "90,071,992,547,409.92"),
        ("float", "mysql", "167,772.16"),
        ("float(53)", "mysql", "90,071,992,547,409.92"),
        ("float", "tsql", "90,071,992,547,409.92"),
        ("float(24)", "tsql", "167,772.16"),
    ],
)
def test_the_amount_from_which_cents_are_lost_follows_from_the_type(kind: str, dialect: str, lost: str) -> None:
    column = attribute(f"price {kind}")
    schema = schema_of(entity("t", column), dialect=Dialect(name=dialect))
    said = at_risk(Facts(schema), column)
    assert said["cents are lost from"] == lost
    assert str(said["values at risk"]).startswith("('0.10 is kept as 0.1000000")


def test_known_amounts_are_shown_as_they_are_kept() -> None:
    column = attribute("price real", samples=("9.99", 5.0, "1e60", "x", None), max=16777217)
    said = at_risk(Facts(schema_of(entity("t", column))), column)
    assert said["values at risk"] == (
        "9.99 is kept as 9.9899997711181640625",
        "1E+60 is kept as infinity",
        "16777217 is kept as 16777216",
    )


def test_hidden_decimals_are_shown() -> None:
    column = attribute("net_amount numeric", samples=("19.999", "20.00", "0.0000001", "12.3456"))
    (one,) = found("TY016", entity("invoices", "id int", column, pk="id"))
    assert one.evidence["rows"][0][-1] == ("19.999", "0.0000001", "12.3456")
