"""Rows made, loaded and run against: on a real server, in a design with one of everything that is hard."""

from __future__ import annotations

import pytest

from designer.importers import import_sql
from designer.importers.queries import add_queries
from designer.lab.measuring import Measurement, measure
from designer.lab.measuring.sizing import sized
from designer.lab.planner.added_indexes import read_indexes
from designer.schema.schema import Schema

SQL = """
CREATE TYPE state AS ENUM ('new', 'paid', 'done');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL UNIQUE, slug text NOT NULL CHECK (slug ~ '^[a-z]+$'));
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants, mail email NOT NULL,
  boss bigint REFERENCES customers, UNIQUE (tenant_id, mail), UNIQUE (tenant_id, id));
CREATE TABLE products (id uuid PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants,
  price numeric(10, 2) CHECK (price > 0 AND price <= 500), tags text[], doc jsonb, UNIQUE (tenant_id, id));
CREATE TABLE orders (
  id bigint PRIMARY KEY, tenant_id int NOT NULL, customer_id bigint NOT NULL, product_id uuid NOT NULL,
  state state NOT NULL, kind text CHECK (kind IN ('web', 'shop')), placed timestamptz NOT NULL, sent timestamptz,
  total numeric(12, 2), twice numeric GENERATED ALWAYS AS (total * 2) STORED,
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
  FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id), CHECK (sent IS NULL OR sent >= placed));
CREATE TABLE lines (order_id bigint REFERENCES orders ON DELETE CASCADE, line_no int, quantity int NOT NULL
  CHECK (quantity BETWEEN 1 AND 9), PRIMARY KEY (order_id, line_no));
CREATE TABLE profiles (customer_id bigint PRIMARY KEY REFERENCES customers, about text);
CREATE TABLE events (id bigint, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x'; END $$;
CREATE TRIGGER boom BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION boom();
CREATE TABLE counted (id serial PRIMARY KEY, code char(1) NOT NULL UNIQUE, doc jsonb);
CREATE TABLE odd (a int CHECK (a * a = 2));
CREATE TABLE bookings (id int PRIMARY KEY, during tstzrange NOT NULL, cancelled boolean NOT NULL,
  EXCLUDE USING gist (during WITH &&) WHERE (NOT cancelled));
CREATE TABLE shifts (id int PRIMARY KEY, begins timestamptz NOT NULL, ends timestamptz NOT NULL,
  EXCLUDE USING gist (tstzrange(begins, ends) WITH &&));
CREATE TABLE payments (id int PRIMARY KEY, method text NOT NULL, card text, amount int NOT NULL,
  CHECK ((method = 'card') = (card IS NOT NULL)), CHECK (amount % 5 = 0), CHECK (id % 2 = 1));
"""
QUERIES = """
-- rows: orders = 60_000
-- rows: lines = 120_000
-- rows: customers = 3000
-- rows: profiles = 3000
-- rows: products = 3000
-- rows: tenants = 10
-- rows: events = 20_000
-- rows: odd = 5
-- rows: bookings = 12_000
-- rows: shifts = 12_000
-- rows: payments = 12_000
-- rows: counted = 500
-- name: of a customer
SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed DESC LIMIT 20;

-- name: place
INSERT INTO orders (id, tenant_id, customer_id, product_id, state, placed) VALUES ($1, $2, $3, $4, 'new', now());

-- name: close
UPDATE orders SET state = 'done' WHERE id = :id;

-- name: insert without a number
INSERT INTO counted (code) VALUES ('~');

-- name: made up
SELECT id FROM counted WHERE doc ->> 'colour' = $1;

-- name: wrong
SELECT pg_sleep(5);

-- name: slow
SELECT count(*) FROM lines a, lines b, lines c WHERE a.quantity > b.quantity + c.quantity;
"""


@pytest.fixture(scope="module")
def schema() -> Schema:
    found = add_queries(import_sql(SQL), QUERIES)
    assert found.problems == ()
    return found.schema


@pytest.fixture(scope="module")
def found(schema: Schema) -> Measurement:
    indexes = read_indexes(schema, "CREATE INDEX by_customer ON orders (customer_id, placed DESC);").indexes
    measured = measure(schema, indexes, rows=2000, statement_seconds=0.4)
    assert isinstance(measured, Measurement)
    return measured


def test_no_more_is_made_than_one_measurement_may_take(schema: Schema) -> None:
    size = sized(schema, 10**9)
    assert (size.share, size.cut) == (1.0, None)
    huge = add_queries(schema, "-- rows: orders = 10_000_000_000").schema
    size = sized(huge, 10**9)
    assert max(size.rows.values()) < 2_000_000
    assert "Fewer rows were made" in (size.cut or "")


def test_what_cannot_be_met_or_run_is_said_and_stops_nothing(found: Measurement) -> None:
    assert [note for note in found.notes if "odd" not in note and "payments" not in note] == [
        "counted has 464 rows fewer than declared: there are no more values for what has to have one"
    ]
    assert any("odd_a_check" in note for note in found.notes)
    assert [note for note in found.notes if "Left out" in note] == [note for note in found.notes if "odd_a" in note]
    by_name = {one.name: one for one in found.patterns}
    assert "pg_sleep" in (by_name["wrong"].statements[0].refused or "")
    assert "longer than 0.4 seconds" in (by_name["slow"].statements[0].refused or "")
    assert by_name["slow"].before_ms is None
    assert found.stopped is None


def test_rows_are_made_in_the_declared_proportions_and_every_key_link_and_check_holds(found: Measurement) -> None:
    made = {one.table: one.made for one in found.tables}
    assert made["tenants"] == 10
    assert made["lines"] == 2000
    assert made["orders"] == 1000
    assert made["customers"] == made["profiles"] == 200
    assert made["events"] == pytest.approx(333, abs=2)
    assert made["bookings"] == made["shifts"] == 200
    assert made["payments"] == 100
    assert "payments has 100 rows fewer than declared: its checks refuse them" in found.notes
    assert found.scale == "at 1.7 % of the declared size: 2,000 of 120,000 rows of lines"


def test_patterns_run_on_rows_that_there_are_before_and_after(found: Measurement) -> None:
    by_name = {one.name: one for one in found.patterns}
    (statement,) = by_name["of a customer"].statements
    assert statement.before is not None
    assert statement.after is not None
    assert statement.before.rows >= 1
    assert statement.before.plan.indexes == ()
    assert statement.after.plan.indexes == ("by_customer",)
    assert statement.after.blocks < statement.before.blocks
    assert [one.refused for one in by_name["place"].statements] == [None]
    for name in ("close", "insert without a number", "made up"):
        assert [one.refused for one in by_name[name].statements] == [None]
    assert [(one.refused, one.bytes > 0) for one in found.indexes] == [(None, True)]
    assert found.as_json()["patterns"][0]["statements"]


def test_a_cancelled_measurement_leaves_at_once(schema: Schema) -> None:
    class Cancelled(Exception):
        pass

    def report(done: int, total: int, sentence: str) -> None:
        if sentence.startswith("Loading"):
            raise Cancelled

    with pytest.raises(Cancelled):
        measure(schema, rows=100, report=report)
