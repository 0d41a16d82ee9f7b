"""What is written for MySQL and MariaDB, on a throw-away MariaDB server."""

from dataclasses import replace
from pathlib import Path

import pymysql
import pytest

from designer.exporters import export
from designer.importers import import_sql
from designer.lab.errors import ServerUnavailable
from designer.lab.mariadb import server as server_module
from designer.lab.mariadb.references import without_references_at_columns
from designer.lab.mariadb.server import MariaServer
from designer.lab.verify import verify, verify_mariadb_source
from designer.lab.verify.mariadb import verify_mariadb
from designer.schema.schema import Schema

FORMS = (Path(__file__).parents[1] / "importers" / "mysql" / "forms.sql").read_text()
MYSQL_8 = """
CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  doc json,
  name varchar(20) COLLATE utf8mb4_0900_ai_ci,
  hidden int INVISIBLE DEFAULT 1,
  KEY by_lower ((lower(name)) DESC),
  KEY unseen (hidden) INVISIBLE,
  CONSTRAINT positive CHECK (hidden > 0) NOT ENFORCED
) ENGINE=InnoDB;
CREATE TABLE plain (id int PRIMARY KEY, t int, CONSTRAINT plain_t FOREIGN KEY (t) REFERENCES plain (id));
"""
POSTGRES = """
CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
CREATE DOMAIN percent AS numeric(5,2) DEFAULT 0 CHECK (VALUE BETWEEN 0 AND 100);
CREATE SCHEMA audit;
CREATE TABLE person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  token uuid DEFAULT gen_random_uuid(),
  happy boolean NOT NULL DEFAULT true,
  mood mood DEFAULT 'sad',
  share percent NOT NULL,
  tags text[] DEFAULT '{}'::text[],
  doc jsonb DEFAULT '{"a": 1}'::jsonb,
  photo bytea,
  made timestamptz NOT NULL DEFAULT now(),
  born date,
  state varchar(10) DEFAULT 'new'::character varying,
  boss bigint REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  label text GENERATED ALWAYS AS (upper(email)) STORED,
  CONSTRAINT known CHECK (((state)::text = ANY ((ARRAY['new'::character varying, 'old'::character varying])::text[]))),
  CONSTRAINT shaped CHECK (email ~ '^[^@]+@'),
  CONSTRAINT flagged CHECK ((happy IS TRUE) OR (born IS NOT NULL)),
  EXCLUDE USING btree (born WITH =)
);
CREATE INDEX live ON person (born) WHERE happy;
CREATE INDEX by_label ON person (label);
CREATE INDEX by_doc ON person USING gin (doc);
CREATE TABLE audit.entry (a text, b text, c text, d text, person int REFERENCES person (id), PRIMARY KEY (a, b, c, d));
CREATE TABLE pair (x int, y int, PRIMARY KEY (x, y));
CREATE TABLE other_way (y int, x int, FOREIGN KEY (y, x) REFERENCES pair (y, x));
CREATE VIEW happy_ones AS SELECT * FROM person WHERE happy;
"""


def design(text: str, dialect: str = "mariadb") -> Schema:
    imported = import_sql(text, dialect)
    assert imported.problems == ()
    return imported.schema


def test_where_there_is_no_server_nothing_is_executed_and_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_first", lambda *names: None)
    found = verify(design("CREATE TABLE t (a int);"), "mariadb")
    assert found.verdict == "not executed"
    assert "no MariaDB server" in found.not_executed[0].why
    with pytest.raises(ServerUnavailable):
        MariaServer()


@pytest.mark.requires("mariadb")
def test_an_export_that_says_otherwise_is_found_out(maria: MariaServer) -> None:
    text = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int NOT NULL, b varchar(9), KEY k (b, a));"
    schema = design(text)
    table = schema.entity("t")
    other = replace(table, attributes=(replace(table.attributes[0], not_null=None), *table.attributes[1:]), indexes=())
    wrong = replace(schema, entities=tuple(other if one is table else one for one in schema.entities))
    found = verify_mariadb_source(text, wrong, server=maria)
    assert found.verdict == "differs"
    assert {(one.kind, one.object) for one in found.differences} == {("column", "design.t.a"), ("key", "design.t.k")}


