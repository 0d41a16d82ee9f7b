from designer.schema.build import entity
from designer.schema.model import Dialect, Enum, EnumValue
from tests.analysis.rules.checking import columns, found


def _listed(count: int) -> str:
    return ", ".join(f"'v{number}'" for number in range(count))


def test_twelve_months_and_fourteen_states_are_a_list_for_a_type() -> None:
    assert columns("TY032", "a text", checks=(f"a IN ({_listed(14)})",)) == []
    kind = Enum(name="kind", values=tuple(EnumValue(value=str(number)) for number in range(14)))
    assert found("TY032", kind, entity("t", "id int", "a kind", pk="id")) == ()


def test_open_columns_and_checks_of_other_things_are_left_alone() -> None:
    assert columns("TY032", "a text", "b text", checks=(f"a <> b OR a NOT IN ({_listed(20)})",)) == []


def test_a_check_an_enum_and_the_enum_of_mysql_are_counted_alike() -> None:
    assert columns("TY032", "a text", checks=(f"a IN ({_listed(15)})",)) == ["a"]
    mysql = entity("t", "id int", f"a enum({_listed(15)})", pk="id")
    (finding,) = found("TY032", mysql, dialect=Dialect(name="mysql"))
    assert finding.evidence["rows"][0][3] == 15
    kind = Enum(name="kind", values=tuple(EnumValue(value=f"v{number}") for number in range(16)))
    (finding,) = found("TY032", kind, entity("t", "id int", "a kind", pk="id"))
    assert finding.evidence["rows"][0][-1].startswith("v0, v1")
