"""Which statements have another form: those that must not be rewritten first."""

from dataclasses import replace

import pytest

from designer.analysis.facts import Facts
from designer.analysis.rewriting import Compared, Declined, Rewrite, offers_of
from designer.analysis.rewriting.verdict import Verdict
from designer.importers import import_sql
from designer.schema.build import pattern
from tests.analysis.rewriting.shop import offered

_OF_EACH = "(SELECT count(*) FROM orders o WHERE o.customer_id = c.id)"


@pytest.mark.parametrize(
    ("code", "sql", "reason"),
    [
        ("QR008", "SELECT id FROM employees WHERE boss_id NOT IN (SELECT id FROM customers)",
         "employees.boss_id may be null"),
        ("QR008", "SELECT e.id FROM orders o LEFT JOIN employees e ON e.id = o.id"
         " WHERE e.id NOT IN (SELECT id FROM customers)", "e.id may be null"),
        ("QR008", "SELECT id FROM customers WHERE city = 'x' OR id NOT IN (SELECT customer_id FROM orders)",
         "stands under OR"),
        ("QR008", "SELECT id FROM customers WHERE id NOT IN (SELECT max(customer_id) FROM orders GROUP BY note)",
         "groups, cuts or counts"),
        ("QR008", "SELECT id, random() FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)",
         "gives another result at every call"),
        ("QR003", "SELECT DISTINCT note FROM orders ORDER BY note LIMIT 5 OFFSET $1", "groups"),
        ("QR003", "SELECT id FROM orders ORDER BY note LIMIT 5 OFFSET $1", "none of which may be null"),
        ("QR003", "SELECT id FROM orders LIMIT 5 OFFSET $1", "Without ORDER BY"),
        ("QR003", "SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY c.id LIMIT 5 OFFSET $1",
         "comes once for each"),
        ("QR003", "SELECT o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY o.id"
         " LIMIT 5 OFFSET 5", "outer join"),
        ("QR003", "SELECT id, row_number() OVER (ORDER BY id) FROM orders ORDER BY id LIMIT 5 OFFSET $1", "window"),
        ("QR006", "SELECT id FROM orders WHERE id::text = $1", "'007'"),
        ("QR006", "SELECT id FROM orders WHERE placed_at::date = $1 FOR UPDATE", "locks"),
        ("QR015", "SELECT count(*) FROM orders WHERE customer_id = $1 OR note = $2", "counts or sums"),
        ("QR015", "SELECT DISTINCT ON (note) id FROM orders WHERE customer_id = $1 OR note = $2", "DISTINCT ON"),
        ("QR015", "SELECT id FROM orders WHERE customer_id = $1 OR note = $2 ORDER BY placed_at",
         "sorts by what it does not return"),
        ("QR015", "SELECT id, gen_random_uuid() FROM orders WHERE customer_id = $1 OR note = $2", "at every call"),
        ("QR015", "SELECT id, sum(total) OVER () FROM orders WHERE customer_id = $1 OR note = $2", "window"),
        ("QR019", f"SELECT city, max({_OF_EACH}) FROM customers c GROUP BY city", "groups its rows"),
        ("QR019", "SELECT id, (SELECT id FROM orders o WHERE o.customer_id = c.id ORDER BY id LIMIT 1)"
         " FROM customers c", "sorts, cuts or groups"),
        ("QR019", "SELECT id, (SELECT note FROM orders o WHERE o.customer_id = c.id) FROM customers c",
         "No key makes orders (customer_id) unique"),
        ("QR019", "SELECT id, (SELECT count(*) FROM orders o WHERE o.id < c.id) FROM customers c",
         "something else than columns that are equal"),
        ("QR019", "SELECT id, (SELECT string_agg(note, ',') FROM orders o WHERE o.customer_id = c.id)"
         " FROM customers c", "in an order"),
        ("QR019", f"SELECT id, {_OF_EACH} AS city FROM customers c ORDER BY city || 'x'", "servers differ"),
        ("QR001", "SELECT * FROM orders JOIN customers USING (id)", "USING and NATURAL"),
        ("QR001", "SELECT * FROM generate_series(1, 3) o", "more than plain tables"),
    ],
)  # fmt: skip
def test_what_would_not_say_the_same_is_declined_with_the_reason(code: str, sql: str, reason: str) -> None:
    offer = offered(sql, code)
    assert isinstance(offer, Declined), offer
    assert reason in offer.why


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        ("QR008", "SELECT id FROM customers WHERE id NOT IN (1, 2)"),
        ("QR008", "SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders)"),
        ("QR015", "SELECT id FROM orders WHERE note = $1 OR note = $2"),
        ("QR015", "SELECT id FROM orders WHERE customer_id = $1 OR $2"),
        ("QR019", "SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)"),
        ("QR019", "SELECT id, (SELECT max(total) FROM orders) FROM customers"),
        ("QR003", "SELECT id FROM orders ORDER BY id LIMIT 5"),
        ("QR001", "SELECT count(*) FROM orders"),
        ("QR006", "UPDATE orders SET note = 'x' WHERE placed_at::date = $1"),
    ],
)
def test_statements_without_the_shape_have_no_other_form(code: str, sql: str) -> None:
    assert offered(sql, code) is None


