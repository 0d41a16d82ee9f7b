import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    [
        "is_active boolean", "is_a text", "deleted_by integer", "flag integer", "rows_deleted integer",
        "is_active integer identity", "repo_deleted bigint", "has_children text", "enabled varchar(6)",
        "activity smallint",
    ],
)  # fmt: skip
def test_what_is_no_flag_or_has_room_for_more_is_left_alone(column: str) -> None:
    assert columns("TY003", column) == []


def test_a_check_with_a_third_value_settles_it() -> None:
    assert columns("TY003", "is_active smallint", checks=("is_active in (0, 1, 2)",)) == []


def test_a_default_that_is_neither_settles_it() -> None:
    assert columns("TY003", "is_active smallint default 2") == []


def test_a_check_with_yes_and_no_makes_it_certain() -> None:
    (finding,) = found("TY003", entity("t", "is_active char(1)", checks=("is_active in ('Y', 'N')",)))
    assert finding.confidence == "certain"


def test_the_default_is_carried_over() -> None:
    (finding,) = found("TY003", entity("t", "is_active smallint default 1"))
    assert finding.fix[0].set["default"] == "true"


def test_six_flags_make_one_finding() -> None:
    names = [f"is_{word} smallint" for word in ("red", "big", "new", "old", "hot", "dry")]
    assert len(found("TY003", entity("t", *names[:5]))) == 5
    assert len(found("TY003", entity("t", *names))) == 1


def test_sqlite_has_no_boolean_that_checks_anything_and_gets_a_hint() -> None:
    sqlite = Dialect(name="sqlite")
    (finding,) = found("TY003", entity("t", "id int", "is_open int", pk="id"), dialect=sqlite)
    assert finding.confidence == "hint"


@pytest.mark.parametrize("column", ["is_running_status smallint", "trace_flag integer", "has_level smallint"])
def test_a_status_and_the_number_of_a_flag_are_no_question(column: str) -> None:
    assert columns("TY003", column) == []
