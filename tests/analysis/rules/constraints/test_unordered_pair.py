import pytest

from designer.importers import import_sql
from designer.schema.build import entity
from designer.schema.model import Entity
from tests.analysis.rules.checking import found, found_in


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("start_date date", "end_date timestamp"), ("start_time time", "end_time time"),
        ("started_at timestamptz", "finished_at timestamptz"), ("restart date", "end date"),
        ("min_price numeric", "max_price numeric"), ("created_at date", "updated_at date"),
        ("start_month date", "end_month date"),
    ],
)  # fmt: skip
def test_what_is_no_planned_pair_of_one_type_is_left_alone(low: str, high: str) -> None:
    assert found("CO009", entity("t", low, high)) == ()


@pytest.mark.parametrize("check", ["start_date <= end_date", "end_date IS NULL OR end_date > start_date"])
def test_a_check_that_names_both_settles_it(check: str) -> None:
    assert found("CO009", entity("t", "start_date date", "end_date date", checks=(check,))) == ()


@pytest.mark.parametrize(("low", "high"), [("valid_from", "valid_until"), ("startDate", "endDate"), ("start", "end")])
def test_a_pair_is_found_and_quoted(low: str, high: str) -> None:
    (finding,) = found("CO009", entity("t", f"{low} date", f"{high} date"))
    assert "<=" in finding.fix[0].value.expression
    if low == "start":
        assert finding.fix[0].value.expression == 'start <= "end"'


_VERSIONED = """
CREATE TABLE Rates (Id int PRIMARY KEY, ValidFrom datetime2 GENERATED ALWAYS AS ROW START NOT NULL,
  ValidTo datetime2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME (ValidFrom, ValidTo))
WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[Rates_Archive], DATA_CONSISTENCY_CHECK = ON));
CREATE TABLE dbo.Rates_Archive (Id int NOT NULL, ValidFrom datetime2 NOT NULL, ValidTo datetime2 NOT NULL);
"""


def test_the_server_writes_the_period_of_a_versioned_table_and_its_history() -> None:
    assert found_in("CO009", import_sql(_VERSIONED, "tsql").schema) == ()
    assert len(found_in("CO009", import_sql(_VERSIONED.replace("HISTORY_TABLE", "HISTORY"), "tsql").schema)) == 1


def test_mariadb_writes_the_period_too() -> None:
    columns = "since TIMESTAMP(6) GENERATED ALWAYS AS ROW START, until TIMESTAMP(6) GENERATED ALWAYS AS ROW END"
    text = (
        f"CREATE TABLE t (id int PRIMARY KEY, {columns}, PERIOD FOR SYSTEM_TIME (since, until)) WITH SYSTEM VERSIONING"
    )
    assert found_in("CO009", import_sql(text, "mariadb").schema) == ()


def test_a_check_settles_it_in_servers_that_take_names_in_any_case() -> None:
    text = "CREATE TABLE t (id int PRIMARY KEY, StartDate date, EndDate date, CHECK ([startdate] <= [EndDate]))"
    assert found_in("CO009", import_sql(text, "tsql").schema) == ()


def test_an_end_that_is_zero_until_there_is_one_is_left_alone() -> None:
    end = "end_date timestamp not null default '0000-00-00 00:00:00'"
    assert found("CO009", entity("visits", "id int", "start_date timestamp", end, pk="id")) == ()


def test_times_that_a_program_measures_are_a_hint_beside_those_that_somebody_plans() -> None:
    pair = ("id int", "start_time timestamp", "end_time timestamp")
    tables = [entity(name, *pair, pk="id") for name in ("bookings", "sync_jobs", "import_log", "visits_hist")]
    assert [str(one.confidence) for one in found("CO009", *tables)] == ["likely", "hint", "hint", "hint"]


def test_the_last_of_either_may_come_in_any_order() -> None:
    assert found("CO009", entity("sleeves", "last_moved_from timestamp", "last_moved_to timestamp")) == ()


def test_an_open_moment_beside_a_state_is_a_programs() -> None:
    def surest(high: str, more: str) -> str:
        (finding,) = found("CO009", entity("apps", "id int", "start_time timestamp", high, more, pk="id"))
        return str(finding.confidence)

    assert surest("end_time timestamp", "app_state int") == "hint"
    assert surest("end_time timestamp not null", "app_state int") == "likely"
    assert surest("end_time timestamp", "state_of_origin_code text") == "likely"
    (finding,) = found("CO009", entity("prices", "valid_from timestamp", "valid_to timestamp", "status text"))
    assert str(finding.confidence) == "likely"


def test_the_least_and_greatest_of_many_rows_are_a_hint() -> None:
    for low, high, table, sure in (
        ("earliest_start", "earliest_end", "visits", "hint"),
        ("start_date", "end_date", "visit_summaries", "hint"),
        ("start_date", "end_date", "visits", "likely"),
    ):
        (one,) = found("CO009", entity(table, f"{low} date", f"{high} date"))
        assert str(one.confidence) == sure


_PERIOD = ("start_date date", "end_date date")


@pytest.mark.parametrize(
    "copy",
    [
        entity("bookings_audit", "at timestamp", *_PERIOD), entity("booking_aud", "id int", *_PERIOD),
        entity("kept", "rev int", "revtype int", *_PERIOD), entity("archived_bookings", "id int", *_PERIOD),
    ],
)  # fmt: skip
def test_a_table_that_keeps_the_rows_of_another_one_gets_a_hint(copy: Entity) -> None:
    first, second = found("CO009", entity("bookings", "id bigint", *_PERIOD), copy)
    assert (first.confidence, second.confidence) == ("likely", "hint")


def test_a_version_whose_times_are_its_own_is_no_copy() -> None:
    (one,) = found("CO009", entity("post", "id int"), entity("post_version", "id int", *_PERIOD))
    assert one.confidence == "likely"


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ("charges", "billing_period_from", "billing_period_to"),
        ("rights", "current_usage_period_start", "current_usage_period_end"),
        ("charges", "full_service_period_from", "full_service_period_to"),
        ("invoice_lines", "period_start", "period_end"), ("trunk_cdrs", "start_time", "end_time"),
        ("ComputedPeriod", "from", "to"), ("checks", "minimum_date", "maximum_date"),
        ("spans", "start_time", "end_time"),
    ],
)  # fmt: skip
def test_what_a_program_measures_or_works_out_is_a_hint(table: str, low: str, high: str) -> None:
    (one,) = found("CO009", entity(table, f"{low} timestamp", f"{high} timestamp"))
    assert one.confidence == "hint"


def test_what_holds_several_others_has_its_times_from_them() -> None:
    for table, confidence in (
        ("day_assignments_container", "hint"),
        ("data_table_partitions", "hint"),
        ("shipping_container", "likely"),
    ):
        (one,) = found("CO009", entity(table, *_PERIOD))
        assert one.confidence == confidence


@pytest.mark.parametrize("table", ["on_call_dates", "subscriptions", "billing_subscriptions"])
def test_what_people_set_stays_likely(table: str) -> None:
    (one,) = found("CO009", entity(table, "current_period_start timestamp", "current_period_end timestamp"))
    assert one.confidence == "likely"


def test_a_table_whose_name_has_no_words_may_hold_a_pair() -> None:
    (one,) = found("CO009", entity("_", *_PERIOD))
    assert one.confidence == "likely"
