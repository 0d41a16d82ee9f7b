"""Django models: the generated app migrates, and its catalogue differs from our DDL's in what was said alone."""

import os
import subprocess
import sys
from pathlib import Path

from designer.exporters import export
from designer.importers import import_sql
from designer.lab.catalogue import compare, read_catalogue
from designer.lab.proof import proof_database
from tests.exporters.drawn_designs import hostile
from tests.exporters.orm.designs import SQL

BEFORE = "CREATE SCHEMA shop; CREATE TYPE shop.state AS ENUM ('new', 'it''s done');"


def test_the_generated_app_migrates_and_differs_from_our_ddl_only_as_said(tmp_path: Path) -> None:
    schema = import_sql(SQL).schema
    made = export(schema, "django")
    app = tmp_path / "generated"
    app.mkdir()
    (app / "__init__.py").write_text("")
    (app / "models.py").write_text(made.text)
    with proof_database() as database, database.connect() as session:
        session.execute(BEFORE)
        script = Path(__file__).with_name("migrate_app.py")
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        ran = subprocess.run(
            [sys.executable, str(script), str(tmp_path), database.dsn], capture_output=True, text=True, env=environment
        )
        assert ran.returncode == 0, ran.stderr
        session.execute("DROP TABLE django_migrations")
        found = read_catalogue(session)
    with proof_database() as database, database.connect() as session:
        session.execute(export(schema, "postgres").text)
        expected = read_catalogue(session)
    differences = [(one.kind, one.object) for one in compare(expected, found, column_order=False)]
    assert [kind for kind, _ in differences] == ["foreign key", "foreign key", "unique"]
    assert {name for _, name in differences} >= {"shop.orders.of_customer", "shop.orders.once"}
    said = {notice.object for notice in made.notices}
    assert said == {"shop.orders.of_customer", "shop.orders.once", "shop", "shop.state"}


def test_what_django_cannot_express_is_said() -> None:
    sql = """
    CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
    CREATE TABLE c (x int, y int, n int GENERATED ALWAYS AS IDENTITY, FOREIGN KEY (x, y) REFERENCES p);
    CREATE VIEW v AS SELECT 1;
    """
    said = {notice.object: notice.reason for notice in export(import_sql(sql).schema, "django").notices}
    assert "cannot express" in said["c.c_x_y_fkey"]
    assert "adds a column id" in said["c"]
    assert "plain number" in said["c.n"]
    assert "view" in said["v"]


def test_a_foreign_key_to_a_unique_column_names_its_field() -> None:
    sql = """
    CREATE TABLE p (id int PRIMARY KEY, "Code" text UNIQUE);
    CREATE TABLE c (id int PRIMARY KEY, p text REFERENCES p ("Code"));
    """
    assert "to_field='code'" in export(import_sql(sql).schema, "django").text


def test_hostile_names_make_a_module_that_compiles() -> None:
    compile(export(hostile(), "django").text, "models.py", "exec")
