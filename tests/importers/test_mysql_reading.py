"""MySQL and MariaDB in: what cannot be read is said, what can be read is kept as written."""

from pathlib import Path

import pytest

from designer.importers import Imported, guess_dialect, import_source, import_sql

FORMS = (Path(__file__).parent / "mysql" / "forms.sql").read_text()


def read(text: str, dialect: str = "mysql") -> Imported:
    return import_sql(text, dialect)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("CREATE TABLE t (id int);\nCREATE TABLE t (id int);", 2, "a second time"),
        ("CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES gone (id));", 1, "which is not here"),
        ("CREATE TABLE t (a int, FOREIGN KEY (b) REFERENCES t (a));", 1, "no column b"),
        ("CREATE TABLE t (a int);\nALTER TABLE t DROP COLUMN b;", 2, "no such column"),
        ("CREATE TABLE t (a int);\n\nALTER TABLE t DROP KEY b;", 3, "no key b"),
        ("ALTER TABLE t ADD a int;", 1, "there is no table t"),
        ("CREATE TABLE t (a int, KEY (a) USING WOOD);", 1, "a BTREE, a HASH or an RTREE"),
        ("CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY);", 1, "a primary key already"),
        ("CREATE TABLE t (a varchar(3) DEFAULT 'x);\nCREATE TABLE u (b int);", 1, "no quote closes"),
        ("USE shop FROBNICATE;", 1, "nothing more was expected"),
        ("FROBNICATE the table;", 1, "no statement that begins like this"),
        ("CREATE TABLE m (a int, FOREIGN KEY (a) REFERENCES m (a)) ENGINE=MyISAM;", 1, "keeps none"),
        ("CREATE TABLE t (" + "(" * 200 + ");", 1, "a bracket that nothing closes"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_with_its_line(text: str, line: int, words: str) -> None:
    found = [problem for problem in read(text).problems if words in problem.message]
    assert found
    assert found[0].line == line


def test_a_broken_statement_takes_no_other_with_it() -> None:
    imported = read("CREATE TABLE a (id int);\nCREATE TABLE b (id);\nCREATE TABLE c (id int);")
    assert [entity.name for entity in imported.schema.entities] == ["a", "c"]
    assert [problem.line for problem in imported.problems] == [2]


def test_every_form_is_read_without_a_problem_and_every_statement_is_accounted_for() -> None:
    imported = read(FORMS, "mariadb")
    assert imported.problems == ()
    assert sorted((one.kind, one.name) for one in imported.carried) == [
        ("event", "sweep"), ("function", "twice"), ("procedure", "tidy"), ("trigger", "stamp"), ("view", "seen"),
    ]  # fmt: skip
    assert any("changes data" in one.reason and one.line == 34 for one in imported.skipped)


def test_texts_are_kept_as_written() -> None:
    customer = read(FORMS, "mariadb").schema.entity("customer")
    kept = {one.name: (one.type, one.default) for one in customer.attributes}
    assert kept["id"] == ("int(10) unsigned", None)
    assert kept["state"] == ("enum('new','it''s','a,b')", "'new'")
    assert kept["bits"] == ("bit(3)", "b'101'")
    assert kept["name"] == ("varchar(40)", "_utf8mb4'x'")
    assert kept["made"] == ("datetime(6)", "current_timestamp(6)")
    assert customer.comment == 'The "who"'
    assert customer.options["mysql"]["auto_increment"] == "117"
    email = customer.attribute("email")
    assert email is not None
    assert email.comment == "who's 'it'; really"
    assert email.collation == "utf8mb4_bin"


def test_keys_without_a_name_get_the_servers() -> None:
    customer = read(FORMS, "mariadb").schema.entity("customer")
    assert {index.name for index in customer.indexes} == {"born", "born_2", "name", "search"}
    node = read(FORMS, "mariadb").schema.entity("node")
    assert {key.name for key in (*node.uniques, *node.indexes)} == {"twin", "up", "owner"}


def test_an_index_is_made_for_a_foreign_key_only_where_none_begins_with_its_columns() -> None:
    text = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (a int, b int, {} FOREIGN KEY (a) REFERENCES p (id));"
    assert [one.name for one in read(text.format("")).schema.entity("c").indexes] == ["a"]
    assert [one.name for one in read(text.format("KEY k (a, b),")).schema.entity("c").indexes] == ["k"]
    assert {one.name for one in read(text.format("KEY k (b, a),")).schema.entity("c").indexes} == {"k", "a"}


def test_alterations_are_followed() -> None:
    second = read(FORMS, "mariadb").schema.entity("second")
    names = [one.name for one in second.attributes]
    assert names[:3] == ["first_one", "id", "more"]
    assert "birth" in names
    assert "flags" not in names
    assert {index.name for index in second.indexes} == {"born", "born_2", "by_name", "one"}
    assert [index.visible for index in second.indexes if index.name == "one"] == [False]
    assert second.options["mysql"]["collation"] == "utf8mb4_unicode_ci"
    assert all(attribute.collation is None for attribute in second.attributes)


def test_an_inline_reference_is_a_foreign_key_in_mariadb_and_said_to_be_none_in_mysql() -> None:
    text = "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c (p int REFERENCES p (id));"
    assert len(read(text, "mariadb").schema.relationships) == 1
    assert read(text).schema.relationships == ()
    assert any("makes no foreign key" in one.reason and one.line == 2 for one in read(text).skipped)


def test_conditional_comments_are_code_for_the_servers_they_name() -> None:
    text = "CREATE TABLE t (a int /*!80023 INVISIBLE */, b int /*M!100303 INVISIBLE */, c int /*!40100 UNSIGNED */);"

    def hidden(dialect: str) -> list[str]:
        columns = read(text, dialect).schema.entity("t").attributes
        return [one.name for one in columns if one.options.get("mysql", {}).get("invisible")]

    assert hidden("mysql") == ["a"]
    assert hidden("mariadb") == ["b"]
    assert any("conditional comment" in one.reason for one in read(text).skipped)


def test_several_statements_between_two_delimiters_are_read_one_by_one() -> None:
    imported = read("DELIMITER //\nSET @a = '';\nCREATE TABLE t (a int);\nCREATE TABLE u (b int)//\nDELIMITER ;")
    assert [entity.name for entity in imported.schema.entities] == ["t", "u"]
    assert not imported.problems


def test_databases_are_schemas() -> None:
    imported = read(
        "CREATE DATABASE shop CHARSET latin1; USE shop; CREATE TABLE a (b int); CREATE TABLE other.c (d int);"
    )
    schema = imported.schema
    assert sorted(map(schema.qualified, schema.entities)) == ["other.c", "shop.a"]
    assert {home.name: home.x.get("charset") for home in schema.schemas} == {"shop": "latin1", "other": None}


def test_a_table_filled_by_a_query_is_carried_with_the_reason() -> None:
    imported = read("CREATE TABLE a (b int);\nCREATE TABLE c SELECT b FROM a;")
    assert [(one.kind, one.name, one.line) for one in imported.carried] == [("table", "c", 2)]


def test_the_dialect_is_guessed_and_a_wrong_one_is_told_which_fits_better() -> None:
    assert import_source(FORMS, "dump.sql").guess == "mariadb"
    assert guess_dialect("CREATE TABLE `a` (id int AUTO_INCREMENT) ENGINE=InnoDB;").dialect == "mysql"
    assert guess_dialect("CREATE TABLE a (id serial, at timestamptz DEFAULT now()::date);").dialect == "postgres"
    wrong = import_source(FORMS, "dump.sql", "postgres")
    assert "this looks like MariaDB" in wrong.problems[0].message
    assert not any("looks like" in problem.message for problem in import_source(FORMS, "d.sql", "mysql").problems)


def test_a_serial_column_that_says_unique_again_has_one_unique_key() -> None:
    (table,) = read("CREATE TABLE t (id serial unique, name text, PRIMARY KEY (id));").schema.entities
    assert len(table.uniques) == 1


def test_a_column_that_is_the_primary_key_has_no_key_beside_it_in_mariadb() -> None:
    text = "CREATE TABLE t (a int); ALTER TABLE t ADD id {}; CREATE TABLE u (id {});"
    for said in ("serial PRIMARY KEY", "bigint SERIAL DEFAULT VALUE PRIMARY KEY", "int PRIMARY KEY UNIQUE"):
        for dialect, uniques in (("mysql", [1, 1]), ("mariadb", [0, 0])):
            found = read(text.format(said, said), dialect)
            assert not found.problems
            assert [len(table.uniques) for table in found.schema.entities] == uniques, said
    beside = read("CREATE TABLE t (id serial, PRIMARY KEY (id));", "mariadb")
    assert len(beside.schema.entity("t").uniques) == 1


def test_a_line_of_the_client_that_takes_in_a_file_ends_with_its_line_and_is_a_problem() -> None:
    text = "SOURCE a/b.sql\nCREATE TABLE t (source int);\n\\. c.sql\n  source d.sql ; CREATE TABLE u (a int); "
    found = read(text + "SOURCE e.sql;\nprompt now\nCREATE TABLE v (a int);")
    assert [entity.name for entity in found.schema.entities] == ["t", "u", "v"]
    why = "another file is included here and was not read: "
    assert [(one.line, one.message) for one in found.problems] == [
        (1, why + "SOURCE a/b.sql"), (3, why + "\\. c.sql"), (4, why + "source d.sql"), (4, why + "SOURCE e.sql"),
    ]  # fmt: skip
    assert [one.statement for one in found.skipped] == ["prompt now"]


def test_an_index_may_be_called_type() -> None:
    found = read(
        "CREATE TABLE t (type int, x int, INDEX type (type), KEY TYPE BTREE (x), UNIQUE INDEX u TYPE HASH (x));"
    )
    assert not found.problems
    assert [one.name for one in found.schema.entity("t").indexes] == ["type", "x"]
