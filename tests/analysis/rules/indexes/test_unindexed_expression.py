import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Attribute, Dialect, Index
from tests.analysis.rules.asking import asked, on
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        ("lower(note) = $1", [on("lower(note)")]),
        ("lower(note) = $1", [on("lower((note)::text)", unique=True)]),
        ("payload ->> 'a' = $1", [on("(payload ->> 'a'::text)")]),
        ("lower(note) = $1 AND customer_id = $2", [on("customer_id")]),
        ("lower(note) = $1 OR code = $2", []),
        ("lower(note) <> $1", []),
        ("NOT lower(note) = $1", []),
        ("note = lower($1)", []),
        ("lower(status) = $1", []),
        ("date(placed_at) = $1", []),
        ("random_thing(note) = $1", []),
        ("lower(note) LIKE $1", []),
        ("payload ->> $2 = $1", []),
        ("lower(note || $2) = $1", []),
        ("lower(to_char(placed_at, 'YYYY')) = $1", []),
        ("lower(placed_at::text) = $1", []),
        ("length(concat(note, 'x')) = 5", []),
    ],
)
def test_what_is_indexed_narrowed_otherwise_or_cannot_be_indexed_is_left_alone(
    condition: str, indexes: list[Index]
) -> None:
    assert asked("IX008", f"SELECT id FROM orders WHERE {condition}", *indexes) == ()


def test_small_tables_are_left_alone() -> None:
    assert asked("IX008", "SELECT id FROM orders WHERE lower(note) = $1", rows=10_000) == ()


@pytest.mark.parametrize(
    ("condition", "expression"),
    [
        ("lower(o.note) = lower($1)", "lower(note)"),
        ("upper(note) IN ('A', 'B')", "upper(note)"),
        ("payload ->> 'a' = $1", "(payload ->> 'a')"),
        ("lower(note) = $1 AND total > 5", "lower(note)"),
        ("lower(note || 'A') = $1", "lower(note || 'A')"),
    ],
)
def test_an_index_on_the_expression_is_offered(condition: str, expression: str) -> None:
    (finding,) = asked("IX008", f"SELECT id FROM orders o WHERE {condition}")
    assert finding.fix[0].value.keys[0].expression == expression


def test_an_index_on_the_bare_column_does_not_serve() -> None:
    assert len(asked("IX008", "SELECT id FROM orders WHERE lower(code) = $1", on("code", unique=True))) == 1


def test_a_name_that_needs_quotes_keeps_its_capitals() -> None:
    users = entity("users", "id bigint", Attribute(name="Email", type="text"), pk="id", rows=2_000_000)
    (finding,) = found("IX008", users, pattern("sign in", 'SELECT id FROM users WHERE lower("Email") = $1'))
    assert finding.fix[0].value.keys[0].expression == 'lower("Email")'


@pytest.mark.parametrize(
    ("dialect", "condition", "fixes"),
    [
        ("mariadb", "lower(note) = 'a'", 0),
        ("tsql", "lower(note) = 'a'", 0),
        ("mysql", "JSON_EXTRACT(payload, '$.a') = 'a'", 0),
        ("mysql", "lower(note) = 'a'", 1),
        ("sqlite", "lower(note) = 'a'", 1),
    ],
)
def test_an_index_is_offered_where_the_server_holds_such_a_key(dialect: str, condition: str, fixes: int) -> None:
    table = entity("orders", "id bigint", "note varchar(80)", "payload json", pk="id", rows=2_000_000)
    query = pattern("p", f"SELECT id FROM orders WHERE {condition}")
    (finding,) = found("IX008", table, query, dialect=Dialect(name=dialect))
    assert len(finding.fix) == fixes
    assert ("generated column" in finding.message) == (fixes == 0)
