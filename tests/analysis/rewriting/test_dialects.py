"""Rewrites in the words of other dialects: what does not hold in one of them first, then the forms in full."""

import pytest

from designer.analysis.facts import Facts
from designer.analysis.rewriting import Declined, Offer, Rewrite, offers_of
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.model import Dialect, Opaque
from designer.schema.schema import Schema

_TYPES = {
    "mysql": ("bigint", "varchar(50)", "datetime", "enum('a','b')", "float"),
    "sqlite": ("INTEGER", "TEXT", "DATETIME", "TEXT", "REAL"),
    "tsql": ("bigint", "varchar(50)", "datetime2", "varchar(9)", "real"),
    "oracle": ("number(18)", "varchar2(50)", "date", "varchar2(9)", "binary_float"),
    "postgres": ("bigint", "text", "timestamptz", "text", "real"),
}
_OF_EACH = "(SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id)"


def shop(dialect: str, sql: str) -> Schema:
    """Customers with orders, a view of these, a table whose key is a text, and one query."""
    number, text, moment, kind, part = _TYPES[dialect]
    folded = str.upper if dialect == "oracle" else str
    customers = entity(folded("customers"), f"{folded('id')} {number}", f"{folded('code')} {text}", pk=folded("id"))
    names = ("id", "customer_id", "placed_at", "kind", "rate", "note")
    kinds = (number, number, f"{moment} not null", f"{kind} not null", f"{part} not null", text)
    orders = entity(
        folded("orders"), *(f"{folded(name)} {one}" for name, one in zip(names, kinds, strict=True)), pk=folded("id")
    )
    view = "CREATE VIEW recent AS SELECT id, placed_at, customer_id + 1 AS next FROM orders WHERE note IS NOT NULL"
    summed = (
        "CREATE VIEW sums AS SELECT customer_id AS id, max(placed_at) AS placed_at FROM orders GROUP BY customer_id"
    )
    return schema_of(
        customers, orders, entity(folded("codes"), f"{folded('code')} {text}", pk=folded("code")),
        *([link("orders.customer_id", "customers.id")] if dialect != "oracle" else ()),
        Opaque(id="v", kind="view", name="recent", sql=view, columns=("id", "placed_at", "next")),
        Opaque(id="s", kind="view", name="sums", sql=summed, columns=("id", "placed_at")),
        pattern("one", sql, per_minute=10), dialect=Dialect(name=dialect, version="8.4"),
    )  # fmt: skip


def offer_of(dialect: str, code: str, sql: str) -> Offer | None:
    facts = Facts(shop(dialect, sql))
    assert facts.patterns[0].statements[0].error is None
    return next((one for parsed in facts.patterns for one in offers_of(facts, parsed) if one.code == code), None)


