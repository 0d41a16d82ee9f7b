import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import Generated, Namespace
from tests.analysis.rules.running import findings, titles


@pytest.mark.parametrize(
    "names",
    [
        "phone1 phone2",  # a pair
        "phone2 phone3 phone4",  # does not begin at the beginning
        "phone1 phone2 phone4",  # a gap
        "address1 address2 address3",
        "address_line1 address_line2 address_line3",
        "q1 q2 q3 q4",
        "sha1 sha2 sha3",
        "tier_1_limit tier_2_limit tier_3_limit",
        "x1_y1 x1_y2 x1_y3",  # two numbers are coordinates
        "1 2 3",
    ],
)
def test_numbers_that_belong_to_names_are_left_alone(names: str) -> None:
    assert titles("NF001", entity("t", "id bigint", *(f"{name} text" for name in names.split()), pk="id")) == []


def test_columns_of_different_types_are_left_alone() -> None:
    assert titles("NF001", entity("t", "field1 text", "field2 integer", "field3 date")) == []


def test_generated_columns_are_left_alone() -> None:
    made = (attribute(f"word{n} text", generated=Generated(expression=f"split_part(t, ' ', {n})")) for n in (1, 2, 3))
    assert titles("NF001", entity("t", "t text", *made)) == []


@pytest.mark.parametrize("names", ["phone1 phone2 phone3", "phone_0 phone_1 phone_2", "phone1Ext phone2Ext phone3Ext"])
def test_three_in_a_row_are_reported(names: str) -> None:
    assert len(titles("NF001", entity("t", *(f"{name} text" for name in names.split())))) == 1


def test_the_same_type_in_other_words_is_the_same_type() -> None:
    assert len(titles("NF001", entity("t", "n1 int", "n2 integer", "n3 int4"))) == 1


def test_a_table_is_reported_once_with_all_its_groups() -> None:
    (finding,) = findings(
        "NF001",
        Namespace(name="shop"),
        entity("shop.t", *(f"{stem}{n} text" for stem in "ab" for n in range(1, 4)), "a4 text"),
    )
    assert finding.title == "shop.t repeats a in 4 columns, and 1 more like it"
    assert len(finding.subject.attributes) == 7


@pytest.mark.parametrize("names", ["area_m² area_m³ area_m", f"a_{'9' * 5000} a_1 a_2", "side_² side_³ side_¹"])
def test_a_number_that_does_not_count_is_no_number(names: str) -> None:
    assert titles("NF001", entity("t", *(f"{name} text" for name in names.split()))) == []


def test_columns_of_a_key_are_different_things() -> None:
    columns = ("part1 text", "part2 text", "part3 text", "other int")
    assert titles("NF001", entity("t", *columns, pk="part1, part2, part3")) == []
    assert len(titles("NF001", entity("t", *columns, pk="other"))) == 1


def test_the_days_of_a_week_are_seven_by_nature() -> None:
    days = [f"dow_{number}_open time" for number in range(7)]
    assert titles("NF001", entity("hours", "id int", *days, pk="id")) == []


def test_a_snapshot_of_what_was_measured_is_a_hint() -> None:
    columns = ("wait_1 text", "wait_2 text", "wait_3 text")
    (measured,) = findings("NF001", entity("queries", "id int", "snapshot_time timestamp", *columns))
    (plain,) = findings("NF001", entity("queries", "id int", *columns))
    assert (measured.confidence, plain.confidence) == ("hint", "likely")


def test_many_tables_make_one_finding() -> None:
    names = (*(f"t{n}" for n in range(6)), "raw_imports")
    one, apart = findings("NF001", *(entity(name, "phone1 text", "phone2 text", "phone3 text") for name in names))
    assert one.title.startswith("6 tables repeat one fact in numbered columns")
    assert (one.confidence, apart.confidence) == ("likely", "hint")


def test_a_body_has_three_dimensions() -> None:
    def of(number: int) -> list[str]:
        return titles("NF001", entity("samples", *(f"dimension{place + 1} real" for place in range(number))))

    assert of(3) == []
    assert of(4)


def test_what_a_history_repeats_is_its_tables_to_mend() -> None:
    names = [f"photo{n} text" for n in range(1, 5)]
    tables = entity("symptoms", "id int", *names), entity("symptoms_history", "id int", *names)
    assert [str(one.confidence) for one in findings("NF001", *tables)] == ["likely", "hint"]
    assert [str(one.confidence) for one in findings("NF001", tables[1])] == ["likely"]
