from dataclasses import replace

import pytest

from designer.analysis.folding import unfolded
from designer.schema.build import attribute, entity, link
from designer.schema.model import Dialect, PartitionOf
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    [
        "date_format text",
        "format_date text",
        "birthday_note text",
        "timezone text",
        "update text",
        "raw_date text",
        "candidate text",
    ],
)
def test_a_name_that_only_contains_date_is_left_alone(column: str) -> None:
    assert columns("TY001", column) == []


@pytest.mark.parametrize("column", ["birth_date date", "paid_at timestamptz", "due_date timestamp"])
def test_a_real_date_is_left_alone(column: str) -> None:
    assert columns("TY001", column) == []


def test_a_type_with_no_room_for_a_date_is_left_alone() -> None:
    assert columns("TY001", "expiry_date varchar(7)") == []
    assert columns("TY001", "expiry_date varchar(8)") == ["expiry_date"]


@pytest.mark.parametrize("column", ["dates text", "event_date varchar(1024)"])
def test_dates_as_people_write_them_are_left_alone_unless_samples_tell(column: str) -> None:
    assert columns("TY001", column) == []
    assert len(columns("TY001", attribute(column, samples=("2025-01-01", "2024-12-31", "2024-11-30")))) == 1


def test_samples_that_are_no_dates_settle_it() -> None:
    assert columns("TY001", attribute("due_date text", samples=("next week", "2025-01-01"))) == []


def test_samples_that_are_dates_make_it_certain() -> None:
    (finding,) = found("TY001", entity("t", attribute("due_date text", samples=("31.12.2025", "2025-01-01"))))
    assert finding.confidence == "certain"


def test_a_day_becomes_date_and_a_moment_becomes_timestamptz() -> None:
    one, other = found("TY001", entity("t", "id int", "birth_date text", "paid_at text", pk="id"))
    assert {one.fix[0].set["type"], other.fix[0].set["type"]} == {"date", "timestamptz"}


def test_no_fix_where_a_check_or_a_default_reads_the_text() -> None:
    (checked,) = found("TY001", entity("t", "due_date text", checks=("due_date LIKE '____-__-__'",)))
    (defaulted,) = found("TY001", entity("t", "due_date text default '2025-01-01'"))
    assert checked.fix == defaulted.fix == ()


def test_what_foreign_keys_compare_with_it_changes_too() -> None:
    days = entity("days", "day_date text", pk="day_date")
    visits = entity("visits", "id int", "visit_date text", pk="id", index="visit_date")
    one, other = unfolded(found("TY001", days, visits, link("visits.visit_date", "days.day_date")))
    assert len(one.fix) == len(other.fix) == 2


def test_the_columns_of_a_partition_are_its_parents_and_change_with_them() -> None:
    part = replace(entity("t_1", "due_date text"), partition_of=PartitionOf(parent="t", bound="DEFAULT"))
    (finding,) = found("TY001", entity("t", "due_date text", "n int"), part)
    assert len(finding.fix) == 2


def test_room_for_a_sentence_a_filter_and_a_participle_alone_make_it_a_hint() -> None:
    tables = [
        entity("visits", "visited_at varchar(20)"), entity("people", "birth_date text"),
        entity("visit_filters", "date_end varchar(45)"), entity("machines", "deleted varchar(40)"),
    ]  # fmt: skip
    told = {one.evidence["column"]: str(one.confidence) for one in found("TY001", *tables)}
    assert told.pop("visits.visited_at") == "likely"
    assert list(told.values()) == ["hint"] * 3


def test_a_default_that_is_no_date_or_the_date_beside_it_says_that_text_is_meant() -> None:
    assert columns("TY001", "run_time varchar(20) default '0'", "seen_at varchar(20) default 'never'") == []
    assert columns("TY001", "paid_at varchar(20) default ''", "due_date varchar(10) default '0000-00-00'") == [
        "paid_at",
        "due_date",
    ]
    assert columns("TY001", "found_date varchar(40)", "found_date_parsed date") == []


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "tsql", "oracle"])
def test_a_time_of_day_becomes_no_moment(dialect: str) -> None:
    (one,) = found("TY001", entity("shifts", "start_time varchar(8)"), dialect=Dialect(name=dialect))
    assert "is a time of day" in one.title
    assert "31 February" not in one.message
    assert [change.set["type"] for change in one.fix] == ([] if dialect == "oracle" else ["time"])
    (moment,) = found("TY001", entity("shifts", "start_time varchar(19)"), dialect=Dialect(name=dialect))
    assert "is a date" in moment.title


def test_what_others_deliver_publish_or_count_in_days_is_a_hint() -> None:
    issues = entity("student_validation_issues", "id int", "student_id int", pk="id", index="student_id")
    tables = [
        entity("student", "id int", "birth_date varchar(20)", pk="id"), issues,
        entity("works", "title text", "author text", "date varchar(20)"),
        entity("tokens", "expire_date varchar(20)", "expire_type varchar(20)"),
        entity("sales", "title text", "date varchar(20)"),
    ]  # fmt: skip
    told = {
        one.evidence["column"]: str(one.confidence)
        for one in found("TY001", *tables, link("student_validation_issues.student_id", "student.id"))
    }
    assert told.pop("sales.date") == "likely"
    assert (len(told), set(told.values())) == (3, {"hint"})