@pytest.mark.parametrize(
    ("dialect", "code", "sql", "reason"),
    [
        # an ENUM sorts by its list and compares as a text; a rounded number equals no constant
        ("mysql", "QR003", "SELECT id FROM orders ORDER BY kind LIMIT 5 OFFSET ?", "place of a value in its list"),
        ("mysql", "QR003", "SELECT id FROM orders ORDER BY rate LIMIT 5 OFFSET ?", "rounded number"),
        # a text key of SQLite may be null
        ("sqlite", "QR003", "SELECT code FROM codes ORDER BY code LIMIT 5 OFFSET ?", "may be null"),
        ("sqlite", "QR008", "SELECT code FROM codes WHERE code NOT IN (SELECT note FROM orders)", "may be null"),
        ("tsql", "QR003", "SELECT id FROM orders ORDER BY id OFFSET @p ROWS FETCH NEXT 5 PERCENT ROWS ONLY",
         "than how"),
        # '1' and '01' both equal the number 1
        ("mysql", "QR019", "SELECT id, (SELECT COUNT(*) FROM orders o WHERE o.note = c.id) FROM customers c",
         "different types or collations"),
        # the parser takes SQLite's cast, which makes a number, for a date
        ("sqlite", "QR006", "SELECT id FROM orders WHERE CAST(placed_at AS DATE) = ?", "well enough to be written"),
        ("sqlite", "QR015", "SELECT id FROM orders WHERE id = ? OR customer_id = ?", "for each side of an OR"),
        ("oracle", "QR015", "SELECT id FROM orders WHERE id = :a OR customer_id = :b FETCH FIRST 5 ROWS ONLY", "LIMIT"),
        # one of 'a' and 'A' is returned
        ("mysql", "QR015", "SELECT DISTINCT note FROM orders WHERE id = ? OR customer_id = ?", "keeps one of texts"),
        ("mysql", "QR019", "SELECT DISTINCT c.code, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id)"
         " FROM customers c", "keeps one of texts"),
        # ORA-25156
        ("oracle", "QR019", f"SELECT c.id, {_OF_EACH} FROM customers c, orders x WHERE x.customer_id(+) = c.id",
         "no JOIN beside"),
        ("mysql", "QR019", "SELECT DISTINCT c.id, (SELECT MAX(o.note) FROM orders o WHERE o.customer_id = c.id)"
         " FROM customers c", "keeps one of texts"),
        # what counts rows as they come, locks them, or does more with them
        ("mysql", "QR003", "SELECT @n := @n + 1, id FROM orders ORDER BY id LIMIT 5 OFFSET ?", "variable of the"),
        ("mysql", "QR003", "SELECT SQL_CALC_FOUND_ROWS id FROM orders ORDER BY id LIMIT 5 OFFSET ?", "does more than"),
        ("oracle", "QR015", "SELECT id FROM orders WHERE ROWNUM < 9 AND (id = :a OR customer_id = :b)", "numbers its"),
        ("tsql", "QR015", "SELECT id FROM orders WITH (UPDLOCK) WHERE id = @a OR customer_id = @b", "locks the rows"),
        # groups, and what a view leaves out
        ("postgres", "QR003", "SELECT id FROM sums ORDER BY placed_at LIMIT 5 OFFSET $1",
         "each row of one table once"),
        ("mysql", "QR003", "WITH r AS (SELECT placed_at FROM orders) SELECT placed_at"
         " FROM r ORDER BY placed_at LIMIT 5 OFFSET ?",
         "leaves out the key"),
        ("postgres", "QR003", "WITH r AS (SELECT o.id, o.placed_at FROM orders o JOIN orders x ON x.note = o.note)"
         " SELECT * FROM r ORDER BY placed_at LIMIT 5 OFFSET 5", "each row of one table once"),
        ("postgres", "QR003", "WITH r AS (SELECT id, placed_at FROM orders UNION ALL SELECT id, placed_at FROM orders)"
         " SELECT * FROM r ORDER BY placed_at LIMIT 5 OFFSET 5", "put together of several"),
        ("postgres", "QR003", "WITH r AS (SELECT o.id, o.placed_at FROM customers c LEFT JOIN orders o ON o.id = c.id)"
         " SELECT * FROM r ORDER BY placed_at LIMIT 5 OFFSET 5", "none of which may be null"),
    ],
)  # fmt: skip
def test_what_does_not_hold_in_a_dialect_is_declined(dialect: str, code: str, sql: str, reason: str) -> None:
    offer = offer_of(dialect, code, sql)
    assert isinstance(offer, Declined), offer
    assert reason in offer.why


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("mysql", "SELECT id FROM orders WHERE COALESCE(note, 'a') = 'A'"),  # equal where case is ignored
        ("mysql", "SELECT id FROM orders WHERE COALESCE(customer_id, 1.0) = 1"),
        ("mysql", "SELECT id FROM orders WHERE DATE(placed_at) = '2024-02-29 10:00'"),  # never the case
        ("mysql", "SELECT id FROM orders WHERE DATE_FORMAT(placed_at, '%Y-%m') = '2024-13'"),
        ("mysql", "SELECT id FROM orders WHERE YEAR(placed_at) = 24"),  # 2024 to MAKEDATE
        ("sqlite", "SELECT id FROM orders WHERE strftime('%Y', placed_at) = ?"),  # a number equals no text
        ("sqlite", "SELECT id FROM orders WHERE date(placed_at, '+1 day') = '2024-02-29'"),
        ("tsql", "SELECT id FROM orders WHERE CAST(placed_at AS date) = @d"),  # served by an index as it is
    ],
)
def test_a_wrapped_column_without_an_equal_range_stays_as_it_is(dialect: str, sql: str) -> None:
    assert offer_of(dialect, "QR006", sql) is None