@pytest.mark.requires("mariadb")
def test_a_statement_that_the_server_refuses_is_an_error(maria: MariaServer) -> None:
    found = verify_mariadb(design("CREATE TABLE t (a nosuchtype);"), server=maria)
    assert found.verdict == "differs"
    assert len(found.errors) == 1


@pytest.mark.requires("mariadb")
def test_sequences_come_before_the_tables_that_count_by_them(maria: MariaServer) -> None:
    text = """
    ALTER DATABASE DEFAULT CHARACTER SET latin1;
    CREATE SEQUENCE `s_seq` start with 5 minvalue 1 maxvalue 9223372036854775806 increment by 2 cache 1000 nocycle
      ENGINE=InnoDB;
    SELECT SETVAL(`s_seq`, 1, 0);
    CREATE SEQUENCE plain; ALTER SEQUENCE plain MAXVALUE = 9 NOCACHE CYCLE; CREATE SEQUENCE gone; DROP SEQUENCE gone;
    CREATE TABLE t (id int NOT NULL DEFAULT nextval(`s_seq`), n varchar(9), PRIMARY KEY (id));
    """
    schema = design(text)
    assert [(one.name, one.start, one.increment, one.cycle) for one in schema.sequences] == [
        ("plain", None, None, True),
        ("s_seq", 5, 2, False),
    ]
    found = verify_mariadb_source(text, schema, server=maria)
    assert (found.verdict, found.errors, found.differences, found.not_executed) == ("equal", (), (), ())
    assert [one.object for one in export(schema, "mysql").notices] == ["plain", "s_seq"]


@pytest.mark.requires("mariadb")
def test_partitions_that_are_changed_one_by_one_are_those_of_the_server(maria: MariaServer) -> None:
    text = """
    CREATE TABLE t (a int) PARTITION BY RANGE (a)
      (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN (30));
    ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (40), PARTITION p4 VALUES LESS THAN MAXVALUE);
    ALTER TABLE t DROP PARTITION p0, P2;
    ALTER TABLE t REORGANIZE PARTITION p1, p3 INTO (PARTITION q VALUES LESS THAN (40));
    ALTER TABLE t TRUNCATE PARTITION q;
    CREATE TABLE h (a int) PARTITION BY HASH (a) PARTITIONS 4;
    ALTER TABLE h ADD PARTITION PARTITIONS 3;
    ALTER TABLE h COALESCE PARTITION 2;
    """
    schema = design(text)
    assert [entity.options["mysql"]["partitioning"] for entity in schema.entities] == [
        "PARTITION BY HASH (a) PARTITIONS 5",
        "PARTITION BY RANGE (a) (PARTITION q VALUES LESS THAN (40), PARTITION p4 VALUES LESS THAN MAXVALUE)",
    ]
    assert verify_mariadb_source(text, schema, server=maria).verdict == "equal"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("DROP PARTITION p9", "t has no partition p9"),
        ("ADD PARTITION (PARTITION p0 VALUES LESS THAN (50))", "t has a partition p0 already"),
        ("ADD PARTITION p5", "partitions in parentheses"),
        ("COALESCE PARTITION 1", "number of partitions"),
    ],
)
def test_change_of_partitions_that_cannot_be_made_is_a_problem(action: str, message: str) -> None:
    text = f"CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10));ALTER TABLE t {action};"
    assert [message in one.message for one in import_sql(text, "mariadb").problems] == [True]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("CREATE TABLE a (x int REFERENCES b (y) ON DELETE SET NULL NOT NULL, z int)",
         "CREATE TABLE a (x int NOT NULL, z int)"),
        ("ALTER TABLE a ADD x int CONSTRAINT c REFERENCES b", "ALTER TABLE a ADD x int"),
        ("CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES b (y))", None),
        ("CREATE TABLE a (x int, CONSTRAINT c FOREIGN KEY (x) REFERENCES b (y) ON UPDATE CASCADE, y int)", None),
        ("CREATE TABLE a (x int REFERENCES", None),
        ("CREATE VIEW v AS SELECT 1 AS `REFERENCES`", None),
    ],
)  # fmt: skip
def test_references_at_columns_mean_nothing_to_mysql(text: str, seen: str | None) -> None:
    assert without_references_at_columns(text) == (seen or text)


