"""What hangs on a table that gets another name, and clauses of one statement that take the same thing away."""

from designer.importers import import_sql


def test_a_trigger_goes_with_the_table_that_it_is_on_under_its_new_name() -> None:
    """SQLite's ordinary way to alter a table: rename, make anew, drop the old one with its triggers."""
    trigger = "CREATE TRIGGER x AFTER INSERT ON a BEGIN DELETE FROM a; END;\n"
    imported = import_sql(
        f"CREATE TABLE a (id int);\n{trigger}ALTER TABLE a RENAME TO a_old;\nCREATE TABLE a (id int, n int);\n"
        f"DROP TABLE a_old;\n{trigger}",
        "sqlite",
    )
    assert imported.problems == ()
    assert [(one.kind, one.line) for one in imported.carried] == [("trigger", 6)]
    assert len(imported.schema.entity("a").attributes) == 2


def test_a_trigger_stays_when_a_table_of_its_old_name_is_dropped() -> None:
    imported = import_sql(
        "CREATE TABLE a (id int);\nCREATE TRIGGER x AFTER INSERT ON a BEGIN SELECT 1; END;\n"
        "ALTER TABLE a RENAME TO b;\nCREATE TABLE a (id int);\nDROP TABLE a;",
        "sqlite",
    )
    assert [one.name for one in imported.carried] == ["x"]


def test_mysql_drops_an_index_beside_its_only_column() -> None:
    table = "CREATE TABLE t (id int PRIMARY KEY, c int, d int, KEY i (c), KEY j (c, d));\n"
    for clauses in ("DROP COLUMN c, DROP INDEX i", "DROP c, DROP KEY i, ADD KEY i (d)"):
        imported = import_sql(f"{table}ALTER TABLE t {clauses};", "mysql")
        assert imported.problems == ()
        assert [len(one.keys) for one in imported.schema.entity("t").indexes if one.name == "j"] == [1]
    again = import_sql(f"{table}ALTER TABLE t DROP COLUMN c; ALTER TABLE t DROP INDEX i;", "mysql")
    assert [one.line for one in again.problems] == [2]


def test_the_index_that_innodb_makes_for_a_foreign_key_has_a_name_and_stays() -> None:
    tables = (
        "CREATE TABLE p (id int PRIMARY KEY);\n"
        "CREATE TABLE t (id int, p_id int, x int, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id));\n"
    )
    for statements, names in (
        ("ALTER TABLE t DROP FOREIGN KEY fk;", ["fk"]),
        ("ALTER TABLE t DROP FOREIGN KEY fk, DROP INDEX fk;", []),
        ("ALTER TABLE t DROP FOREIGN KEY fk; DROP INDEX fk ON t;", []),
        ("ALTER TABLE t DROP FOREIGN KEY fk; ALTER TABLE t ADD KEY k (p_id, x);", ["k"]),
        ("ALTER TABLE t RENAME INDEX fk TO other;", ["other"]),
        ("ALTER TABLE t ADD KEY k (p_id, x);", ["k"]),
    ):
        imported = import_sql(f"{tables}{statements}", "mysql")
        assert imported.problems == (), statements
        assert [one.name for one in imported.schema.entity("t").indexes] == names, statements
