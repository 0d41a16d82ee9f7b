import pytest

from designer.importers import import_sql
from tests.analysis.rules.checking import found_in

_TABLES = """CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, INDEX (customer_id),
  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE {action});
CREATE TABLE gone (id bigint PRIMARY KEY);
CREATE TRIGGER t {event} ON {table} FOR EACH ROW INSERT INTO gone VALUES (1);"""


def _titles(action: str = "CASCADE", event: str = "AFTER DELETE", table: str = "orders", dialect: str = "mysql"):
    text = _TABLES.format(action=action, event=event, table=table)
    return [one.title for one in found_in("CO059", import_sql(text, dialect).schema)]


@pytest.mark.parametrize("action", ["RESTRICT", "NO ACTION"])
def test_without_a_cascade_no_trigger_is_passed_by(action: str) -> None:
    assert _titles(action) == []


@pytest.mark.parametrize("event", ["AFTER INSERT", "BEFORE UPDATE"])
def test_triggers_for_other_events_and_of_other_tables_are_left_alone(event: str) -> None:
    assert _titles(event=event) == []
    assert _titles(table="customers") == []
    assert _titles(table="gone") == []


def test_other_systems_run_the_trigger() -> None:
    text = _TABLES.format(action="CASCADE", event="AFTER DELETE", table="orders").replace("INDEX (customer_id),", "")
    text = text.replace("FOR EACH ROW INSERT INTO gone VALUES (1)", "BEGIN INSERT INTO gone VALUES (1); END")
    assert found_in("CO059", import_sql(text, "sqlite").schema) == ()


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_a_delete_trigger_of_rows_that_go_with_their_parent_is_named(dialect: str) -> None:
    assert _titles(dialect=dialect) == ["Rows of orders that go with customers pass by the trigger t"]
    assert len(_titles(event="BEFORE DELETE", table="`orders`", dialect=dialect)) == 1
