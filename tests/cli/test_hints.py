"""`-- was: old_name`: names that change hands keep to what they were the names of."""

from pathlib import Path

import pytest

from designer.cli.hints import hinted
from designer.importers import import_sql
from designer.schema.changes import Add, Rename
from designer.schema.diff import diff

A = "CREATE TABLE a (id int PRIMARY KEY, n text);\n"
B = "CREATE TABLE b (id int PRIMARY KEY, n text);\n"
WAS_A = "CREATE TABLE b ( -- was: a\n id int PRIMARY KEY, n text);\n"
WAS_B = "CREATE TABLE a ( -- was: b\n id int PRIMARY KEY, n text);\n"
INLINE = "CREATE TABLE a (id int PRIMARY KEY,\n m text UNIQUE -- was: n\n);\n"
COLUMN = "CREATE TABLE a (id int PRIMARY KEY,\n m text, -- was: n\n n int);\n"


@pytest.mark.parametrize(
    ("old", "new", "renamed", "added"),
    [
        (A + B, WAS_A + WAS_B, {("entity", "a", "b"), ("entity", "b", "a")}, set()),
        (A, A + WAS_A, {("entity", "a", "b")}, {("entity", "a")}),
        (A, COLUMN, {("attribute", "n", "m")}, {("attribute", "n")}),
        (
            A.replace("n text", "{q}old.name is{q} text"),
            A.replace("n text", '\n n text -- was: "old.name is"\n'),
            {("attribute", "old.name is", "n")},
            set(),
        ),
    ],
    ids=[
        "two tables swap",
        "a table takes the name that another had",
        "a column takes the name that another had",
        "quoted",
    ],
)
@pytest.mark.parametrize("dialect", ["postgres", "mariadb"])
def test_names_that_change_hands_are_told_apart(
    old: str, new: str, renamed: set[str], added: set[str], dialect: str, tmp_path: Path
) -> None:
    path = tmp_path / "new.sql"
    path.write_text(new)
    before = import_sql(old.replace("{q}", "`" if dialect == "mariadb" else '"'), dialect).schema
    changes = diff(before, hinted(import_sql(new, dialect), before, str(path)))
    found = {(one.kind, one.old, one.new) for one in changes if isinstance(one, Rename)}
    assert {one for one in found if one[0] in ("entity", "attribute")} == renamed
    assert {(one.kind, one.value.name) for one in changes if isinstance(one, Add)} == added
    assert len(changes) == len(found) + len(added)


def test_hint_beside_a_column_with_a_constraint_of_its_own_is_about_the_column(tmp_path: Path) -> None:
    path = tmp_path / "new.sql"
    path.write_text(INLINE)
    before = import_sql(A).schema
    changes = diff(before, hinted(import_sql(INLINE), before, str(path)))
    assert [(one.kind, one.old, one.new) for one in changes if isinstance(one, Rename)] == [("attribute", "n", "m")]
