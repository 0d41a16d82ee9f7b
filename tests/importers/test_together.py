"""Several files that make one design."""

import pytest

from designer.importers import Source, import_sources
from designer.importers.together import import_together

TABLES = Source("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int);", "db/tables.sql")
KEYS = Source("ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a;", "db/keys.sql")
VIEWS = Source("COMMENT ON CONSTRAINT b_a ON b IS 'to a';", "db/a_comments.sql")


def test_files_that_read_without_a_problem_stay_in_their_order() -> None:
    found = import_together([TABLES, KEYS], "postgres", "shop")
    assert (found.problems, found.remarks, found.files) == ((), (), ("db/tables.sql", "db/keys.sql"))


def test_an_order_that_helps_nothing_is_not_taken() -> None:
    broken = Source("CREATE TABLE c (x int,, y int);", "c.sql")
    found = import_together([broken, TABLES], "postgres", "shop")
    assert [problem.file for problem in found.problems] == ["c.sql"]
    assert found.remarks == ()
    assert found.files == ("c.sql", "db/tables.sql")


def test_files_sorted_by_name_are_read_as_they_build_on_each_other() -> None:
    found = import_sources([VIEWS, KEYS, TABLES], "shop", "postgres")
    assert found.problems == ()
    assert [(link.name, link.comment) for link in found.schema.relationships] == [("b_a", "to a")]
    assert found.remarks[0].message.endswith("tables.sql, keys.sql, a_comments.sql.")
    assert found.file_of[found.schema.relationships[0].id] == "db/keys.sql"


def test_a_file_that_includes_one_that_was_given_is_no_problem() -> None:
    main = Source("\\i tables.sql\n\\ir 'db/keys.sql'\n\\i elsewhere.sql\n", "db/all.sql")
    found = import_together([main, KEYS, TABLES], "postgres", "shop")
    assert [problem.line for problem in found.problems] == [3]
    assert [(one.line, one.statement) for one in found.skipped] == [(1, "\\i tables.sql"), (2, "\\ir 'db/keys.sql'")]
    assert len(found.schema.relationships) == 1


@pytest.mark.parametrize(
    ("dialect", "lines"),
    [
        ("mysql", "SOURCE db/tables.sql\n\\. 'tables.sql'\nsource other.sql\nSYSTEM ls tables.sql\n"),
        ("sqlite", ".read db/tables.sql\n.READ 'tables.sql'\n.read other.sql\n.print tables.sql\n"),
        ("tsql", ":r .\\db\\tables.sql\n:R tables.sql\n:r other.sql\n:setvar x tables.sql\n"),
        ("oracle", "@db/tables.sql\n@@ tables.sql\n@other.sql\nPROMPT @tables.sql\n"),
    ],
)
def test_every_client_has_a_line_that_includes_a_file(dialect: str, lines: str) -> None:
    tables = Source("CREATE TABLE a (id int PRIMARY KEY);", "db/tables.sql")
    found = import_together([Source(lines, "all.sql"), tables], dialect, "shop")
    assert [(problem.line, "other.sql" in problem.message) for problem in found.problems] == [(3, True)]
    assert [one.line for one in found.skipped if "given" in one.reason] == [1, 2]
    assert [entity.name for entity in found.schema.entities if not found.remarks] in (["a"], ["A"])
