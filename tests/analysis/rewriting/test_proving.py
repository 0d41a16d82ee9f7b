"""Both forms of a query on made rows of a real server: what is not the same is seen, and what is the same is said."""

from dataclasses import replace

import pytest

from designer.analysis.facts import Facts
from designer.analysis.rewriting import Compared, Rewrite, offers_of
from designer.analysis.rewriting.paying import priced
from designer.analysis.rewriting.proving import Verdict, proved
from designer.analysis.rewriting.telling import with_rewrites
from designer.lab.planner import Lab, NoServer, open_lab
from designer.schema.build import entity, pattern, schema_of
from designer.schema.model import Opaque
from designer.schema.schema import Schema
from tests.analysis.rewriting.shop import POSTGRES, shop
from tests.analysis.rules.checking import found_in

_QUERIES = (
    "SELECT * FROM orders WHERE total > $1 ORDER BY id",
    "SELECT id FROM orders WHERE customer_id = $2 ORDER BY placed_at DESC LIMIT 5 OFFSET $1",
    "SELECT o.id, c.name FROM customers c JOIN orders o ON c.id = o.customer_id ORDER BY o.placed_at LIMIT 5 OFFSET 5",
    "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE total > :least)",
    "SELECT id FROM employees WHERE id NOT IN (SELECT boss_id FROM employees WHERE boss_id IS NOT NULL)",
    "SELECT id FROM orders WHERE placed_at::date >= $1 AND placed_at::date < $2",
    "SELECT id, payload FROM orders WHERE date_trunc('day', placed_at) <= $1",
    "SELECT id FROM orders WHERE extract(year FROM placed_on) = $1",
    "SELECT sum(total), count(*) FROM orders WHERE extract(year FROM placed_on) = $1",
    "SELECT id, placed_at FROM orders WHERE customer_id = $1 OR note = $2 ORDER BY placed_at DESC LIMIT 20",
    "SELECT DISTINCT note FROM orders WHERE customer_id = $1 OR id = $2",
    "SELECT *, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.total > $1) AS n FROM customers c",
    "SELECT id, (SELECT name FROM customers WHERE customers.id = customer_id), coalesce((SELECT sum(total) + 1 FROM"
    " orders x WHERE x.customer_id = orders.customer_id), 0) FROM orders",
)
_FALSE = (
    # a null among the values, and the page begins anew at rows that tie
    ("SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)",
     "SELECT id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)"),
    # rows that meet both conditions come twice
    ("SELECT id FROM orders WHERE total > 5 OR customer_id IS NOT NULL",
     "SELECT id FROM orders WHERE total > 5 UNION ALL SELECT id FROM orders WHERE customer_id IS NOT NULL"),
    # copies are lost
    ("SELECT note FROM orders WHERE customer_id > 0", "SELECT DISTINCT note FROM orders WHERE customer_id > 0"),
    # an inner join drops what has no match
    ("SELECT c.id, (SELECT max(total) FROM orders o WHERE o.customer_id = c.id) FROM customers c",
     "SELECT c.id, max(o.total) AS max FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id"),
    # a moment inside a day
    ("SELECT id FROM orders WHERE date_trunc('day', placed_at) >= $1", "SELECT id FROM orders WHERE placed_at >= $1"),
    # days are others in other zones
    ("SELECT id FROM orders WHERE placed_at::date = $1",
     "SELECT id FROM orders WHERE placed_at >= ($1)::date::timestamp AT TIME ZONE 'UTC'"
     " AND placed_at < (($1)::date + 1)::timestamp AT TIME ZONE 'UTC'"),
)  # fmt: skip


_FEW = (_QUERIES[1], _QUERIES[3], _QUERIES[6])
_MOMENTS = (("1", "SELECT placed_at::text FROM orders"),)


def _seen(queries: tuple[str, ...], false: tuple[tuple[str, str], ...]) -> dict[str, Verdict]:
    """What is seen of every offered and every false pair, by the query, on one server and one set of rows."""
    schema = shop(*queries, *(before for before, _ in false))
    facts = Facts(schema)
    asked = [
        (parsed.pattern, one)
        for parsed in facts.patterns
        for one in offers_of(facts, parsed)
        if isinstance(one, Rewrite) and one.before in queries
    ]
    by_text = {parsed.statements[0].sql: parsed.pattern for parsed in facts.patterns}
    asked += [
        (by_text[before], Rewrite("QR000", 0, before, after, "", Compared(before, after, probe=_MOMENTS)))
        for before, after in false
    ]
    found = proved(schema, asked)
    if isinstance(found, NoServer):
        pytest.skip(found.reason)
    return {f"{one.rewrite.code} {one.rewrite.before}": one for one in found}


def test_a_form_that_says_something_else_is_seen_to() -> None:
    verdicts = _seen((), _FALSE)
    assert [before for before, _ in _FALSE if verdicts[f"QR000 {before}"].equal is not False] == []
    assert all("Not offered, since the answers differ" in one.sentence for one in verdicts.values())


def test_a_form_that_is_written_gives_the_same_rows() -> None:
    _all_equal(_FEW)


@pytest.mark.strict_only("every kind of query, each run dozens of times")
def test_every_form_that_is_written_gives_the_same_rows() -> None:
    assert {one.rewrite.code for one in _all_equal(_QUERIES) if one.ordered} == {"QR001", "QR003"}


