"""CSV in: bad files first, then what the values say."""

import pytest

from designer.importers import Imported, Source, import_source, import_sql
from designer.importers.csv import read_streams
from designer.schema.model import Attribute, Entity


def read(text: str) -> Imported:
    return import_source(text, "people.csv")


def only(text: str) -> Entity:
    found = read(text)
    assert found.problems == ()
    return found.schema.entities[0]


def column(*values: str, header: str = "value") -> Attribute:
    """The column of these values, beside one that numbers the rows."""
    rows = "".join(f"{number};{value}\n" for number, value in enumerate(values))
    return only(f"n;{header}\n{rows}").attributes[1]


def test_an_empty_file_is_a_problem_and_no_entity() -> None:
    found = read("\n\n")
    assert found.schema.entities == ()
    assert found.problems[0].message == "the file is empty"


def test_a_row_with_too_many_cells_is_said_with_its_line_and_left_out() -> None:
    found = read("a,b\n1,2\n3,4,5\n6,7\n")
    assert [(one.line, one.message) for one in found.problems] == [
        (3, "this row has 3 cells and not 2: perhaps a delimiter stands inside a cell that is not in quotes; the row "
            "is left out")
    ]  # fmt: skip
    assert found.schema.entities[0].attributes[1].max == 7


def test_a_row_with_too_few_cells_counts_the_rest_as_missing() -> None:
    found = read("a,b\n1,2\n3\n")
    assert found.problems[0].line == 3
    assert found.schema.entities[0].attributes[1].not_null is None


def test_a_quote_that_is_never_closed_spoils_its_own_row_alone() -> None:
    rows = "".join(f"{number},text {number}\n" for number in range(1000))
    found = read(f'n,t\n5000,"open\n{rows}')
    assert [(one.line, one.column) for one in found.problems] == [(2, 6)]
    assert found.schema.entities[0].rows == 1000


def test_many_rows_that_do_not_fit_are_summed_up() -> None:
    found = read("a,b\n1,2\n" + "1,2\n" * 300 + "1,2,3\n" * 100)
    assert len(found.problems) == 21
    assert "80 further rows" in found.problems[-1].message


@pytest.mark.parametrize(
    ("values", "type_", "reason"),
    [
        (("1", "2", "2"), "smallint", "from 1 to 2"),
        (("1", "40000"), "integer", "from 1 to 40000"),
        (("1", "3000000000"), "bigint", "beyond or near"),
        (("1", "9" * 20), "numeric(20,0)", "more than bigint"),
        (("01234", "99999"), "text", "leading zeros"),
        (("1.5", "12.25", "3"), "numeric(4,2)", "2 digits before and 2 behind"),
        (("1,5", "12,25"), "numeric(4,2)", "with a comma"),
        (("1e5", "2"), "double precision", "exponent"),
        (("yes", "no", "yes"), "boolean", "no and yes"),
        (("yes", "false"), "text", "at most 5"),
        (("2024-01-31", "2024-02-29"), "date", "YYYY-MM-DD"),
        (("2024-01-31", "2023-02-29"), "text", "at most 10"),
        (("31.12.2024", "01.02.2024"), "date", "DD.MM.YYYY"),
        (("01/02/2024", "03/04/2024"), "date", "could be MM/DD/YYYY"),
        (("01/02/2024", "03/14/2024"), "date", "written MM/DD/YYYY"),
        (("2024-01-31 10:00", "2024-01-31T10:00:00.5"), "timestamp", "YYYY-MM-DD"),
        (("2024-01-31T10:00:00Z", "2024-01-31 10:00:00+02:00"), "timestamptz", "with its zone"),
        (("10:00", "23:59:59"), "time", "time"),
        (("0b5a3c1e-9a56-4f6a-8c11-0123456789ab",) * 2, "uuid", "uuid"),
        (("a", "bcd"), "text", "at most 3"),
        (("", "NULL"), "text", "nothing is known"),
    ],
)
def test_the_type_follows_from_the_values_with_its_reason(values: tuple[str, ...], type_: str, reason: str) -> None:
    found = column(*values)
    assert found.type == type_
    assert reason in found.x["csv"]["reason"]


def test_missing_values_make_a_column_nullable_and_are_counted() -> None:
    found = column("1", "", "NULL", "4")
    assert found.not_null is None
    assert found.null_fraction == 0.5
    assert found.distinct == 2


def test_few_values_are_kept_as_shares_and_many_are_not() -> None:
    assert [one.value for one in column(*["a"] * 8, "b", "b").values] == ["a", "b"]
    assert column("a", "b", "c").values == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    text = f"id{delimiter}full name\n1{delimiter}Ann, or; Bo\n2{delimiter}Cy\n".replace(
        "Ann, or; Bo", "Ann" if delimiter in ",;" else "Ann, or; Bo"
    )
    assert [one.name for one in only(text).attributes] == ["id", "full_name"]


def test_the_line_of_spreadsheets_that_names_the_delimiter_is_no_row() -> None:
    assert [one.name for one in only("sep=;\nid;name\n1;a\n2;b\n").attributes] == ["id", "name"]


def test_without_a_header_columns_are_numbered() -> None:
    entity = only("1,a\n2,b\n")
    assert [one.name for one in entity.attributes] == ["column_1", "column_2"]
    assert entity.rows == 2


def test_names_that_repeat_or_are_no_names_are_made_so() -> None:
    assert [one.name for one in only("OrderID,order-id,2nd,№\na,b,c,d\n").attributes] == [
        "order_id", "order_id_2", "c_2nd", "column_4",
    ]  # fmt: skip


def test_a_unique_column_called_like_a_key_is_the_primary_key_and_others_are_proposed() -> None:
    found = read("name,id,team\na,1,x\nb,2,x\n")
    entity = found.schema.entities[0]
    assert found.schema.names(entity.primary_key.columns) == ("id",)  # type: ignore[union-attr]
    assert entity.x["csv"]["candidate_keys"] == (("id",), ("name",))


def test_two_columns_are_proposed_where_none_does_alone() -> None:
    entity = only("a,b,c\n1,1,x\n1,2,x\n2,1,x\n")
    assert entity.primary_key is None
    assert entity.x["csv"]["candidate_keys"] == (("a", "b"),)


def test_delimiters_inside_quotes_are_reported() -> None:
    found = read('a,b\n1,"x, y"\n2,z\n')
    assert any("1 cells hold the delimiter ','" in one.message for one in found.remarks)


def test_several_files_make_several_entities() -> None:
    found = import_sql([Source("id\n1\n2\n", "a.csv"), Source("id\n1\n", "dir/a.csv")], "csv")
    assert [one.name for one in found.schema.entities] == ["a", "a_2"]


def test_lines_are_streamed() -> None:
    def lines():  # type: ignore[no-untyped-def]
        yield "id,word\n"
        for number in range(20_000):
            yield f"{number},w\n"

    found = read_streams([(lines(), "big.csv")], "big")
    assert found.schema.entities[0].rows == 20_000