@pytest.mark.requires("mariadb")
def test_source_of_mysql_makes_no_foreign_keys_at_columns(maria: MariaServer) -> None:
    text = "CREATE TABLE b (y int PRIMARY KEY); CREATE TABLE a (x int REFERENCES b (y), z char(3) REFERENCES b (y));"
    schema = design(text, "mysql")
    assert schema.relationships == ()
    assert verify_mariadb_source(text, schema, server=maria).verdict == "equal"


@pytest.mark.requires("mariadb")
def test_table_that_the_server_refuses_of_the_source_is_not_executed(maria: MariaServer) -> None:
    text = "CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES gone (x)); CREATE TABLE b (x int);"
    found = verify_mariadb_source(text, import_sql(text, "mariadb").schema, server=maria)
    assert (found.verdict, found.errors, found.differences) == ("partly", (), ())
    assert [one.statement.startswith("CREATE TABLE a") for one in found.not_executed] == [True]


@pytest.mark.requires("mariadb")
def test_database_that_a_source_uses_is_there_for_it(maria: MariaServer) -> None:
    text = "USE shop; CREATE TABLE t (a int);"
    assert verify_mariadb_source(text, design(text), server=maria).verdict == "equal"


@pytest.mark.requires("mariadb")
def test_every_form_comes_back_from_the_server_as_its_source_would(maria: MariaServer) -> None:
    schema = design(FORMS)
    found = verify_mariadb_source(FORMS, schema, server=maria)
    assert (found.verdict, found.errors, found.differences, found.not_executed) == ("equal", (), (), ())
    assert verify_mariadb(schema, server=maria).verdict == "equal"


@pytest.mark.requires("mariadb")
def test_what_only_mysql_8_knows_is_compared_as_text_and_marked(maria: MariaServer) -> None:
    found = verify_mariadb_source(MYSQL_8, design(MYSQL_8, "mysql"), "mysql", server=maria)
    assert found.verdict == "partly"
    assert found.differences == ()
    assert len(found.not_executed) == 1
    assert "utf8mb4_0900_ai_ci" in found.not_executed[0].statement


@pytest.mark.requires("mariadb")
def test_a_postgresql_design_loads_translated(maria: MariaServer) -> None:
    found = verify_mariadb(import_sql(POSTGRES).schema, "mariadb", server=maria)
    assert (found.verdict, found.errors, found.differences) == ("equal", (), ())


@pytest.mark.requires("mariadb")
def test_a_mariadb_design_loads_translated_into_postgresql() -> None:
    found = verify(design(FORMS), "postgres")
    assert (found.errors, found.differences) == ((), ())
    assert found.holds


@pytest.mark.requires("mariadb")
def test_statements_cannot_reach_out_of_the_server(maria: MariaServer) -> None:
    session = maria.connect()
    with session.cursor() as cursor:
        for text in (
            "SELECT load_file('/etc/passwd') INTO @x", "SELECT 1 INTO OUTFILE '/tmp/x'", "SET GLOBAL general_log = 1",
            "INSTALL SONAME 'x'", "CREATE USER a", "SHUTDOWN",
        ):  # fmt: skip
            try:
                cursor.execute(text)
            except pymysql.Error:
                continue
            cursor.execute("SELECT @x")
            row = cursor.fetchone()
            assert row == (None,), text
    session.close()


def _run(maria: MariaServer, *statements: str) -> tuple[object, ...]:
    """The first row of the last statement, in a database of its own."""
    with maria.connect() as session, session.cursor() as cursor:
        for one in ("CREATE OR REPLACE DATABASE claims", "USE claims", *statements):
            cursor.execute(one)
        return tuple(cursor.fetchone() or ())


