"""Dumps without their last line."""

import pytest

from designer.importers import Source, import_sql

PG = "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE t (id int);\n"
MY = "-- MySQL dump 10.13  Distrib 8.0.36\n\nCREATE TABLE t (id int);\n"


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (PG + "--\n-- PostgreSQL database dump complete\n--\n", "postgres"),
        (MY + "-- Dump completed on 2026-01-01\n", "mysql"),
        ("CREATE TABLE t (id int)", "postgres"),
        ("CREATE TABLE t (a text DEFAULT '-- PostgreSQL database dump');", "postgres"),
    ],
)
def test_whole_dumps_and_texts_of_no_tool_are_not_called_cut(text: str, dialect: str) -> None:
    found = import_sql(text, dialect)
    assert not [one for one in (*found.problems, *found.remarks) if "cut" in one.message]


@pytest.mark.parametrize(("text", "dialect"), [(PG, "postgres"), (MY, "mysql")])
def test_a_dump_cut_behind_a_statement_is_remarked_on(text: str, dialect: str) -> None:
    found = import_sql([Source(text, "dump.sql")], dialect)
    assert found.problems == ()
    assert [(one.line, one.file, "the file may be cut" in one.message) for one in found.remarks] == [
        (text.count("\n") + 1, "dump.sql", True)
    ]


@pytest.mark.parametrize("rest", ["CREATE VIEW v AS SELECT id FRO", "COPY t (id) FROM stdin;\n1\n2"])
def test_a_statement_cut_with_its_dump_is_a_problem_and_the_rest_is_there(rest: str) -> None:
    found = import_sql(PG + rest, "postgres")
    assert [one.name for one in found.schema.entities] == ["t"]
    problem = found.problems[-1]
    assert "PostgreSQL database dump complete" in problem.message
    assert (problem.line, problem.column) == ((PG + rest).count("\n") + 1, len(rest.rsplit("\n", 1)[-1]) + 1)