@pytest.mark.parametrize(
    ("dialect", "code", "sql", "form", "order"),
    [
        ("mysql", "QR003", "SELECT id FROM `orders` WHERE customer_id = ? ORDER BY placed_at DESC LIMIT ? OFFSET ?",
         "SELECT id FROM `orders` WHERE customer_id = ? AND placed_at <= ? AND (placed_at < ? OR (placed_at = ? AND id"
         " < ?)) ORDER BY placed_at DESC, id DESC LIMIT ?",
         ("parameter 1", "last placed at", "last placed at", "last placed at", "last id", "parameter 2")),
        ("sqlite", "QR003", "SELECT id FROM orders ORDER BY placed_at DESC LIMIT :n OFFSET :p",
         "SELECT id FROM orders WHERE (placed_at, id) < (:last_placed_at, :last_id) ORDER BY placed_at DESC, id DESC"
         " LIMIT :n", ()),
        ("tsql", "QR003", "SELECT id FROM orders ORDER BY placed_at OFFSET @p ROWS FETCH NEXT 10 ROWS ONLY",
         "SELECT id FROM orders WHERE placed_at >= @last_placed_at AND (placed_at > @last_placed_at OR (placed_at ="
         " @last_placed_at AND id > @last_id)) ORDER BY placed_at, id OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY", ()),
        ("oracle", "QR003", "SELECT id FROM orders ORDER BY id OFFSET :p ROWS FETCH NEXT 5 ROWS ONLY",
         "SELECT id FROM orders WHERE ID > :last_id ORDER BY ID FETCH NEXT 5 ROWS ONLY", ()),
        ("postgres", "QR003", "SELECT next FROM recent ORDER BY placed_at LIMIT 5 OFFSET $1",
         "SELECT next FROM recent WHERE (placed_at, id) > (:last_placed_at, :last_id) ORDER BY placed_at, id LIMIT 5",
         ()),
        ("postgres", "QR003", "WITH r AS (SELECT o.id AS number, o.placed_at, c.code FROM orders o LEFT JOIN customers"
         " c ON c.id = o.customer_id) SELECT * FROM r ORDER BY placed_at LIMIT 5 OFFSET ?",
         "WITH r AS (SELECT o.id AS number, o.placed_at, c.code FROM orders AS o LEFT JOIN customers AS c ON c.id ="
         " o.customer_id) SELECT * FROM r WHERE (placed_at, number) > (?, ?) ORDER BY placed_at, number LIMIT 5",
         ("last placed at", "last number")),
        ("postgres", "QR001", "SELECT r.*, c.code FROM recent r JOIN customers c ON c.id = r.next",
         "SELECT r.id, r.placed_at, r.next, c.code FROM recent AS r JOIN customers AS c ON c.id = r.next", ()),
        ("tsql", "QR001", "SELECT TOP 5 * FROM [codes] WHERE code <> @c",
         "SELECT TOP 5 code FROM [codes] WHERE code <> @c", ()),
        ("mysql", "QR006", "SELECT id FROM orders WHERE YEAR(placed_at) = %(y)s AND id % 2 = 1 AND note LIKE '5%%'",
         "SELECT id FROM orders WHERE (placed_at >= MAKEDATE(%(y)s, 1) AND placed_at < MAKEDATE(%(y)s + 1, 1))"
         " AND id %% 2 = 1 AND note LIKE '5%%'", ()),
        ("sqlite", "QR006", "SELECT id FROM orders WHERE strftime('%Y-%m', placed_at) = '2023-12'",
         "SELECT id FROM orders WHERE placed_at >= '2023-12-01' AND placed_at < '2024-01-01'", ()),
        ("sqlite", "QR008", "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)",
         "SELECT id FROM customers WHERE NOT EXISTS(SELECT 1 FROM orders WHERE customers.id = orders.customer_id)", ()),
        ("tsql", "QR015", "SELECT id FROM orders WHERE id = @a OR note = @b",
         "SELECT id FROM orders WHERE id = @a UNION ALL SELECT id FROM orders WHERE note = @b AND CASE WHEN id = @a"
         " THEN 1 ELSE 0 END = 0", ()),
        ("mysql", "QR015", "SELECT id FROM orders WHERE id = ? OR note = ?",
         "SELECT id FROM orders WHERE id = ? UNION ALL SELECT id FROM orders WHERE note = ? AND (id = ?) IS NOT TRUE",
         ("parameter 1", "parameter 2", "parameter 1")),
        ("oracle", "QR019", f"SELECT c.id, {_OF_EACH} AS n FROM customers c",
         "SELECT C.id, COALESCE(O_OF_EACH.VALUE_1, 0) AS n FROM customers c LEFT JOIN (SELECT O.customer_id AS KEY_1,"
         " COUNT(*) AS VALUE_1 FROM orders o GROUP BY O.customer_id) O_OF_EACH ON O_OF_EACH.KEY_1 = C.id", ()),
    ],
)  # fmt: skip
def test_the_form_is_in_the_words_of_the_dialect_and_of_the_author(
    dialect: str, code: str, sql: str, form: str, order: tuple[str, ...]
) -> None:
    offer = offer_of(dialect, code, sql)
    assert isinstance(offer, Rewrite), offer
    assert (offer.sql, offer.order) == (form, order)


def test_columns_that_a_star_does_not_bring_are_not_spelled_out() -> None:
    hidden = attribute("secret int", options={"mysql": {"invisible": True}})
    schema = schema_of(
        entity("orders", "id bigint", hidden, "note text", pk="id"), pattern("one", "SELECT * FROM orders"),
        dialect=Dialect(name="mysql", version="8.4"),
    )  # fmt: skip
    facts = Facts(schema)
    (offer,) = offers_of(facts, facts.patterns[0])
    assert isinstance(offer, Rewrite)
    assert offer.sql == "SELECT id, note FROM orders"
