"""Types as text: what is not the same, what is, and what family it belongs to."""

import pytest

from designer.schema.types import parse_type, same_type


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("varchar(20)", "varchar(21)"),
        ("timestamp", "timestamptz"),
        ("integer", "integer[]"),
        ("numeric", "numeric(10)"),
        ('"Int4"', "int4"),
        ("interval day", "interval hour"),
        ("char", "varchar"),
        ("bit", "varbit"),
    ],
)
def test_different_types_stay_different(one: str, other: str) -> None:
    assert not same_type(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("int4", "INTEGER"),
        ("character  varying (20)", "varchar(20)"),
        ("timestamp(3) with time zone", "timestamptz(3)"),
        ("timestamp without time zone", "timestamp"),
        ("decimal(10,2)", "numeric( 10, 2 )"),
        ("numeric(10)", "numeric(10,0)"),
        ("float(24)", "real"),
        ("float8", "double precision"),
        ("char", "character(1)"),
        ("bool[]", "boolean []"),
        ("pg_catalog.int8", "bigint"),
        ("int ARRAY", "integer[]"),
        ("bit varying(3)", "varbit(3)"),
    ],
)
def test_spellings_of_one_type_are_the_same(one: str, other: str) -> None:
    assert same_type(one, other)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("bigserial", "integer"),
        ("numeric(12,2)", "numeric"),
        ("double precision", "float"),
        ("timestamp(3) without time zone", "timestamp"),
        ("text[]", "array"),
        ("citext", "text"),
        ("order_status", None),
        ("((((", None),
    ],
)
def test_families(text: str, family: str | None) -> None:
    assert parse_type(text).family == family


def test_modifiers_are_numbers_where_they_are() -> None:
    assert (parse_type("numeric(12,2)").length, parse_type("numeric(12,-2)").scale) == (12, -2)
    assert parse_type("geometry(Point,4326)").length is None


@pytest.mark.parametrize("size", ["²", "9" * 5000, "", "x", "1.5", "--1"])
def test_a_size_that_is_no_number_is_no_number(size: str) -> None:
    for text in (f"varchar({size})", f"numeric(10,{size})", f"float({size})"):
        found = parse_type(text)
        assert found.length in (None, 10)
        assert found.scale is None
    assert parse_type("numeric(10,-2)").scale == -2


def test_brackets_around_names_of_types_say_nothing_where_they_are_quotes() -> None:
    assert same_type("[nvarchar](50)", "nvarchar(50)", "tsql")
    assert same_type("[sys].[datetime2](3)", "datetime2(3)", "tsql")
    assert parse_type("[dbo].[Flag]", "tsql").family is None
    assert parse_type("int[3]").dimensions == 1
