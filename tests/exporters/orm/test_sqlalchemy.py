"""SQLAlchemy models: what they make is what our own DDL makes, and they refuse what the database would."""

from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from designer.exporters import export
from designer.exporters.python_text import Rule, rules_of
from designer.importers import import_sql
from designer.lab.catalogue import compare, read_catalogue
from designer.lab.proof import ProofDatabase, proof_database
from tests.exporters.drawn_designs import hostile
from tests.exporters.orm.designs import SQL, module_of

ALSO = """
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE a ADD CONSTRAINT circle FOREIGN KEY (b_id) REFERENCES b;
CREATE TABLE without_key (x int, y text COLLATE "C");
ALTER TABLE shop.lines ADD CONSTRAINT chain FOREIGN KEY (order_id, previous) REFERENCES shop.lines;
CREATE TABLE measured (at timestamptz(3) NOT NULL, v double precision) PARTITION BY RANGE (at);
"""


def engine_of(database: ProofDatabase) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(database.dsn))


@pytest.mark.parametrize("expression", ["a > b", "a > 0 OR b > 0", "a > now()", "lower(a) = 'x'", "(((", "a IN (b)"])
def test_a_check_that_is_not_simple_has_no_rules(expression: str) -> None:
    assert rules_of(expression) is None


@pytest.mark.parametrize(
    ("expression", "rules"),
    [
        ("a >= 0", [("a", "least", 0)]),
        ("0 < a", [("a", "above", 0)]),
        ("(a BETWEEN 1 AND 2.5)", [("a", "least", 1), ("a", "greatest", 2.5)]),
        ("length(a) > 2 AND char_length(a) <= 9", [("a", "shortest", 3), ("a", "longest", 9)]),
        ("a ~ '^x'", [("a", "pattern", "^x")]),
        ("a IN ('x', 'y')", [("a", "one of", ("x", "y"))]),
        ("a > -1", [("a", "above", -1)]),
    ],
)
def test_a_simple_check_is_told_apart(expression: str, rules: list[tuple[str, str, object]]) -> None:
    assert rules_of(expression) == tuple(Rule(*one) for one in rules)


def test_create_all_makes_what_our_ddl_makes(tmp_path: Path) -> None:
    schema = import_sql(SQL + ALSO).schema
    made = export(schema, "sqlalchemy")
    module = module_of(made.text, "alchemy_models", tmp_path)
    with proof_database() as database:
        module.Base.metadata.create_all(engine_of(database))
        with database.connect() as session:
            found = read_catalogue(session)
    with proof_database() as database, database.connect() as session:
        session.execute(export(schema, "postgres").text)
        expected = read_catalogue(session)
    assert compare(expected, found) == ()
    assert [one.object for one in made.notices] == ["measured", "without_key"]


def test_models_refuse_what_the_database_would(tmp_path: Path) -> None:
    module = module_of(export(import_sql(SQL).schema, "sqlalchemy").text, "alchemy_checked", tmp_path)
    for field, value, words in (("age", 200, "at most 150"), ("age", -1, "at least 0"), ("code", "abc", "must match"),
                                ("code", "ABCD", "must match")):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            module.Customers(**{field: value})
    module.Customers(age=None, code="ABC")


def test_a_row_goes_in_and_comes_out(tmp_path: Path) -> None:
    module = module_of(export(import_sql(SQL).schema, "sqlalchemy").text, "alchemy_rows", tmp_path)
    with proof_database() as database, sqlalchemy.orm.Session(engine_of(database)) as session:
        module.Base.metadata.create_all(session.get_bind())
        session.add(module.Customers(mail="a@b"))
        session.flush()
        customer = session.scalars(sqlalchemy.select(module.Customers)).one()
        assert customer.settings == {"a": "b:c"}
        session.add(module.Orders(customer_id=customer.id, amount=2, price=3))
        session.flush()
        assert session.scalars(sqlalchemy.select(module.Orders)).one().total == 6


def test_hostile_names_make_a_module_that_runs(tmp_path: Path) -> None:
    module = module_of(export(hostile(), "sqlalchemy").text, "alchemy_hostile", tmp_path)
    assert len(module.Base.metadata.tables) == len(hostile().entities)