@pytest.mark.parametrize(
    ("code", "sql", "form"),
    [
        ("QR001", "SELECT e.*, 1 AS one FROM employees e", "SELECT id, boss_id, 1 AS one FROM employees AS e"),
        ("QR008", "SELECT id FROM employees WHERE id NOT IN (SELECT boss_id FROM employees WHERE boss_id IS NOT NULL)",
         "SELECT id FROM employees WHERE NOT EXISTS(SELECT 1 FROM employees AS other_employees WHERE"
         " other_employees.boss_id IS NOT NULL AND other_employees.boss_id = employees.id)"),
        ("QR003", "SELECT id FROM orders WHERE note = $1 OR note = $2 ORDER BY placed_at DESC LIMIT 9 OFFSET 9",
         "SELECT id FROM orders WHERE (note = $1 OR note = $2) AND (placed_at, id) < (:last_placed_at, :last_id)"
         " ORDER BY placed_at DESC, id DESC LIMIT 9"),
        ("QR006", "SELECT id FROM orders o WHERE placed_on::date >= $1 AND placed_at::date < $2",
         "SELECT id FROM orders AS o WHERE placed_on >= CAST($1 AS DATE) AND placed_at < CAST($2 AS DATE)"),
        ("QR015", "SELECT DISTINCT note FROM orders WHERE total > 5 AND (customer_id = $1 OR id = $2)",
         "SELECT note FROM orders WHERE total > 5 AND customer_id = $1 UNION SELECT note FROM orders"
         " WHERE total > 5 AND id = $2"),
        ("QR019", f"SELECT *, {_OF_EACH} FROM customers c",
         "SELECT c.*, COALESCE(o_of_each.value_1, 0) AS count FROM customers AS c LEFT JOIN (SELECT o.customer_id AS"
         " key_1, COUNT(*) AS value_1 FROM orders AS o GROUP BY o.customer_id) AS o_of_each ON o_of_each.key_1 = c.id"),
    ],
)  # fmt: skip
def test_the_other_form_is_written_in_full(code: str, sql: str, form: str) -> None:
    offer = offered(sql, code)
    assert isinstance(offer, Rewrite), offer
    assert offer.after == form


