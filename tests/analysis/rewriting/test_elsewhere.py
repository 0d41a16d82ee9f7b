"""Both forms of a query on a server of the design's own kind: what is not the same is seen, the rest is said."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.facts import Facts
from designer.analysis.rewriting import Compared, Rewrite, offers_of
from designer.analysis.rewriting.elsewhere import proving
from designer.analysis.rewriting.elsewhere.comparing import Case, compare
from designer.analysis.rewriting.elsewhere.making import Made, made_rows, wanted_by
from designer.analysis.rewriting.elsewhere.proving import Seen, seen_elsewhere
from designer.analysis.rewriting.telling import all_offers, told, with_rewrites
from designer.importers import import_sql
from designer.lab.asking import Answer, Spent, constant
from designer.lab.errors import ServerUnavailable
from designer.lab.mariadb.server import mariadb_server
from designer.schema.build import entity, pattern, schema_of
from designer.schema.model import AccessPattern, Dialect
from designer.schema.schema import Schema
from tests.analysis.rules.checking import found_in

_SQLITE = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE NOT NULL UNIQUE, region TEXT, joined DATE);
CREATE TABLE codes (code TEXT PRIMARY KEY, label TEXT COLLATE NOCASE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), code TEXT,
  placed_at DATETIME NOT NULL, qty INTEGER NOT NULL, total NUMERIC(8,2), note TEXT);
CREATE VIEW recent AS SELECT o.id, o.placed_at, c.code FROM orders o LEFT JOIN customers c ON c.id = o.customer_id;
"""
_MYSQL = """
CREATE TABLE customers (id bigint PRIMARY KEY, code varchar(20) NOT NULL UNIQUE, region varchar(20), joined date)
  DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE codes (code varchar(20) PRIMARY KEY, label varchar(30)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE orders (id bigint PRIMARY KEY AUTO_INCREMENT, customer_id bigint, code varchar(20),
  placed_at datetime NOT NULL, qty int unsigned NOT NULL, total decimal(8,2), note varchar(50),
  CHECK (qty < 9), FOREIGN KEY (customer_id) REFERENCES customers (id))
  DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE VIEW recent AS SELECT o.id, o.placed_at, c.code FROM orders o LEFT JOIN customers c ON c.id = o.customer_id;
"""
_QUERIES = (
    "SELECT * FROM recent WHERE code = ?",
    "SELECT id FROM orders WHERE note LIKE ? ORDER BY placed_at DESC, qty LIMIT 5 OFFSET ?",
    "SELECT * FROM recent ORDER BY placed_at LIMIT 5 OFFSET 5",
    "WITH r AS (SELECT o.id, o.qty, c.region FROM orders o JOIN customers c ON c.id = o.customer_id)"
    " SELECT region FROM r ORDER BY qty DESC LIMIT 5 OFFSET ?",
    "SELECT id FROM customers WHERE code NOT IN (SELECT code FROM orders WHERE qty > ?)",
    "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)",
    "SELECT id FROM orders WHERE DATE(placed_at) = ?",
    "SELECT c.id, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c",
    "SELECT o.id, (SELECT c.region FROM customers c WHERE c.id = o.customer_id) AS region FROM orders o",
)
_OF_MYSQL = (
    "SELECT id FROM orders WHERE YEAR(placed_at) = ? AND qty > 1",
    "SELECT id FROM orders WHERE DATE_FORMAT(placed_at, '%Y-%m') = '2024-02'",
    "SELECT id, qty FROM orders WHERE customer_id = ? OR note = ? ORDER BY qty LIMIT 3",
)
_OF_SQLITE = ("SELECT id FROM orders WHERE strftime('%Y-%m', placed_at) = '2024-02'",)
_FALSE = (
    # nulls are kept that NOT IN leaves out
    ("SELECT id FROM customers WHERE region NOT IN (SELECT note FROM orders WHERE note IS NOT NULL)",
     "SELECT id FROM customers WHERE NOT EXISTS (SELECT 1 FROM orders WHERE note = region)"),
    # only on empty tables: nothing becomes a row
    ("SELECT id, (SELECT COUNT(*) FROM codes) AS n FROM orders UNION SELECT 0, 0",
     "SELECT id, (SELECT COUNT(*) FROM codes) AS n FROM orders UNION SELECT 0, 0 FROM orders"),
    # rows that meet both come twice
    ("SELECT id FROM orders WHERE qty > 1 OR total > 0",
     "SELECT id FROM orders WHERE qty > 1 UNION ALL SELECT id FROM orders WHERE total > 0"),
    # the last moment of a day
    ("SELECT id FROM orders WHERE DATE(placed_at) = '2024-02-29'",
     "SELECT id FROM orders WHERE placed_at BETWEEN '2024-02-29' AND '2024-02-29 23:59'"),
    # an order with ties
    ("SELECT id FROM orders ORDER BY qty, id", "SELECT id FROM orders ORDER BY qty, placed_at, id"),
)  # fmt: skip