def _all_equal(queries: tuple[str, ...]) -> list[Verdict]:
    found = list(_seen(queries, ()).values())
    assert [(one.rewrite.after, one.sentence) for one in found if not one.equal] == []
    assert {one.rewrite.before for one in found} == set(queries)
    assert all(one.returned and one.rows > 100 for one in found)
    return found


def test_what_no_row_meets_and_what_is_never_the_same_is_not_called_equal() -> None:
    schema = shop("SELECT * FROM orders WHERE note = 'a' AND note = 'b'", "SELECT id, pg_backend_pid() FROM orders")
    facts = Facts(schema)
    nothing, unsafe = (parsed.pattern for parsed in facts.patterns)
    same = Compared(nothing.statements[0], nothing.statements[0])
    volatile = "SELECT id, currval('x') FROM orders"
    asked = [
        (nothing, Rewrite("QR001", 0, same.before, same.after, "", same)),
        (unsafe, Rewrite("QR001", 0, volatile, volatile, "", Compared(volatile, volatile))),
    ]
    found = proved(schema, asked)
    assert not isinstance(found, NoServer)
    assert [one.equal for one in found] == [None, None]
    assert "nothing to compare" in found[0].why
    assert "currval" in found[1].why


def test_a_table_that_the_server_does_not_take_is_named_where_there_was_nothing_to_compare() -> None:
    schema = schema_of(
        entity("people", "id bigint", "mail elsewhere", pk="id", rows=20), pattern("all", "SELECT id FROM people"),
        dialect=POSTGRES,
    )  # fmt: skip
    (parsed,) = Facts(schema).patterns
    same = Compared(parsed.pattern.statements[0], parsed.pattern.statements[0])
    found = proved(schema, [(parsed.pattern, Rewrite("QR001", 0, same.before, same.after, "", same))])
    assert not isinstance(found, NoServer)
    assert found[0].equal is None
    assert "CREATE TABLE public.people" in found[0].why
    assert 'type "elsewhere" does not exist' in found[0].why


@pytest.fixture(scope="module")
def lab() -> Lab:
    found = open_lab()
    if isinstance(found, NoServer):
        pytest.skip(found.reason)
    return found


def test_costs_are_of_both_forms_with_the_index_that_serves_each(lab: Lab) -> None:
    schema = _large("SELECT id FROM orders WHERE customer_id = $2 ORDER BY placed_at DESC LIMIT 50 OFFSET $1")
    facts = Facts(schema)
    (rewrite,) = (one for parsed in facts.patterns for one in offers_of(facts, parsed) if isinstance(one, Rewrite))
    (price,) = priced(schema, [(facts.patterns[0].pattern, rewrite)], lab)
    assert price is not None
    assert price.after.served < price.after.cost / 100
    assert "(customer_id, placed_at, id)" in price.after.indexes[0]


@pytest.mark.strict_only("both servers")
def test_a_finding_tells_what_was_seen_of_its_rewrite(lab: Lab) -> None:
    sql = "SELECT id FROM orders WHERE date_trunc('month', placed_at) = $1"
    schema = _large(sql, "SELECT * FROM orders WHERE id = $1")
    findings = [*found_in("QR006", schema), *found_in("QR001", schema)]
    wrapped, star, other = with_rewrites(schema, [*findings, replace(findings[1], code="TY001")], lab)
    told = wrapped.evidence["rewrite"]
    assert told["state"] == "proved"
    assert "Proved equal on" in wrapped.message
    assert "in the new form with the index that goes with it" in wrapped.message
    assert told["price"]["cost_after_served"] < told["price"]["cost_before"]
    assert star.evidence["rewrite"]["sql"].startswith("SELECT id, customer_id, placed_at")
    assert "rewrite" not in other.evidence


def _large(*statements: str) -> Schema:
    schema = shop(*statements)
    return replace(
        schema,
        entities=tuple(replace(one, rows=5_000_000 if one.name == "orders" else one.rows) for one in schema.entities),
    )


def test_a_query_on_a_view_is_compared_with_the_view_there() -> None:
    view = "CREATE VIEW recent AS SELECT id, placed_at, note FROM orders WHERE total IS NOT NULL"
    paged = "SELECT id FROM recent ORDER BY placed_at LIMIT 5 OFFSET $1"
    schema = replace(
        shop(paged), opaque=(Opaque(id="v", kind="view", name="recent", sql=view, columns=("id", "placed_at", "note")),)
    )
    facts = Facts(schema)
    asked = [
        (facts.patterns[0].pattern, one) for one in offers_of(facts, facts.patterns[0]) if isinstance(one, Rewrite)
    ]
    found = proved(schema, asked)
    assert not isinstance(found, NoServer)
    assert [(one.rewrite.code, one.equal, one.ordered) for one in found] == [("QR003", True, True)], found[0].sentence


@pytest.mark.parametrize(("shown", "equal"), [("sum(n)", True), ("n", False)])
def test_a_row_of_nothings_is_none_only_where_it_is_a_total(shown: str, equal: bool) -> None:
    schema = schema_of(entity("people", "id int", pk="id", rows=20), pattern("all", "SELECT 1"), dialect=POSTGRES)
    (parsed,) = Facts(schema).patterns
    told = f"SELECT {shown} AS n FROM (SELECT {{}} AS n) AS t WHERE $1::int IS NOT NULL"
    same = Compared(told.format("0"), told.format("0 / (1 + $1::int)"))
    found = proved(schema, [(parsed.pattern, Rewrite("QR001", 0, same.before, same.after, "", same))])
    assert not isinstance(found, NoServer)
    assert found[0].equal is equal, found[0].why
