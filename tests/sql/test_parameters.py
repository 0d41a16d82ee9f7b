"""Parameters in every driver's style: what is none of them first."""

import pytest

from designer.sql.parameters import normalise_parameters


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a::int FROM t",
        "SELECT a % 3 FROM t",
        "SELECT data ? 'key' FROM t",
        "SELECT data ?| array['a'] FROM t",
        "SELECT ':name', '%s', '?' FROM t -- :name ? %s",
        "SELECT a[1:n] FROM t",
        "SELECT $tag$ :x ? $tag$",
        "SELECT x %s FROM t",
    ],
)
def test_what_is_no_parameter_stays(sql: str) -> None:
    assert normalise_parameters(sql) == (sql, ())


@pytest.mark.parametrize(
    ("sql", "expected", "names"),
    [
        ("SELECT $1, $2", "SELECT $1, $2", ("1", "2")),
        ("WHERE a = :id AND b = :id OR c = :other", "WHERE a = $1 AND b = $1 OR c = $2", ("id", "other")),
        ("WHERE a = ? AND b IN (?, ?)", "WHERE a = $1 AND b IN ($2, $3)", ("1", "2", "3")),
        ("WHERE a=%s AND b >= %(low)s LIMIT %s", "WHERE a=$1 AND b >= $2 LIMIT $3", ("1", "low", "3")),
        ("WHERE a=? AND data ? 'k'", "WHERE a=$1 AND data ? 'k'", ("1",)),
        ("SELECT :a::int", "SELECT $1::int", ("a",)),
    ],
)
def test_every_style_becomes_numbers(sql: str, expected: str, names: tuple[str, ...]) -> None:
    assert normalise_parameters(sql) == (expected, names)
