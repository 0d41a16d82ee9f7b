"""The cursor that readers of DDL are written with."""

import pytest

from designer.sql.reader import Reader, ReadError
from designer.sql.splitting import split


def failure(reader: Reader, call: str) -> str:
    with pytest.raises(ReadError) as caught:
        getattr(reader, call)()
    return str(caught.value)


def test_errors_say_what_was_expected_what_was_found_and_where_in_the_whole_text() -> None:
    statement = split("select 1;\n\ncreate table (x int)", "postgres")[1]
    reader = Reader.of(statement)
    reader.expect("CREATE", "TABLE")
    assert failure(reader, "identifier") == "line 3, column 14: expected a name, found “(”"


def test_the_end_is_an_error_and_not_an_index_error() -> None:
    reader = Reader.over("")
    assert reader.at_end
    assert failure(reader, "next") == "line 1, column 1: the statement ends too early"
    assert reader.word() == ""
    assert not reader.accept("A")


def test_a_parenthesis_that_nothing_closes_is_an_error_at_the_parenthesis() -> None:
    assert failure(Reader.over("(a, (b)"), "parenthesised") == "line 1, column 1: nothing closes this ("


def test_a_missing_element_is_an_error() -> None:
    with pytest.raises(ReadError, match="an element of the list is missing"):
        list(Reader.over("(a,,b)").items())


def test_an_unclosed_quote_is_an_error() -> None:
    with pytest.raises(ReadError, match="a string that no quote closes"):
        Reader.over("default 'x")


def test_quoted_names_and_strings_are_never_key_words() -> None:
    reader = Reader.over("\"PRIMARY\" 'KEY' primary")
    assert not reader.accept("PRIMARY")
    assert reader.identifier() == "PRIMARY"
    assert not reader.accept("KEY")
    assert reader.string() == "KEY"
    assert reader.accept("PRIMARY")


def test_types_defaults_and_expressions_come_back_as_written() -> None:
    reader = Reader.over("price NUMERIC (12,  2)  DEFAULT (1 + f(a, NULL)) /* why */ * 2 NOT NULL CHECK ( x > 0  )")
    assert reader.identifier() == "price"
    assert reader.text_until("DEFAULT", ("NOT", "NULL")) == "NUMERIC (12,  2)"
    reader.expect("DEFAULT")
    assert reader.text_until("NULL", ("NOT", "NULL"), "CHECK") == "(1 + f(a, NULL)) /* why */ * 2"
    reader.expect("NOT", "NULL", "CHECK")
    assert reader.parenthesised() == "x > 0"
    reader.expect_end()


def test_a_list_gives_one_reader_for_each_element_and_commas_in_parentheses_do_not_count() -> None:
    reader = Reader.over("(a numeric(1,2), check (x in (1,2)), c int[1]) WITH")
    assert [item.rest() for item in reader.items()] == ["a numeric(1,2)", "check (x in (1,2))", "c int[1]"]
    assert reader.accept("WITH")
    assert list(Reader.over("()").items()) == []


def test_qualified_names_fold_and_unquote() -> None:
    name = Reader.over('Shop."Order" (').qualified_name()
    assert (name.schema, name.name, str(name)) == ("shop", "Order", "shop.Order")


def test_marks_take_the_cursor_back() -> None:
    reader = Reader.over("a b c")
    mark = reader.mark
    reader.next()
    reader.next()
    assert reader.text_since(mark) == "a b"
    reader.reset(mark)
    assert reader.identifier() == "a"


def test_numbers_strings_and_choices() -> None:
    reader = Reader.over("-1_000 'a'\n'b' 1.5 cascade")
    assert reader.integer() == -1000
    assert reader.string() == "ab"
    assert failure(reader, "integer").endswith("expected a number, found “1.5”")
    reader.next()
    assert reader.expect_any("RESTRICT", "CASCADE") == "CASCADE"


def test_the_inside_of_conditional_comments_is_read() -> None:
    reader = Reader.over("CREATE TABLE a /*!50100 PARTITION BY HASH (x) */", "mysql")
    reader.expect("CREATE", "TABLE")
    reader.identifier()
    assert reader.accept("PARTITION", "BY", "HASH")


def test_a_million_parentheses_are_read_without_recursion() -> None:
    reader = Reader.over("(" * 200_000 + ")" * 200_000)
    depth = 0
    while not reader.at_end:
        reader = reader.inside()
        depth += 1
    assert depth == 200_000
