"""pg_stat_statements as CSV into access patterns: what is left out, and why, first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from designer.analysis.workload.counted import add_counted, add_workload
from designer.importers import Imported, import_sql
from designer.importers.statement_statistics import is_statement_statistics, mended, minutes_of, same

NOW = datetime(2026, 3, 8, tzinfo=UTC)
SCHEMA = import_sql(
    "CREATE TABLE customers (id bigint PRIMARY KEY, email text);"
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, state text, at timestamptz);"
).schema
HEAD = "userid,query,calls,total_exec_time,mean_exec_time,rows,stats_reset,observed_at\n"
WEEK = "2026-03-01 00:00:00+00,2026-03-08 00:00:00+00"


def read(*rows: str, head: str = HEAD) -> Imported:
    return add_counted(SCHEMA, head + "\n".join(rows), "s.csv", now=NOW)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("VACUUM orders", "a utility statement: VACUUM"),
        ("BEGIN", "a utility statement: BEGIN"),
        ("<insufficient privilege>", "its text is hidden"),
        ("SELECT * FROM ordrs", "there is no table ordrs in the design; the closest is orders"),
        ("SELECT 1", "it reads no table of the design"),
        ("SELECT count(*) FROM pg_class", "it reads no table of the design"),
        (
            'SELECT 1 FROM ONLY ""public"".""customers"" x WHERE ""id"" = $1 FOR KEY SHARE OF x',
            "check of a foreign key",
        ),
        ("", "there is no text"),
    ],
)
def test_what_is_no_query_of_the_application_is_listed_with_its_reason(query: str, reason: str) -> None:
    found = read(f'1,"{query}",5,1,1,5,{WEEK}')
    assert found.schema.access_patterns == ()
    assert [one.line for one in found.skipped] == [2]
    assert reason in found.skipped[0].reason
    assert found.problems == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"1,SELECT * FROM orders,many,1,1,5,{WEEK}", "calls is 'many'"),
        (f"1,SELECT * FROM orders,0,1,1,5,{WEEK}", "calls is '0'"),
        ("1,SELECT * FROM orders,5", "another number of fields"),
        (f"1,SELECT FROM FROM,5,1,1,5,{WEEK}", "SELECT FROM FROM"),
    ],
)
def test_lines_that_cannot_be_read_are_problems_with_their_line(row: str, message: str) -> None:
    found = read(f"1,SELECT id FROM orders,1,1,1,1,{WEEK}", row)
    assert len(found.schema.access_patterns) == 1
    assert [one.line for one in found.problems] == [3]
    assert message in found.problems[0].message


def test_a_query_file_is_no_csv() -> None:
    assert not is_statement_statistics("-- name: calls, query\nSELECT 1;")
    assert not is_statement_statistics("")
    assert is_statement_statistics("\ufeffQuery;Calls\n")
    assert len(add_workload(SCHEMA, "SELECT id FROM orders;").schema.access_patterns) == 1


def test_calls_become_a_frequency_and_duplicates_one_pattern() -> None:
    found = read(
        f'1,"SELECT id FROM orders WHERE customer_id = $1 ORDER BY at DESC LIMIT $2",7000,900,0.1,70000,{WEEK}',
        '2,"select id\n from orders /* app */ where customer_id = $2 order by at desc limit $3;",3080,100,0.1,30800,'
        + WEEK,
        f'1,"UPDATE orders SET state = $1 WHERE at < now() - interval $2",10,9000,900,20,{WEEK}',
    )
    assert found.problems == found.skipped == ()
    purge, recent = sorted(found.schema.access_patterns, key=lambda one: one.frequency_per_minute or 0)
    assert recent.name == "read orders by customer_id, sorted by at"
    assert recent.frequency_per_minute == 1.0
    assert recent.rows == 10
    assert [(one.name, one.type) for one in recent.parameters] == [("1", "bigint"), ("2", "bigint")]
    assert recent.notes == "Counted on a server: 10,080 calls, 0.0992 ms each, 10.0% of all time."
    assert purge.statements == ("UPDATE orders SET state = $1 WHERE at < now() - CAST($2 AS interval)",)
    assert purge.rows is None
    assert found.lines[recent.id] == 2
    assert found.remarks == ()


def test_a_statement_that_the_design_has_keeps_what_people_said_of_it() -> None:
    mine = "-- name: mine\n-- owner: ann\n-- latency: 5ms\nSELECT id FROM orders\nWHERE customer_id = :who;"
    design = add_workload(SCHEMA, mine).schema
    found = add_counted(
        design, HEAD + f"1,SELECT id FROM orders WHERE customer_id = $1,20160,1,1,4,{WEEK}\n", now=NOW
    ).schema
    (pattern,) = found.access_patterns
    assert (pattern.name, pattern.owner, pattern.latency_ms, pattern.frequency_per_minute) == ("mine", "ann", 5, 2)
    assert pattern.id == design.access_patterns[0].id


def test_an_unknown_column_is_told_and_the_pattern_still_taken() -> None:
    found = read(f"1,SELECT custmer_id FROM orders,1,1,1,1,{WEEK}")
    assert len(found.schema.access_patterns) == 1
    assert "no column custmer_id; the closest is customer_id" in found.problems[0].message


def test_how_long_was_counted_is_assumed_where_nobody_says_and_that_is_said() -> None:
    text = "query;calls\nSELECT id FROM orders;1440\n"
    found = add_counted(SCHEMA, text, now=NOW)
    assert found.schema.access_patterns[0].frequency_per_minute == 1
    assert "a day is assumed" in (found.schema.access_patterns[0].notes or "")
    assert "assume one day" in found.remarks[0].message
    said = add_counted(SCHEMA, text, now=NOW, minutes=10.0)
    assert (said.schema.access_patterns[0].frequency_per_minute, said.remarks) == (144, ())
    since = read("1,SELECT id FROM orders,20160,1,1,1,2026-03-01 00:00:00+00,", head=HEAD)
    assert since.schema.access_patterns[0].frequency_per_minute == 2
    assert "until the file was read" in since.remarks[0].message


def test_spellings_of_one_statement_are_the_same_and_others_not() -> None:
    assert same('SELECT "A" FROM t WHERE x=$7 AND y=$2') == same('select  "A" from T where x = $1 and y = $2 -- hi')
    assert same('SELECT "A" FROM t') != same('SELECT "a" FROM t')
    assert same("SELECT 1 FROM t WHERE x = $1 AND y = $1") != same("SELECT 1 FROM t WHERE x = $1 AND y = $2")
    assert mended("SELECT interval $1, b.date, $2") == "SELECT CAST($1 AS interval), b.date, $2"
    assert [minutes_of(text) for text in ("90s", "2 h", "7d", "1.5 days", "x", "0d", "-1h", "h")] == [
        1.5, 120, 10_080, 2160, None, None, None, None,
    ]  # fmt: skip
