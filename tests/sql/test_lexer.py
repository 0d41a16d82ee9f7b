"""Tokens of each dialect, and texts that try to break the lexer."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.sql.dialects import DIALECTS
from designer.sql.lexer import RECOVERIES, tokenize
from designer.sql.tokens import Kind


def texts(sql: str, dialect: str = "postgres") -> list[str]:
    return [token.text for token in tokenize(sql, dialect).tokens]


def kinds(sql: str, dialect: str = "postgres") -> list[str]:
    return [token.kind.value for token in tokenize(sql, dialect).tokens]


def test_an_unknown_dialect_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"cobol.*postgres"):
        tokenize("select 1", "cobol")


@pytest.mark.parametrize(
    ("sql", "line", "column", "message"),
    [
        ("select 'oops", 1, 8, "a string that no quote closes"),
        ('select "oops', 1, 8, "a quoted name that no quote closes"),
        ("select\n  /* a /* b */", 2, 3, "a comment that no */ closes"),
        ("select $x$ a $y$", 1, 8, "a dollar-quoted string that nothing closes"),
        ("select E'a\\'", 1, 8, "a string that no quote closes"),
        ("COPY a FROM stdin;\n1\n2\n", 2, 1, "data of COPY that no line \\. ends"),
    ],
)
def test_an_opener_without_end_is_a_problem_with_its_place(sql: str, line: int, column: int, message: str) -> None:
    (problem,) = tokenize(sql, "postgres").problems
    assert (problem.line, problem.column, problem.message) == (line, column, message)


def test_a_lost_quote_is_blamed_on_its_own_statement_and_the_later_strings_are_read_right() -> None:
    lexed = tokenize("create table a (x text default 'oops);\ncreate table b (y text default 'k');\n", "postgres")
    assert [problem.line for problem in lexed.problems] == [1]
    assert [t.text for t in lexed.tokens if t.kind is Kind.STRING] == ["'k'"]


def test_a_conditional_comment_without_end_is_a_problem() -> None:
    (problem,) = tokenize("/*!40101 SET a = 1;", "mysql").problems
    assert problem.message == "a conditional comment that no */ closes"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("$1,$2", ["$1", ",", "$2"]),
        ("$a$ ' $b$ ; $a$", ["$a$ ' $b$ ; $a$"]),
        ("$$;$$", ["$$;$$"]),
        ("a$b$c", ["a$b$c"]),
        (r"E'it\'s' 'a\'", [r"E'it\'s'", r"'a\'"]),
        ("'it''s'", ["'it''s'"]),
        ('U&"d\\0061""t" U&\'x\'', ['U&"d\\0061""t"', "U&'x'"]),
        ("B'01' x'ff' N'n' e", ["B'01'", "x'ff'", "N'n'", "e"]),
        ("/* a /* b */ c */ 1", ["/* a /* b */ c */", "1"]),
        ("a--b\nc", ["a", "--b", "c"]),
        ("1_000 0xFF .5 1.5e-3 1..2", ["1_000", "0xFF", ".5", "1.5e-3", "1", ".", ".2"]),
        ("a::int[1:2]", ["a", "::", "int", "[", "1", ":", "2", "]"]),
        ("a:=b=>c", ["a", ":=", "b", "=>", "c"]),
        ("a<-1 @- b ||-1", ["a", "<", "-", "1", "@-", "b", "||-", "1"]),
        ("a*/*x*/b", ["a", "*", "/*x*/", "b"]),
        ("straße.Größe", ["straße", ".", "Größe"]),
    ],
)
def test_postgresql_tokens(sql: str, expected: list[str]) -> None:
    assert texts(sql) == expected


def test_standard_conforming_strings_off_makes_backslashes_escape_until_it_is_on_again() -> None:
    sql = r"SET standard_conforming_strings = off; 'a\'b'; SET standard_conforming_strings = on; 'a\'"
    assert [t for t in texts(sql) if t.startswith("'")] == [r"'a\'b'", r"'a\'"]


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("mysql", "`a``b` 'x\\'y' \"s\" # c", ["`a``b`", "'x\\'y'", '"s"', "# c"]),
        ("mysql", "1--1", ["1", "-", "-", "1"]),
        ("mysql", "2fa 1e5 t.2x", ["2fa", "1e5", "t", ".", "2x"]),
        ("mysql", "/*!40014 a */ /* b */", ["/*!40014", "a", "*/", "/* b */"]),
        ("mariadb", "/*M!100300 a*/", ["/*M!100300", "a", "*/"]),
        ("mysql", "DELIMITER $$\nend$$ a;\n$$", ["DELIMITER $$", "end", "$$", "a", ";", "$$"]),
        ("sqlite", "[a b] `c` \"d\" x'0f' ?1 :n", ["[a b]", "`c`", '"d"', "x'0f'", "?1", ":n"]),
        ("sqlite", "e'x'", ["e", "'x'"]),
        ("tsql", "[a]]b] N'x''y' @p #t 0xAB", ["[a]]b]", "N'x''y'", "@p", "#t", "0xAB"]),
        ("oracle", "q'[it's]' nq'{a}' q'!x!' a#b", ["q'[it's]'", "nq'{a}'", "q'!x!'", "a#b"]),
        ("oracle", "PROMPT don't\nselect 1", ["PROMPT don't", "select", "1"]),
    ],
)
def test_tokens_of_the_other_dialects(dialect: str, sql: str, expected: list[str]) -> None:
    lexed = tokenize(sql, dialect)
    assert [token.text for token in lexed.tokens] == expected
    assert not lexed.problems


def test_copy_data_is_one_token_however_odd_and_lines_go_on_counting() -> None:
    lexed = tokenize("COPY a (x) FROM stdin;\n1\t'\n$$ /* \\N\n\\.\n\nselect 1", "postgres")
    data = next(t for t in lexed.tokens if t.kind is Kind.DATA)
    assert data.text == "1\t'\n$$ /* \\N\n\\."
    assert (lexed.tokens[-1].text, lexed.tokens[-1].line) == ("1", 6)


def test_a_copy_from_a_file_has_no_data() -> None:
    assert "data" not in kinds("COPY a FROM '/tmp/x';\nselect 1")


@given(st.text(alphabet="ab1 '\"$`[]()/*-#;\\\nEqU&!:@%?.,|", max_size=80), st.sampled_from(DIALECTS))
def test_tokens_and_blanks_give_the_text_back_and_lines_are_exact(sql: str, dialect: str) -> None:
    behind = 0
    for token in tokenize(sql, dialect).tokens:
        assert not sql[behind : token.start].strip("\ufeff \t\r\n\f\v")
        assert sql[token.start : token.end] == token.text
        assert token.line == sql.count("\n", 0, token.start) + 1
        behind = token.end
    assert not sql[behind:].strip("\ufeff \t\r\n\f\v")


@cache
def hostile(size: int) -> dict[str, str]:
    """Texts of some `size` openers each; at 100,000 whatever reads again what it has read does not come back."""
    return {
        "quotes": "'" * (size - 1),
        "escaped quotes": "E'" + "\\'" * size,
        "lines that each leave a quote open": "'" + "\\';\n" * (size // 2),
        "openers of dollar quotes": "".join(f"$a{n}$ " for n in range(size)),
        "openers of comments": "/*" * size,
        "strings that run into statements": "'a;\ncreate " * (size // 2),
        "brackets": "[" * size,
        "delimiters": "".join(f"delimiter {'$' * (n % 50 + 1)}\n" for n in range(size // 5)),
        "q quotes": "q'[" * size,
        "operators": "+" * size,
        "minus signs": "*-" * size,
    }


FEW, MANY = 5_000, 100_000
NAMES = tuple(hostile(FEW))


def is_read_to_its_end_with_few_problems(sql: str, dialect: str) -> None:
    lexed = tokenize(sql, dialect)
    assert lexed.tokens[-1].end >= len(sql.rstrip())
    assert len(lexed.problems) <= RECOVERIES + 2


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_texts_are_read_to_their_end_with_few_problems(name: str, dialect: str) -> None:
    is_read_to_its_end_with_few_problems(hostile(FEW)[name], dialect)


@pytest.mark.strict_only("a hundred thousand openers in a text")
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", NAMES)
def test_long_hostile_texts_are_read_to_their_end_with_few_problems(name: str, dialect: str) -> None:
    is_read_to_its_end_with_few_problems(hostile(MANY)[name], dialect)


def test_ten_megabytes_in_one_string_are_one_token() -> None:
    sql = "'" + "''" * 5_000_000 + "'"
    assert kinds(sql) == ["string"]


def test_statements_that_a_string_ran_over_are_counted_anew() -> None:
    """Of three quotes the first is taken for the one too many, and the terminator read behind it goes with it."""
    text = (
        "CREATE FUNCTION a (text) RETURNS text AS '\n\tit ALIAS FOR $1;\n BEGIN\n' LANGUAGE 'plpgsql';\n"
        "CREATE FUNCTION b (text) RETURNS text AS '"
    )
    lexed = tokenize(text, "postgres")
    assert [problem.message for problem in lexed.problems] == ["a string that no quote closes"]
    assert [token.text for token in lexed.tokens[:3]] == ["CREATE", "FUNCTION", "a"]
    assert lexed.tokens[-1].end == len(text)
