import pytest

from designer.schema.build import entity
from designer.schema.model import Attribute, Dialect, Enum
from tests.analysis.rules.running import findings, titles


@pytest.mark.parametrize("name", ["name", "_name", "name_2", "order", "user"])
def test_plain_names_and_reserved_words_are_left_alone(name: str) -> None:
    assert titles("NM002", entity("t", Attribute(name=name, type="text"))) == []


@pytest.mark.parametrize(("dialect", "expected"), [("mysql", 0), ("sqlite", 0), ("postgres", 1)])
def test_where_case_needs_no_quotes_it_is_left_alone(dialect: str, expected: int) -> None:
    assert len(titles("NM002", entity("t", "userName text"), dialect=Dialect(name=dialect))) == expected


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "mariadb", "sqlite", "tsql"])
def test_letters_beyond_ascii_need_no_quotes(dialect: str) -> None:
    names = "größe", "mottatt_på", "сумма", "年", "a$b"
    columns = (Attribute(name=name, type="text") for name in names)
    assert titles("NM002", entity("t", *columns), dialect=Dialect(name=dialect)) == []


@pytest.mark.parametrize("name", ["first name", "Name", "2nd", "Größe", 'a"b', "a-b", "a.b", "<script>", "é\n😀"])
def test_any_other_name_is_listed_as_it_has_to_be_written(name: str) -> None:
    (finding,) = findings("NM002", entity("t", Attribute(name=name, type="text")))
    quoted = '"' + name.replace('"', '""') + '"'
    assert finding.evidence["rows"] == (("column of t", quoted),)


def test_all_are_one_finding() -> None:
    (finding,) = findings("NM002", entity("Users", "userName text"), entity("t", "a_B int"), Enum(name="Mood"))
    assert finding.title.startswith("4 names have to be quoted: ")


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_mysql_takes_a_name_that_begins_with_a_digit_unless_it_is_a_number(dialect: str) -> None:
    def quoted(name: str) -> bool:
        return bool(titles("NM002", entity("t", Attribute(name=name, type="text")), dialect=Dialect(name=dialect)))

    assert [quoted(name) for name in ("2fa", "2nd_name", "12a")] == [False] * 3
    assert [quoted(name) for name in ("123", "1e5", "0x1f", "0b1", "2 fa")] == [True] * 5


def test_a_design_whose_tables_are_all_called_so_gets_a_hint() -> None:
    (chosen,) = findings("NM002", entity("Users", "id int"), entity("Orders", "id int"))
    (slipped,) = findings("NM002", entity("Users", "id int"), entity("orders", "id int"))
    assert (chosen.confidence, slipped.confidence) == ("hint", "certain")


def test_enums_that_a_generator_writes_are_not_the_odd_ones() -> None:
    kinds = [Enum(name=f"Kind{letter}") for letter in "ABC"]
    accounts, others = entity("Account", "id int"), [entity(f"t{number}", "id int") for number in range(3)]
    (finding,) = findings("NM002", accounts, *others, *kinds)
    assert (finding.title.partition(": ")[2], str(finding.confidence)) == ("Account", "certain")
    (finding,) = findings("NM002", *others, *kinds)
    assert str(finding.confidence) == "hint"
    (finding,) = findings("NM002", *others, *kinds[:2])
    assert str(finding.confidence) == "likely"


def test_names_of_enums_alone_are_seldom_written() -> None:
    kinds = [Enum(name=name) for name in ("FilesStatus", "mood", "size", "side")]
    for column, expected in (("id bigint", "likely"), (Attribute(name="Total", type="int"), "certain")):
        (finding,) = findings("NM002", entity("orders", column), *kinds)
        assert str(finding.confidence) == expected


def test_many_quoted_columns_may_be_how_columns_are_called() -> None:
    quoted = [f"madeBy{letter} int" for letter in "ABCDEFGHIJ"]
    plain = [f"made_{n} int" for n in range(45)]
    for beside, sure in ((plain[:30], "likely"), (plain, "certain")):
        (finding,) = findings("NM002", entity("t", *quoted, *beside))
        assert str(finding.confidence) == sure
