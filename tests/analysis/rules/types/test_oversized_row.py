import pytest

from designer.schema.build import attribute, entity, options
from designer.schema.model import Attribute, Dialect, Generated
from tests.analysis.rules.checking import found


def _bytes(dialect: str, *columns: str | Attribute, charset: str | None = None) -> list[str]:
    given = {"options": options(mysql={"charset": charset})} if charset else {}
    table = entity("pages", *columns, **given)
    return [
        one.title.split(" may take ")[1].split(" bytes")[0]
        for one in found("TY029", table, dialect=Dialect(name=dialect))
    ]


@pytest.mark.parametrize("dialect", ["postgres", "sqlite", "oracle"])
def test_servers_that_move_wide_values_out_are_left_alone(dialect: str) -> None:
    assert _bytes(dialect, *(f"c{number} varchar(30000)" for number in range(9)), charset="utf8mb4") == []


def test_a_row_of_just_the_limit_is_taken() -> None:
    assert _bytes("mysql", "a varchar(16382)", "b int", "c tinyint", charset="utf8mb4") == []
    assert _bytes("mysql", "a varchar(16382)", "b int", "c tinyint", "d char(1)", charset="utf8mb4") == ["65,539"]
    assert _bytes("tsql", "a char(8060)", "b varchar(8000)", "c nvarchar(4000)") == []
    assert _bytes("tsql", "a nchar(4000)", "b binary(61)") == ["8,061"]


def test_without_a_character_set_a_character_is_one_byte() -> None:
    columns = ("a varchar(16000)", "b varchar(16000)")
    assert _bytes("mysql", *columns) == _bytes("mariadb", *columns, charset="latin1") == []
    assert _bytes("mysql", *columns, charset="utf8mb3") == ["96,004"]
    assert _bytes("mysql", *columns, charset="utf8mb4") == ["128,004"]


def test_what_lies_outside_of_the_row_and_what_is_computed_counts_hardly() -> None:
    computed = attribute("b varchar(16000)", generated=Generated(expression="upper(a)", stored=False))
    assert _bytes("mysql", "a varchar(16000)", computed, charset="utf8mb4") == []
    assert _bytes("mysql", *(f"c{number} longtext" for number in range(60)), charset="utf8mb4") == []


def test_the_character_set_of_a_column_goes_before_that_of_the_table() -> None:
    plain = attribute("a varchar(60000)", collation="latin1_bin")
    assert _bytes("mysql", plain, charset="utf8mb4") == []
    assert _bytes("mysql", attribute("a varchar(20000)", collation="utf8mb4_bin"), charset="latin1") == ["80,002"]
