"""Quoting and reading back, compared with a server where one can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.lab.scratch import ScratchCluster
from designer.sql.dialects import DIALECTS
from designer.sql.identifiers import (
    InvalidName,
    fold,
    quote_identifier,
    quote_literal,
    quote_name,
    read_identifier,
    read_string,
    shown_identifier,
    shown_name,
    truncate,
)
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

AWKWARD = [
    "a",
    "A",
    "select",
    "order",
    "name",
    "a b",
    'q"q',
    "t`t",
    "b]b",
    "[x]",
    "1a",
    "a$b",
    "é",
    "x\ny",
    "😀",
    "<script>",
]
AWKWARD += [
    "between",
    "left",
    "value",
    "_",
    "user",
    "null",
    "a'b",
    "back\\slash",
    "cube",
    "a.b",
    " ",
    "--",
    "/*",
    "$1",
    "$$",
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ["", "a\0b"])
def test_names_that_no_quotes_can_hold_are_refused(name: str, dialect: str) -> None:
    with pytest.raises(InvalidName):
        quote_identifier(name, dialect)


def test_a_double_quote_is_refused_in_oracle_and_nul_in_constants() -> None:
    with pytest.raises(InvalidName):
        quote_identifier('a"b', "oracle")
    with pytest.raises(InvalidName):
        quote_literal("\0", "postgres")


def test_what_no_quotes_can_hold_is_shown_in_quotes_all_the_same() -> None:
    assert shown_identifier('a"b', "oracle") == '"a""b"'
    assert shown_name("", "X", 'a"b', dialect="oracle") == 'X."a""b"'
    assert shown_identifier("select", "mysql") == quote_identifier("select", "mysql")


def test_plain_names_stay_plain_and_parts_are_joined() -> None:
    assert quote_identifier("orders", "postgres") == "orders"
    assert quote_identifier("orders", "postgres", always=True) == '"orders"'
    assert quote_name("", "order", "A", dialect="postgres") == '"order"."A"'
    assert quote_identifier("orders", "oracle") == '"orders"'
    assert quote_identifier("key", "mysql") == "`key`"
    assert quote_identifier("user", "tsql") == "[user]"


def test_folding_touches_ascii_letters_only() -> None:
    assert fold("ÄBC", "postgres") == "Äbc"
    assert fold("abc", "oracle") == "ABC"
    assert fold("AbC", "mysql") == "AbC"


def test_postgresql_cuts_names_between_characters() -> None:
    assert truncate("é" * 40, "postgres") == "é" * 31
    assert truncate("a" * 64, "postgres") == "a" * 63
    assert truncate("a" * 64, "sqlite") == "a" * 64


_NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=15)


@given(_NAMES | st.sampled_from(AWKWARD), st.sampled_from(DIALECTS), st.booleans())
def test_every_name_comes_back_from_its_quoted_text(name: str, dialect: str, always: bool) -> None:
    if dialect == "oracle" and '"' in name:
        return
    if dialect == "sqlite" and "\ufeff" in name:
        return
    text = quote_identifier(name, dialect, always=always)
    (token,) = tokenize(text, dialect).tokens
    assert token.kind in (Kind.WORD, Kind.QUOTED)
    assert read_identifier(token.text, dialect) == truncate(name, dialect)


@given(_NAMES, st.sampled_from(DIALECTS))
def test_every_value_comes_back_from_its_constant(value: str, dialect: str) -> None:
    (token,) = tokenize(quote_literal(value, dialect), dialect).tokens
    assert token.kind is Kind.STRING
    assert read_string(token.text, dialect) == value


def test_quoting_is_the_server_s_own(scratch: ScratchCluster) -> None:
    with scratch.connect() as session:
        words = [row[0] for row in session.execute("select word from pg_get_keywords()")]
        for name in [*AWKWARD, *words]:
            row = session.execute("select quote_ident(%s), quote_literal(%s)", (name, name)).fetchone()
            assert row == (quote_identifier(name, "postgres"), quote_literal(name, "postgres"))


@pytest.mark.parametrize(
    "text",
    [
        r"'a\b'",
        r"E'a\tb\x41\101\u00e9\'\''''",
        r"E'\xc3\xa9'",
        "U&'d\\0061t\\+01F600'",
        r"U&'\D83D\DE00'",
        "$q$ ' $q$",
        "'it''s'",
    ],
)
def test_constants_mean_what_the_server_reads(text: str, scratch: ScratchCluster) -> None:
    with scratch.connect() as session:
        row = session.execute(f"select {text}").fetchone()  # type: ignore[arg-type]
        assert row == (read_string(text, "postgres"),)


def test_names_mean_what_the_server_reads(scratch: ScratchCluster) -> None:
    texts = ["Ab", '"Ab"', '"a""b"', 'U&"d\\0061ta"', "x" * 70, "é" * 40, '"' + "é" * 40 + '"', "a$B"]
    with scratch.connect() as session:
        for text in texts:
            cursor = session.execute(f"select 1 as {text}")  # type: ignore[arg-type]
            assert cursor.description is not None
            assert cursor.description[0].name == read_identifier(text, "postgres")


@pytest.mark.parametrize(
    ("dialect", "text", "value"),
    [
        ("mysql", r"'a\'b\n\\'", "a'b\n\\"),
        ("mysql", '"a""b"', 'a"b'),
        ("oracle", "q'[it's]'", "it's"),
        ("tsql", "N'é'", "é"),
    ],
)
def test_constants_of_other_dialects(dialect: str, text: str, value: str) -> None:
    assert read_string(text, dialect) == value
