"""psql's conditions: one branch of each is read."""

from designer.importers import Imported, import_sql

_A, _B, _C = "CREATE TABLE a (x int);\n", "CREATE TABLE b (x int);\n", "CREATE TABLE c (x int);\n"


def _tables(sql: str) -> tuple[list[str], Imported]:
    found = import_sql(sql)
    assert not found.problems
    return [one.name for one in found.schema.entities], found


def test_a_branch_that_is_not_read_defines_nothing_and_is_accounted_for() -> None:
    names, found = _tables(f"\\if :flavour\n{_A}\\else\n{_A}{_B}\\endif\n{_C}")
    assert names == ["a", "c"]
    assert [one.line for one in found.skipped if "another branch" in one.reason] == [4, 5]
    assert [one.message for one in found.remarks] == ["read as if its condition held: \\if :flavour"]


def test_a_condition_that_is_written_out_decides() -> None:
    assert _tables(f"\\if false\n{_A}\\elif 'on'\n{_B}\\else\n{_C}\\endif\n")[0] == ["b"]
    assert _tables(f"\\if 0\n{_A}\\else\n{_C}\\endif\n")[0] == ["c"]
    assert not _tables(f"\\if 0\n{_A}\\else\n{_C}\\endif\n")[1].remarks


def test_nothing_inside_a_branch_that_is_not_read_is_asked_or_included() -> None:
    names, found = _tables(f"\\if off\n\\if :x\n{_A}\\else\n\\i other.sql\n{_B}\\endif\n\\endif\n{_C}")
    assert names == ["c"]
    assert not found.remarks


def test_an_endif_without_its_if_is_a_line_like_any_other() -> None:
    assert _tables(f"\\endif\n\\else\n{_A}")[0] == ["a"]


def test_a_condition_ends_with_its_file() -> None:
    assert _tables(f"\\if false\n{_A}")[0] == []
