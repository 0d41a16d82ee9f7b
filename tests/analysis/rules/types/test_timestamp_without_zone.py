import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    [
        "created_at timestamptz",
        "starts_at_local timestamp",
        "slot timestamp",
        "created_at date",
        "created_at timestamp[]",
    ],
)
def test_local_times_and_real_moments_are_left_alone(column: str) -> None:
    assert columns("TY007", column) == []


def test_a_default_of_now_makes_a_moment() -> None:
    assert columns("TY007", "slot timestamp default now()") == ["slot"]


def test_all_columns_make_one_finding_and_the_precision_is_kept() -> None:
    (finding,) = found("TY007", entity("t", "created_at timestamp(3)", "paid_at timestamp"))
    types = {change.set["type"] for change in finding.fix}
    assert types == {"timestamp(3) with time zone", "timestamp with time zone"}


def test_no_other_dialect_is_asked() -> None:
    assert found("TY007", entity("t", "created_at timestamp"), dialect=Dialect(name="mysql")) == ()


def test_what_a_migration_tool_keeps_is_its_own() -> None:
    assert found("TY007", entity("ar_internal_metadata", "key text", "created_at timestamp")) == ()


def test_a_day_of_birth_is_no_moment() -> None:
    assert columns("TY007", "birth_date timestamp default now()", "foedselsdato timestamp default now()") == []
    assert columns("TY007", "seen timestamp default now()") == ["seen"]
