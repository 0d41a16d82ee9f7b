from dataclasses import replace

from designer.schema.build import entity
from tests.analysis.rules.checking import found


def test_a_constraint_that_is_switched_off_is_left_alone() -> None:
    table = entity("t", "a int", checks=("a > 0",))
    off = tuple(replace(check, validated=False, enforced=False) for check in table.checks)
    open_ = tuple(replace(check, validated=False) for check in table.checks)
    assert found("CO027", table) == found("CO027", replace(table, checks=off)) == ()
    assert len(found("CO027", replace(table, checks=open_))) == 1


def test_it_is_a_hint_since_older_rows_may_be_right_all_the_same() -> None:
    table = entity("jobs", "priority int", checks=("priority >= 0",))
    (finding,) = found("CO027", replace(table, checks=(replace(table.checks[0], validated=False),)))
    assert finding.confidence == "hint"
