"""Expressions and defaults of PostgreSQL for SQLite: said only with words that SQLite knows."""

import pytest

from designer.exporters.translation.sqlite_texts import default_to_sqlite, to_sqlite


@pytest.mark.parametrize(
    "text",
    [
        "lower(normalize(name, NFKC))",
        "regexp_replace(lower(url), '^https?://|/$', '', 'g') || '/'",
        "name = SESSION_USER",
        "num_nonnulls(a, b) = 1",
    ],
)
def test_expression_with_a_word_that_sqlite_does_not_know_is_left_out(text: str) -> None:
    assert to_sqlite(text) is None


@pytest.mark.parametrize("text", ["SESSION_USER", "CURRENT_USER", "nextval('a')", "timezone('utc', now())"])
def test_default_that_sqlite_cannot_say_is_left_out(text: str) -> None:
    assert default_to_sqlite(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("upper(left(a, 1)) <> '' AND b IS NOT NULL", """UPPER(SUBSTR("a", 1, 1)) <> '' AND "b" IS NOT NULL"""),
        ("CASE WHEN a > 1 THEN 1 ELSE 0 END = mod(b, 2)", 'CASE WHEN "a" > 1 THEN 1 ELSE 0 END = "b" % 2'),
        ("session_user_name = ANY (ARRAY['x'])", "\"session_user_name\" IN ('x')"),
    ],
)
def test_expression_of_common_words_is_said(text: str, expected: str) -> None:
    assert to_sqlite(text) == expected
