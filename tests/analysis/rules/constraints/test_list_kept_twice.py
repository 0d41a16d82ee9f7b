import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect, Enum, EnumValue
from tests.analysis.rules.checking import found


def _table(name: str, values: str, column: str = "state"):
    listed = ", ".join(f"'{one}'" for one in values.split())
    return entity(name, "id int", f"{column} text", pk="id", checks=(f"{column} IN ({listed})",))


@pytest.mark.parametrize(
    ("here", "there"),
    [("a b c d", "a b c d"), ("a b c d", "d c b a"), ("a b c d e", "a b v w x"), ("a b c", "a b"), ("a b c d", "a b")],
)
def test_lists_that_agree_and_lists_of_other_things_are_left_alone(here: str, there: str) -> None:
    assert found("CO063", _table("orders", here), _table("shipments", there)) == ()


def test_columns_of_other_names_keep_lists_of_their_own() -> None:
    assert found("CO063", _table("orders", "a b c d e"), _table("shipments", "a b c d", "phase")) == ()


def test_an_enum_is_one_list_wherever_it_is_used() -> None:
    state = Enum(name="state", values=tuple(EnumValue(value=one) for one in "abcde"))
    assert found("CO063", state, entity("a", "id int", "state state"), entity("b", "id int", "state state")) == ()


def test_the_value_that_one_of_them_lacks_is_named() -> None:
    (finding,) = found("CO063", _table("orders", "a b c d e"), _table("order_archive", "a b c d"))
    assert set(finding.evidence["rows"]) == {("order_archive.state", "e"), ("orders.state", "")}
    assert finding.message.startswith("order_archive.state refuses what another takes")


def test_the_enum_of_mysql_is_a_list_in_each_table() -> None:
    tables = [entity(f"t{end}", "id int", f"kind enum('a','b','c','d'{end})", pk="id") for end in ("", ",'e'")]
    tables[1] = entity("u", *("id int", "kind enum('a','b','c','d','e')"), pk="id")
    assert len(found("CO063", *tables, dialect=Dialect(name="mysql"))) == 1
