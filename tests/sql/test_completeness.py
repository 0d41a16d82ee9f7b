"""A text that is to stand inside a statement must be one complete piece."""

import pytest

from designer.sql.completeness import is_complete
from designer.sql.lexer import tokenize


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", ""),
        ("postgres", "-- only a remark"),
        ("postgres", "1; DROP TABLE orders"),
        ("postgres", "lower(name"),
        ("postgres", "lower(name))"),
        ("postgres", "tags[1)"),
        ("postgres", ")("),
        ("postgres", "'open"),
        ("postgres", "$$open"),
        ("postgres", "1 /* open"),
        ("mysql", "/*!80000 1 */"),
        ("tsql", "[open"),
        ("sqlite", '"open'),
    ],
)
def test_text_that_is_open_empty_or_ends_a_statement_is_not_complete(dialect: str, text: str) -> None:
    assert not is_complete(tokenize(text, dialect))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "now() - '1 day'::interval -- why"),
        ("postgres", "tags[1] = ANY (ARRAY['a;', '('])"),
        ("mysql", "json_extract(`a`, '$.b') /* ( */"),
        ("tsql", "[a)b] > (0)"),
    ],
)
def test_brackets_and_terminators_inside_quotes_do_not_count(dialect: str, text: str) -> None:
    assert is_complete(tokenize(text, dialect))
