import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    ["phone text", "phone smallint", "phone boolean", "phone_id bigint", "phone_count integer", "phones integer",
     "zip_size bigint", "unzip integer", "zip numeric(4)", "postcode numeric(9,2)", "mobile integer", "zip bigint[]"],
)  # fmt: skip
def test_texts_flags_and_what_only_begins_so_are_left_alone(column: str) -> None:
    assert columns("TY026", column) == []


def test_a_reference_to_a_table_of_numbers_is_left_alone() -> None:
    lists, people = entity("zips", "id integer", pk="id"), entity("people", "id int", "zip integer", pk="id")
    assert found("TY026", lists, people, link("people.zip", "zips.id")) == ()


@pytest.mark.parametrize("column", ["phone bigint", "zip integer", "home_phone_number numeric(15)", "msisdn numeric"])
def test_digits_that_are_no_number_are_found(column: str) -> None:
    assert columns("TY026", column) == [column.split()[0]]


def test_the_fix_is_a_text_as_the_server_calls_it_and_four_bytes_are_told() -> None:
    people = entity("people", "id int", "phone int", pk="id")
    (finding,) = found("TY026", people, dialect=Dialect(name="mysql"))
    assert finding.fix[0].set == {"type": "varchar(32)"}
    assert finding.evidence["largest value"] == "2,147,483,647"
    assert "largest value" not in found("TY026", entity("people", "id int", "phone bigint", pk="id"))[0].evidence
