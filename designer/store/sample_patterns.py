"""The sample's access patterns."""

from designer.schema.build import pattern
from designer.schema.model import AccessPattern


def patterns() -> tuple[AccessPattern, ...]:
    """The statements that the shop runs, with how often."""
    return (
        pattern(
            "order history of a customer",  # everything, without an end
            "SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC",
            per_minute=1_200,
            latency_ms=20,
            rows=25,
            owner="account",
        ),
        pattern(
            "orders in the back office",  # pages by OFFSET
            "SELECT id, customer_id, status, total, placed_at FROM orders ORDER BY placed_at DESC LIMIT 50 OFFSET $1",
            per_minute=40,
            latency_ms=200,
            rows=50,
            owner="back office",
        ),
        pattern(
            "place an order",
            "INSERT INTO orders (customer_id, customer_email, address_id, total) VALUES ($1, $2, $3, $4) RETURNING id",
            "INSERT INTO order_lines (order_id, product_id, product_name, quantity, unit_price)"
            " VALUES ($1, $2, $3, $4, $5)",
            "UPDATE products SET stock = stock - $2, updated_at = now() WHERE id = $1",
            per_minute=310,
            latency_ms=100,
            owner="checkout",
            notes="One transaction; the second and third run once per line.",
        ),
        pattern(
            "lines of an order",
            "SELECT l.id, l.product_name, l.quantity, l.unit_price, p.sku FROM order_lines l"
            " JOIN products p ON p.id = l.product_id WHERE l.order_id = $1",
            per_minute=2_500,
            latency_ms=10,
            rows=4,
            owner="account",
        ),
        pattern(
            "orders waiting to be shipped",
            "SELECT id, address_id FROM orders WHERE status = 'new' ORDER BY placed_at LIMIT 100",
            per_minute=60,
            latency_ms=50,
            rows=100,
            owner="warehouse",
        ),
        pattern(
            "revenue of a day",  # a function around the column
            "SELECT count(*), sum(total) FROM orders WHERE date(placed_at) = $1",
            per_minute=2,
            latency_ms=2_000,
            rows=1,
            owner="finance",
        ),
        pattern(
            "sign in",  # the unique constraint is on email, the question on lower(email)
            "SELECT id, name, is_active FROM customers WHERE lower(email) = lower($1) AND deleted_at IS NULL",
            per_minute=900,
            latency_ms=10,
            rows=1,
            owner="account",
        ),
        pattern(
            "products of a colour",  # inside the document
            "SELECT id, name, price FROM products WHERE attributes->>'colour' = $1 ORDER BY name LIMIT 40",
            per_minute=700,
            latency_ms=50,
            rows=40,
            owner="catalogue",
        ),
        pattern(
            "products on sale",  # inside the list
            "SELECT id, name, price FROM products WHERE tags LIKE '%sale%' LIMIT 40",
            per_minute=350,
            latency_ms=50,
            rows=40,
            owner="catalogue",
        ),
        pattern(
            "search in product names",
            "SELECT id, name, price FROM products WHERE name ILIKE '%' || $1 || '%' LIMIT 20",
            per_minute=1_500,
            latency_ms=80,
            rows=20,
            owner="catalogue",
        ),
        pattern(
            "reviews of a product",
            "SELECT id, customer_id, rating, body, created_at FROM reviews WHERE product_id = $1"
            " ORDER BY created_at DESC LIMIT 20",
            per_minute=4_000,
            latency_ms=15,
            rows=20,
            owner="catalogue",
        ),
        pattern(
            "trail of an object",
            "SELECT happened_at, actor, action FROM audit_log WHERE subject_type = $1 AND subject_id = $2"
            " ORDER BY happened_at DESC LIMIT 50",
            per_minute=5,
            latency_ms=500,
            rows=50,
            owner="back office",
        ),
    )
