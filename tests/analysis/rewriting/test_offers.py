"""Which statements have another form: those that must not be rewritten first."""

import pytest

from designer.analysis.rewriting import Declined, Rewrite
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
         "SELECT id FROM orders AS o WHERE placed_on >= CAST(($1) AS DATE) AND placed_at < CAST(($2) AS DATE)"),
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
