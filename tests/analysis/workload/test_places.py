"""Where unknown names stand: not beside their like first."""

from __future__ import annotations

import sys

import pytest

from designer.analysis.workload import parse_statement
from designer.analysis.workload.places import unknown_places
from designer.importers import import_sql

SCHEMA = import_sql('CREATE TABLE a (id int, x int, "Odd" int); CREATE TABLE b (id int, stauts int);').schema


@pytest.mark.parametrize(
    ("sql", "marked"),
    [
        ("SELECT b.stauts, a.[stauts] FROM a, b", ["stauts"]),
        ("SELECT 'zz', -- zz\n zz.[zz] FROM b AS zz", ["zz"]),
        ("SELECT id FROM [aa] WHERE id = :aa", ["aa"]),
        ("SELECT a.id FROM a WHERE a.x = :y AND a.[y] > %(y)s AND a.[y] < 3", ["y", "y"]),
        ('SELECT "Odd", [odd] FROM a', ["odd"]),
        ('SELECT "Odd", ["odd"] FROM a', ["odd"]),
        ("SELECT [c].id FROM a", ["c"]),
        ("INSERT INTO a (id, [nope]) VALUES (?, ?)", ["nope"]),
        ("UPDATE a SET [nope] = 1 WHERE x %% 2 = %s AND [gone] = 2", ["nope", "gone"]),
    ],
)
def test_only_the_name_itself_is_marked(sql: str, marked: list[str]) -> None:
    plain = sql.replace("[", "").replace("]", "")
    places = [place for found in unknown_places(parse_statement(plain, SCHEMA), "postgres").values() for place in found]
    assert [plain[one.start : one.end].strip('"') for one in sorted(places, key=lambda one: one.start)] == marked
    shown = plain
    for one in sorted(places, key=lambda one: -one.start):
        shown = f"{shown[: one.start]}[{shown[one.start : one.end]}]{shown[one.end :]}"
    assert shown == sql


def test_ten_times_the_names_are_ten_times_the_work_and_no_more() -> None:
    def work(names: int) -> int:
        statement = parse_statement(f"SELECT {', '.join(f'x{n}' for n in range(names))} FROM a", SCHEMA)
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            found = unknown_places(statement, "postgres")
        finally:
            sys.setprofile(None)
        assert len(found) == names
        return calls

    work(1)  # what is remembered for good
    assert work(500) < 15 * work(50)


def test_the_line_and_the_column_are_said() -> None:
    (places,) = unknown_places(parse_statement("SELECT id,\n  nope\nFROM a", SCHEMA), "postgres").values()
    assert [(one.line, one.column) for one in places] == [(2, 3)]


def test_a_statement_without_unknown_names_has_no_places() -> None:
    assert unknown_places(parse_statement("SELECT id FROM a", SCHEMA), "postgres") == {}
