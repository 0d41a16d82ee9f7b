"""Which dialect a text is guessed to be, and what is said where several fit."""

import pytest

from designer.importers import guess_dialect, import_source
from designer.importers.guess import better_fit

OWN = {
    "postgres": "CREATE TABLE a (id bigserial, at timestamptz DEFAULT now()::timestamptz);",
    "mysql": "CREATE TABLE a (id INT UNSIGNED AUTO_INCREMENT, KEY k (id)) ENGINE=InnoDB;",
    "sqlite": "PRAGMA foreign_keys=OFF;\nCREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);",
    "tsql": "CREATE TABLE domains (id INT IDENTITY, options VARCHAR(MAX) DEFAULT NULL, auth BIT DEFAULT 1);",
    "oracle": "CREATE TABLE A (ID NUMBER(10) NOT NULL, NAME VARCHAR2(40));\n/\n",
}


@pytest.mark.parametrize("text", ["", "CREATE TABLE a (id INT NOT NULL PRIMARY KEY, name VARCHAR(20));"])
def test_what_every_dialect_takes_is_said_to_fit_several(text: str) -> None:
    found = guess_dialect(text)
    assert (found.dialect, found.lead) == ("postgres", 0)
    assert {"mysql", "sqlite", "tsql", "oracle"} == set(found.also)
    assert found.doubt
    assert "fits MySQL" in found.doubt


@pytest.mark.parametrize("dialect", OWN)
def test_words_of_one_dialect_leave_no_doubt(dialect: str) -> None:
    found = guess_dialect(OWN[dialect])
    assert (found.dialect, found.doubt) == (dialect, None)
    assert found.lead >= 4


def test_one_type_in_every_column_does_not_outvote_the_rest() -> None:
    columns = ", ".join(f"[c{number}] NVARCHAR(20)" for number in range(100))
    text = f"CREATE TABLE [a] ([id] INTEGER PRIMARY KEY AUTOINCREMENT, {columns});"
    assert guess_dialect(text).dialect == "sqlite"


def test_types_that_a_dialect_refuses_speak_against_it() -> None:
    text = "CREATE TABLE a (id integer NOT NULL PRIMARY KEY, del tinyint, note text NOT NULL DEFAULT '',"
    text += " at datetime NOT NULL DEFAULT '0000-00-00 00:00:00');"
    assert guess_dialect(text).dialect == "sqlite"


def test_the_product_that_the_first_comment_names_first_counts() -> None:
    text = "/* Shop for SQLite, a port of what MySQL has */\nCREATE TABLE a (id INTEGER, at DATETIME);"
    assert guess_dialect(text).dialect == "sqlite"


def test_words_inside_strings_and_comments_are_no_signs() -> None:
    text = "CREATE TABLE a (id int);\nINSERT INTO a VALUES ('AUTO_INCREMENT ENGINE=InnoDB NUMBER VARCHAR2');\n-- GO\n"
    assert guess_dialect(text).lead == 0


@pytest.mark.parametrize("dialect", OWN)
def test_another_dialect_is_named_where_a_text_was_read_as_the_wrong_one(dialect: str) -> None:
    assert better_fit(OWN[dialect] * 2, dialect) is None
    other = "oracle" if dialect != "oracle" else "sqlite"
    found = better_fit(OWN[dialect] * 2, other)
    assert found is not None
    assert "this looks like" in found


def test_the_guess_is_part_of_what_was_imported() -> None:
    assert import_source(OWN["tsql"]).guess == "tsql"


def test_a_guess_in_doubt_is_a_remark_and_a_word_of_the_user_ends_it() -> None:
    text = "CREATE TABLE a (id INT NOT NULL PRIMARY KEY);"
    assert any("fits MySQL" in one.message for one in import_source(text).remarks)
    assert import_source(text, from_="mysql").remarks == ()
    assert import_source(OWN["sqlite"]).remarks == ()
