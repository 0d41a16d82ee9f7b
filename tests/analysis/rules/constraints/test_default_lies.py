import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    ["left_on date", "valid_from date default '1900-01-01'", "valid_to date default '9999-12-31'",
     "created_at timestamptz default now()", "note text not null default ''", "code text default 'none'",
     "started date default '2020-01-01'", "number int default 0", "opened_on date default now()"],
)  # fmt: skip
def test_defaults_that_mean_what_they_say_are_left_alone(column: str) -> None:
    assert columns("CO039", column) == []


def test_a_day_some_days_later_is_a_rule_and_no_lie() -> None:
    assert columns("CO039", attribute("due_on date", default="CURRENT_DATE + 14")) == []
    assert columns("CO039", attribute("due_at timestamptz", default="(now() + '14 days'::interval)")) == []


def test_an_empty_text_is_null_in_oracle() -> None:
    table = entity("t", "id int", "note varchar2(20) default ''", pk="id")
    assert found("CO039", table, dialect=Dialect(name="oracle")) == ()


@pytest.mark.parametrize(
    ("column", "stands_for"),
    [("left_on date default '1900-01-01'", "a date at which nothing happened"),
     ("seen datetime default '0000-00-00 00:00:00'", "a date at which nothing happened"),
     ("birth_date date default current_date", "the day of the insert, which is another day"),
     ("note text default ''", "an empty text beside NULL")],
)  # fmt: skip
def test_lies_are_told_with_what_they_stand_for(column: str, stands_for: str) -> None:
    (finding,) = found("CO039", entity("t", "id int", column, pk="id"))
    assert finding.evidence["rows"][0][-1] == stands_for
    assert finding.fix


def test_no_fix_is_offered_where_null_cannot_take_its_place() -> None:
    (finding,) = found("CO039", entity("t", "id int", "left_on date not null default '1900-01-01'", pk="id"))
    assert finding.fix == ()