@cache
def design(dialect: str, *queries: str) -> Schema:
    ddl = _SQLITE if dialect == "sqlite" else _MYSQL
    patterns = tuple(pattern(f"query {number:02}", text, per_minute=1) for number, text in enumerate(queries))
    patterns = tuple(replace(one, id=one.name) for one in patterns)
    return replace(import_sql(ddl, dialect).schema, access_patterns=patterns)


def offers(schema: Schema) -> list[tuple[AccessPattern, Rewrite]]:
    facts = Facts(schema)
    return [
        (parsed.pattern, one)
        for parsed in facts.patterns
        for one in offers_of(facts, parsed)
        if isinstance(one, Rewrite)
    ]


def all_equal(schema: Schema, seen: Iterable[Seen]) -> list[Seen]:
    """Every query of a design has a form that was run and gave the same rows."""
    found = list(seen)
    assert [(one.rewrite.sql, one.sentence) for one, _ in found if not one.equal] == []
    assert {one.rewrite.before for one, _ in found} == {one.statements[0] for one in schema.access_patterns}
    assert all(one.returned and one.awkward for one, _ in found)
    return found


def wrong(schema: Schema, pairs: Iterable[tuple[str, str]]) -> list[tuple[AccessPattern, Rewrite]]:
    by_text = {one.statements[0]: one for one in schema.access_patterns}
    return [
        (by_text[before], Rewrite("QR000", 0, before, after, "", Compared(before, after, ordered="ORDER" in before)))
        for before, after in pairs
    ]


@pytest.mark.parametrize(("dialect", "server"), [("tsql", "SQL Server"), ("oracle", "Oracle")])
def test_nothing_is_said_of_a_server_that_is_not_here(dialect: str, server: str) -> None:
    schema = schema_of(
        entity("ORDERS", "ID int", pk="ID"), pattern("one", "SELECT * FROM orders"),
        dialect=Dialect(name=dialect, version="16"),
    )  # fmt: skip
    (one,) = told(schema, all_offers(Facts(schema)), None)
    assert one.state == "not run"
    assert f"Not run here: there is no {server} here" in one.sentence


def test_a_form_that_was_not_run_is_given_with_that_said() -> None:
    schema = schema_of(
        entity("orders", "id bigint", "placed_at datetime2 not null", pk="id", rows=5_000_000),
        pattern("a year", "SELECT id FROM orders WHERE YEAR(placed_at) = @y", per_minute=9),
        dialect=Dialect(name="tsql", version="16"),
    )
    (finding,) = with_rewrites(schema, found_in("QR006", schema), None)
    assert "Not run here: there is no SQL Server here" in finding.message
    assert "It rests on years of four digits." in finding.message
    assert "placed_at >= DATEFROMPARTS(@y, 1, 1)" in finding.evidence["rewrite"]["sql"]


def test_a_missing_mariadb_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ServerUnavailable("there is no MariaDB server on this machine")

    monkeypatch.setattr(proving, "mariadb_server", none)
    schema = design("mysql", "SELECT * FROM orders")
    (one,) = told(schema, all_offers(Facts(schema)), None)
    assert (one.state, one.sentence) == ("not run", "Not run here: there is no MariaDB server on this machine.")