_DOUBTFUL = """
CREATE EXTENSION citext;
CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE base (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE heir (more int) INHERITS (base);
CREATE TABLE seen (id int PRIMARY KEY, old int, older int, t text, f float8, v varchar(9));
ALTER TABLE seen ADD CONSTRAINT known NOT NULL old NOT VALID;
ALTER TABLE seen ADD CHECK (older IS NOT NULL) NOT VALID;
CREATE TABLE made (id int PRIMARY KEY, ci citext, folded text COLLATE folded, n numeric, c char(9), v varchar(9));
"""


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        # rows of tables that inherit are read with a table, and its key is not theirs
        ("SELECT id FROM base ORDER BY id LIMIT 5 OFFSET 5", "with a key"),
        ("SELECT id, (SELECT name FROM base b WHERE b.id = m.id) AS n FROM made m", "No key makes base (id) unique"),
        # what was never validated may not hold for rows that were there before
        ("SELECT id FROM made WHERE id NOT IN (SELECT old FROM seen)", "nulls of seen.old left out"),
        ("SELECT id FROM made WHERE id NOT IN (SELECT older FROM seen)", "nulls of seen.older left out"),
        # several values of one equal one of the other
        ("SELECT id, (SELECT count(*) FROM made m WHERE m.ci = s.t) AS n FROM seen s", "ci and t are of different"),
        ("SELECT id, (SELECT count(*) FROM made m WHERE m.v = s.f) AS n FROM seen s", "v and f are of different"),
        ("SELECT id, (SELECT count(*) FROM made m WHERE m.n = s.f) AS n FROM seen s", "n and f are of different"),
        ("SELECT id, (SELECT count(*) FROM made m WHERE m.c = s.v) AS n FROM seen s", "c and v are of different"),
        ("SELECT id, (SELECT count(*) FROM seen s WHERE s.t = m.folded) AS n FROM made m", "t and folded are of"),
    ],
)
def test_what_only_seems_to_be_a_key_never_null_or_the_same_value_is_not_taken_for_it(sql: str, said: str) -> None:
    facts = Facts(replace(import_sql(_DOUBTFUL, "postgres").schema, access_patterns=(pattern("one", sql),)))
    (offer,) = (one for parsed in facts.patterns for one in offers_of(facts, parsed))
    assert said in (offer.why if isinstance(offer, Declined) else offer.caveat)


@pytest.mark.parametrize(
    ("code", "sql", "written"),
    [
        # a name in ORDER BY is what is returned by it, before it is a column
        ("QR019", f"SELECT id, {_OF_EACH} AS city FROM customers c ORDER BY city", "ORDER BY city"),
        ("QR003", "SELECT -id AS id FROM orders ORDER BY orders.id LIMIT 5 OFFSET 5",
         "WHERE orders.id > :last_id ORDER BY orders.id LIMIT 5"),
        # a parameter that the query has means something else
        ("QR003", "SELECT id FROM orders WHERE id < :last_id ORDER BY id LIMIT 5 OFFSET :n",
         "id < :last_id AND id > :last_id_2"),
    ],
)  # fmt: skip
def test_a_name_keeps_its_meaning_in_the_new_form(code: str, sql: str, written: str) -> None:
    offer = offered(sql, code)
    assert isinstance(offer, Rewrite), offer
    assert written in offer.sql


@pytest.mark.parametrize(
    ("code", "sql", "chance"),
    [
        ("QR015", "SELECT id, note FROM orders WHERE customer_id = $1 OR note = $2 ORDER BY note LIMIT 5", True),
        ("QR015", "SELECT id FROM orders WHERE customer_id = $1 OR note = $2 ORDER BY id DESC LIMIT 5", False),
        ("QR015", "SELECT id, placed_at FROM orders WHERE customer_id = $1 OR note = $2 ORDER BY placed_at", False),
        ("QR006", "SELECT id FROM orders WHERE extract(year FROM placed_on) = $1 LIMIT 5", True),
        ("QR008", "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE total > 1"
         " AND customer_id IS NOT NULL) ORDER BY city OFFSET 5", True),
    ],
)  # fmt: skip
def test_rows_that_a_limit_keeps_by_chance_are_not_called_proved(code: str, sql: str, chance: bool) -> None:
    offer = offered(sql, code)
    assert isinstance(offer, Rewrite)
    assert isinstance(offer.check, Compared)
    assert offer.check.chance is chance
    sentence = Verdict(offer, True, chance=offer.check.chance, server="PostgreSQL 18").sentence
    assert sentence.startswith("Proved equal but for LIMIT on " if chance else "Proved equal on ")
    assert ("is chance in both" in sentence) is chance
