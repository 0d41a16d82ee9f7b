"""Plans for SQLite over every kind of object, each run in a real file: there, back, and there again."""

# ruff: noqa: PT018

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from designer.cli.hints import hinted
from designer.exporters.sqlite import native_statements
from designer.importers import import_sql
from designer.lab.sqlite.catalogue import differences
from designer.lab.sqlite.readback import design_facts
from designer.planning import FORMATS, CannotPlan, Options, Plan, files, plan, prove
from tests.planning.sqlite_pairs import PAIRS, T

SAMPLE = ("everything at once", "a counting table is made anew")


def planned(before: str, after: str, folder: Path, strategy: str = "direct") -> Plan:
    first, second = import_sql(before, "sqlite"), import_sql(after, "sqlite")
    assert not first.problems and not second.problems
    path = folder / "after.sql"
    path.write_text(after)
    return plan(first.schema, hinted(second, first.schema, str(path)), Options(strategy=strategy))  # type: ignore[arg-type]


def run(connection: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    for text in statements:
        connection.execute(text)


def found(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The server's own texts, read back."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        " AND name NOT LIKE 'f~_%' ESCAPE '~'"
    )
    return design_facts(import_sql("".join(f"{row[0]};\n" for row in rows), "sqlite").schema)


@pytest.mark.parametrize("strategy", ["online", "expand-contract"])
def test_strategies_that_take_smaller_locks_are_refused_with_what_is_there_instead(
    strategy: str, tmp_path: Path
) -> None:
    with pytest.raises(CannotPlan, match="plan it with the strategy direct"):
        planned(T, T.replace("b INT", "b TEXT"), tmp_path, strategy)


def test_designs_of_two_servers_are_refused() -> None:
    with pytest.raises(CannotPlan, match="one design to another of the same server"):
        plan(import_sql(T, "sqlite").schema, import_sql("CREATE TABLE t (id int);").schema)


def test_a_table_none_of_whose_columns_stays_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotPlan, match="no column of t stays"):
        planned("CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID;", "CREATE TABLE t (b INT PRIMARY KEY) WITHOUT ROWID;",  # noqa: E501
                tmp_path)  # fmt: skip


def test_rows_that_break_a_new_foreign_key_roll_everything_back(tmp_path: Path) -> None:
    made = planned(*PAIRS["a foreign key comes"], tmp_path)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        run(connection, tuple(native_statements(made.before)))
        connection.execute("INSERT INTO c (id, p_id) VALUES (1, 99)")
        start = found(connection)
        with pytest.raises(sqlite3.IntegrityError, match="rows = 0"):
            run(connection, made.steps[0].up)
        connection.execute("ROLLBACK")
        assert found(connection) == start
        assert connection.execute("SELECT p_id FROM c").fetchall() == [(99,)]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_reached_both_ways(name: str, tmp_path: Path) -> None:
    made = planned(*PAIRS[name], tmp_path)
    up = tuple(text for step in made.steps for text in step.up)
    down = tuple(text for step in made.steps for text in step.down)
    assert bool(up) == (name != "no change")
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as connection,
        closing(sqlite3.connect(":memory:", isolation_level=None)) as other,
    ):
        run(connection, tuple(native_statements(made.before)))
        run(other, tuple(native_statements(made.after)))
        start, target = found(connection), found(other)
        run(connection, up)
        assert differences(target, found(connection)) == ()
        run(connection, down)
        assert differences(start, found(connection)) == ()


def test_children_keep_their_rows_when_their_parent_is_made_anew(tmp_path: Path) -> None:
    made = planned(*PAIRS["a parent is made anew under its children"], tmp_path)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        run(connection, tuple(native_statements(made.before)))
        connection.execute("INSERT INTO p VALUES (5, 'x')")
        connection.execute("INSERT INTO c (id, p_id) VALUES (1, 5)")
        run(connection, made.steps[0].up)
        assert connection.execute("SELECT p_id FROM c").fetchall() == [(5,)]
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_number_that_was_given_out_is_not_given_out_again(tmp_path: Path) -> None:
    made = planned(*PAIRS["a counting table is made anew"], tmp_path)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        run(connection, tuple(native_statements(made.before)))
        connection.execute("INSERT INTO t VALUES (40, 'x'), (7, 'y')")
        connection.execute("DELETE FROM t WHERE id = 40")
        run(connection, made.steps[0].up)
        connection.execute("INSERT INTO t (a) VALUES ('z')")
        assert connection.execute("SELECT max(id) FROM t").fetchone() == (41,)


def test_plans_say_what_is_copied_and_what_is_lost(tmp_path: Path) -> None:
    step = planned(T, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT);", tmp_path).steps[0]
    assert step.rewrites == ("t",)
    assert [(one.relation, one.blocks) for one in step.locks] == [("the whole file", "writes")]
    assert {"MG060", "MG061", "MG020"} <= {one.code for one in step.hazards}
    assert step.irreversible and "t.b" in step.irreversible


@pytest.mark.parametrize("name", SAMPLE)
def test_a_plan_is_proved_in_a_file_with_rows(name: str, tmp_path: Path) -> None:
    proof = prove(planned(*PAIRS[name], tmp_path))
    assert (proof.verdict, proof.errors, proof.differences) == ("proved", (), ()), proof
    assert proof.rows > 0 and proof.server is not None
    assert proof.server.startswith("SQLite")


@pytest.mark.strict_only("a process for each pair")
@pytest.mark.parametrize("name", [one for one in PAIRS if one not in SAMPLE])
def test_every_pair_is_proved_in_a_file_with_rows(name: str, tmp_path: Path) -> None:
    proof = prove(planned(*PAIRS[name], tmp_path))
    assert (proof.verdict in ("proved", "partly"), proof.errors, proof.differences) == (True, (), ()), proof


@pytest.mark.parametrize("tool", FORMATS)
def test_the_files_of_a_tool_hold_the_whole_transaction(tool: str, tmp_path: Path) -> None:
    made = planned(*PAIRS["a trigger stays with a table made anew"], tmp_path)
    text = "\n".join(one.text for one in files(made, tool))
    for word in ("PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE", "COMMIT", "PRAGMA foreign_keys = ON"):
        assert word in text
    assert "timeout" not in text
    assert not re.search(r"\bpg\b", text)