def test_a_false_form_is_seen_to_and_what_nothing_meets_is_not_called_equal_on_sqlite() -> None:
    nothing = "SELECT id FROM orders WHERE note = 'a' AND note = 'b'"
    schema = design("sqlite", *(before for before, _ in _FALSE), nothing)
    asked = wrong(schema, (*_FALSE, (nothing, nothing)))
    *false, empty = (verdict for verdict, _ in seen_elsewhere(schema, asked))
    assert [one.rewrite.before for one in false if one.equal is not False] == []
    assert all("Not offered, since the answers differ" in one.sentence for one in false)
    assert (empty.equal, "nothing to compare" in empty.why) == (None, True)


def test_every_form_gives_the_same_rows_on_sqlite_and_tells_its_plan() -> None:
    schema = design("sqlite", *_QUERIES, *_OF_SQLITE)
    found = all_equal(schema, seen_elsewhere(schema, offers(schema)))
    weights = {verdict.rewrite.before: weight for verdict, weight in found}
    paged = weights[_QUERIES[1]]
    assert paged is not None
    assert (paged.before.rows, paged.pays, paged.sentence) == (None, None, "")
    assert any("SCAN" in line for line in paged.before.lines)


@pytest.mark.requires("mariadb")
@pytest.mark.strict_only("starts a MariaDB server and runs every kind of query dozens of times")
def test_every_form_gives_the_same_rows_on_mariadb_and_false_ones_do_not() -> None:
    with mariadb_server() as server:
        schema = design("mysql", *_QUERIES, *_OF_MYSQL)
        large = replace(schema, entities=tuple(replace(one, rows=5_000_000) for one in schema.entities))
        found = all_equal(schema, seen_elsewhere(large, offers(schema), server=server))
        weights = {verdict.rewrite.before: weight for verdict, weight in found}
        day = weights["SELECT id FROM orders WHERE DATE(placed_at) = ?"]
        assert day is not None
        assert "(placed_at)" in day.index
        assert day.pays
        assert "in place of MySQL" in day.server
        false = design("mysql", *(before for before, _ in _FALSE))
        verdicts = [one for one, _ in seen_elsewhere(false, wrong(false, _FALSE), server=server)]
        assert [one.rewrite.before for one in verdicts if one.equal is not False] == []


@pytest.mark.parametrize("dialect", ["sqlite", "mysql"])
def test_made_rows_tie_and_hold_nulls_only_where_they_may(dialect: str) -> None:
    schema = design(dialect, "SELECT * FROM orders WHERE note = 'seldom'")
    facts = Facts(schema)
    wanted = wanted_by(facts, [facts.patterns[0].statements[0]])
    orders = next(one for one in schema.entities if one.name == "orders")
    for rows in (0, 1, 60):
        made = made_rows(facts, schema, wanted, rows)
        columns = {one.name: made.columns[one.id] for one in orders.attributes}
        assert {len(values) for values in columns.values()} == {rows}
        assert "NULL" not in (*columns["id"], *columns["placed_at"], *columns["qty"])
        assert len(set(columns["id"])) == rows
    assert {"NULL", "'seldom'", "'SELDOM'"} <= set(columns["note"])
    assert len(set(columns["qty"])) < 60


class _Here:
    """SQLite in this process, for rows that are drawn by the hundred."""

    server = "SQLite"

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")

    def load(self, statements: Sequence[str], zone: str) -> list[str]:
        self._connection.close()
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for text in statements:
            self._connection.execute(text)
        return []

    def ask(self, queries: Sequence[str]) -> list[Answer]:
        return [self._answer(one) for one in queries]

    def spent(self, queries: Sequence[tuple[tuple[str, ...], str]]) -> list[Spent | None]:
        return [None for _ in queries]

    def _answer(self, query: str) -> Answer:
        try:
            cursor = self._connection.execute(query)
            rows = tuple(tuple(constant(one, "sqlite") for one in row) for row in cursor)
        except sqlite3.Error as error:
            return Answer(error=str(error))
        return Answer(tuple(one[0] for one in cursor.description), rows)