@pytest.mark.requires("mariadb")
@pytest.mark.strict_only("the server's manual says the same")
def test_the_server_does_what_findings_say_of_triggers_and_engines(maria: MariaServer) -> None:
    deleted = _run(
        maria,
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE)",
        "CREATE TABLE gone (id int)",
        "CREATE TRIGGER t AFTER DELETE ON child FOR EACH ROW INSERT INTO gone VALUES (old.id)",
        "INSERT INTO parent VALUES (1), (2)",
        "INSERT INTO child VALUES (1, 1), (2, 2)",
        "DELETE FROM parent WHERE id = 1",
        "DELETE FROM child WHERE id = 2",
        "SELECT group_concat(id) FROM gone",
    )
    assert deleted == ("2",)
    loose = "CREATE TABLE loose (k int, FOREIGN KEY (k) REFERENCES kept (id)) ENGINE=MyISAM"
    kept = "CREATE TABLE kept (id int PRIMARY KEY)"
    assert _run(maria, kept, loose, "INSERT INTO loose VALUES (99)", "SELECT count(*) FROM loose") == (1,)


@pytest.mark.requires("mariadb")
@pytest.mark.strict_only("the server's manual says the same")
@pytest.mark.parametrize(
    ("narrow", "wide", "value"),
    [("text CHARACTER SET utf8", "text CHARACTER SET utf8mb4", "\N{GRINNING FACE}"),
     ("timestamp NULL", "datetime", "2038-01-20 00:00:00")],
)  # fmt: skip
def test_the_server_refuses_what_findings_say_it_does(maria: MariaServer, narrow: str, wide: str, value: str) -> None:
    insert = f"INSERT INTO t VALUES ('{value}')"
    assert _run(maria, f"CREATE TABLE t (a {wide})", insert, "SELECT a IS NULL FROM t") == (0,)
    with pytest.raises(pymysql.Error):
        _run(maria, f"CREATE TABLE t (a {narrow})", insert)


@pytest.mark.requires("mariadb")
def test_keys_that_the_server_merges_are_merged_by_the_reader(maria: MariaServer) -> None:
    text = """
    CREATE TABLE a (id serial PRIMARY KEY, x int); CREATE TABLE b (id bigint SERIAL DEFAULT VALUE PRIMARY KEY);
    CREATE TABLE c (id int PRIMARY KEY UNIQUE); CREATE TABLE d (id serial, PRIMARY KEY (id));
    CREATE TABLE e (x int); ALTER TABLE e ADD id serial PRIMARY KEY;
    CREATE TABLE f (id int, UNIQUE (id), PRIMARY KEY (id));
    """
    found = verify_mariadb_source(text, import_sql(text, "mariadb").schema, server=maria)
    assert (found.verdict, found.errors, found.differences, found.not_executed) == ("equal", (), (), ())


@pytest.mark.requires("mariadb")
def test_indexes_for_foreign_keys_are_those_of_the_server_whatever_the_engine_keeps(maria: MariaServer) -> None:
    text = """
    CREATE TABLE p (id int PRIMARY KEY, z int, UNIQUE (id, z)) ENGINE=InnoDB;
    CREATE TABLE plain (a int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM;
    CREATE TABLE named (a int, b int, CONSTRAINT c FOREIGN KEY i (a) REFERENCES gone (id), FOREIGN KEY j (b)
      REFERENCES p (id)) ENGINE=Aria;
    CREATE TABLE served (a int, b int, FOREIGN KEY (a) REFERENCES p (id), KEY k (a, b)) ENGINE=MyISAM;
    CREATE TABLE both_ (a int, b int, FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY (a, b) REFERENCES p (id, z))
      ENGINE=MyISAM;
    CREATE TABLE kept (a int, b int, FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY (a, b) REFERENCES p (id, z));
    CREATE TABLE later (a int, b int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM;
    CREATE INDEX k ON later (a, b);
    CREATE TABLE moved (a int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MyISAM;
    ALTER TABLE moved ENGINE=InnoDB;
    CREATE TABLE without_ (a int, FOREIGN KEY (a) REFERENCES p (id)) ENGINE=MEMORY;
    ALTER TABLE without_ DROP KEY a;
    CREATE TABLE copied LIKE kept;
    """
    schema = import_sql(text, "mariadb").schema
    assert [one.child for one in schema.relationships] == [schema.entity("kept").id] * 2
    found = verify_mariadb_source(text, schema, server=maria)
    assert (found.verdict, found.errors, found.differences, found.not_executed) == ("equal", (), (), ())
