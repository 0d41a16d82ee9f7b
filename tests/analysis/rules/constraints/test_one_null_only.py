import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Dialect, Generated, Index, IndexKey
from tests.analysis.rules.checking import found


def _found(*columns, dialect: str = "tsql", **known):
    return found("CO061", entity("things", "id int", *columns, **{"pk": "id", **known}), dialect=Dialect(name=dialect))


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "oracle"])
def test_elsewhere_any_number_of_rows_may_be_without(dialect: str) -> None:
    assert _found("code varchar(9)", unique="code", dialect=dialect) == ()


def test_required_computed_and_filtered_columns_are_left_alone() -> None:
    assert _found("code varchar(9) not null", unique="code") == ()
    assert _found(attribute("code varchar(9)", generated=Generated(expression="'x'")), unique="code") == ()
    part = Index(name="i", keys=(IndexKey(column="code"),), unique=True, where="code is not null")
    assert _found("code varchar(9)", indexes=(part,)) == ()


def test_a_key_of_several_columns_may_mean_what_it_says() -> None:
    assert _found("a int", "b int", unique="a, b") == ()


def test_a_unique_index_counts_as_a_constraint_does_and_the_fix_keeps_rows_with_a_value_apart() -> None:
    (by_key,) = _found("code varchar(9)", unique="code")
    (by_index,) = _found("code varchar(9)", indexes=(Index(name="i", keys=(IndexKey(column="code"),), unique=True),))
    assert by_key.title == by_index.title == "things.code may be NULL, in one row only"
    assert by_key.fix[-1].value.where == "code IS NOT NULL"


def test_what_a_foreign_key_leads_to_has_to_stay_a_key() -> None:
    parent = entity("things", "id int", "code varchar(9)", pk="id", unique="code")
    child = entity("uses", "id int", "code varchar(9)", pk="id")
    (finding,) = found("CO061", parent, child, link("uses.code", "things.code"), dialect=Dialect(name="tsql"))
    assert finding.fix == ()