_TEXT = st.sampled_from(["NULL", "'a'", "'A'", "'b'", "'7'", "'07'", "''", "7"])
_SURE = _TEXT.filter(lambda text: text != "NULL")
_NUMBER = st.sampled_from(["NULL", "0", "1", "2", "3", "'x'"])
_COUNT = _NUMBER.filter(lambda text: text != "NULL")
_MOMENT = st.sampled_from(["'2024-02-28 23:59:59'", "'2024-02-29 00:00:00'", "'2024-02-29'", "'2024-03-01 00:00:00'"])
_DRAWN = {
    "customers": {"code": _SURE, "region": _TEXT, "joined": _MOMENT},
    "codes": {"code": _TEXT, "label": _TEXT},
    "orders": {"customer_id": _NUMBER, "code": _TEXT, "placed_at": _MOMENT, "qty": _COUNT, "total": _NUMBER,
               "note": _TEXT},
}  # fmt: skip
_MORE = (
    "SELECT code FROM customers WHERE code NOT IN (SELECT code FROM codes WHERE code IS NOT NULL)",
    "SELECT code, label FROM codes c WHERE code NOT IN (SELECT code FROM customers)",
    "SELECT c.id, (SELECT COUNT(*) FROM orders o WHERE o.code = c.code) AS n FROM customers c",
    "SELECT c.id, (SELECT COUNT(*) FROM orders o WHERE c.code = o.code) AS n FROM customers c",
    "SELECT c.id, (SELECT COUNT(*) FROM orders o WHERE o.note = c.id) AS n FROM customers c",
    "SELECT o.id, (SELECT c.region FROM customers c WHERE c.code = o.code) AS r FROM orders o",
    "SELECT o.id, (SELECT x.label FROM codes x WHERE x.code = o.note) AS r FROM orders o",
    "SELECT o.id, (SELECT SUM(x.qty) + COUNT(*) FROM orders x WHERE x.note = o.note AND x.qty > 0) AS r FROM orders o",
    "SELECT region FROM customers ORDER BY code DESC LIMIT 2 OFFSET 2",
    "SELECT id, qty AS placed FROM orders WHERE note = :n ORDER BY placed, code IS NULL LIMIT 2 OFFSET 2",
    "SELECT id FROM orders ORDER BY qty, placed_at DESC LIMIT 2 OFFSET 2",
)


def _drawn(name: str) -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.tuples(*_DRAWN[name].values()), max_size=7)


def _made(schema: Schema, rows: dict[str, list[tuple[str, ...]]]) -> Made:
    inserts, columns = [], {}
    for entity_ in schema.entities:
        names = _DRAWN[entity_.name]
        keyed = entity_.name != "codes"
        listed = [((str(place),) if keyed else ()) + row for place, row in enumerate(rows[entity_.name], 1)]
        heads = [*(["id"] if keyed else []), *names]
        inserts += [
            f"INSERT OR IGNORE INTO {entity_.name} ({', '.join(heads)}) VALUES ({', '.join(row)})" for row in listed
        ]
        ids = {one.name: one.id for one in entity_.attributes}
        columns |= {ids[head]: tuple(row[place] for row in listed) for place, head in enumerate(heads)}
    return Made(tuple(inserts), columns, sum(map(len, rows.values())))


def _holds_on(rows: dict[str, list[tuple[str, ...]]]) -> None:
    schema, facts, asker = _ground()
    cases = [
        Case(pattern_, next(one.statements[0] for one in facts.patterns if one.pattern.id == pattern_.id), offer)
        for pattern_, offer in offers(schema)
    ]
    made = _made(schema, rows)
    asker.load([*_SQLITE.strip().split(";\n"), *made.inserts], "+00:00")
    compare(facts, asker, cases, made)
    assert [(one.rewrite.sql, one.differs, one.refused) for one in cases if one.differs or one.refused] == []


@cache
def _ground() -> tuple[Schema, Facts, _Here]:
    schema = design("sqlite", *_QUERIES, *_OF_SQLITE, *_MORE)
    return schema, Facts(schema), _Here()


@settings(max_examples=6, deadline=None)
@given(st.fixed_dictionaries({name: _drawn(name) for name in _DRAWN}))
def test_forms_give_the_same_on_any_rows(rows: dict[str, list[tuple[str, ...]]]) -> None:
    _holds_on(rows)


@pytest.mark.strict_only("dozens of sets of rows")
@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({name: _drawn(name) for name in _DRAWN}))
def test_forms_give_the_same_on_many_more_rows(rows: dict[str, list[tuple[str, ...]]]) -> None:
    _holds_on(rows)
