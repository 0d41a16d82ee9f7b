"""The cursor that readers of DDL are written with."""

from collections.abc import Callable

import pytest

from designer.sql.cursor import Cursor, Unreadable
from designer.sql.splitting import split


def failure(cursor: Cursor, call: Callable[[], object]) -> tuple[str, tuple[int, int]]:
    """What a step says that fails, and where."""
    with pytest.raises(Unreadable) as caught:
        call()
    return caught.value.message, cursor.place_of(caught.value)


def test_errors_say_what_was_expected_what_was_found_and_where_in_the_whole_text() -> None:
    statement = split("select 1;\n\ncreate table (x int)", "postgres")[1]
    cursor = Cursor.of(statement)
    cursor.expect("CREATE", "TABLE")
    assert failure(cursor, cursor.name) == ("a name was expected here; found (", (3, 14))


def test_the_end_is_an_error_and_not_an_index_error() -> None:
    cursor = Cursor.over("")
    assert cursor.done
    assert failure(cursor, cursor.name) == ("a name was expected here; the statement ends", (1, 1))
    assert cursor.key() == ""
    assert not cursor.take("A")
    assert (cursor.line, cursor.rest()) == (1, "")


def test_a_parenthesis_that_nothing_closes_is_an_error_at_the_parenthesis() -> None:
    cursor = Cursor.over("(a, (b)")
    assert failure(cursor, cursor.inside) == ("a bracket that nothing closes; found (", (1, 1))


def test_a_missing_element_is_an_error() -> None:
    cursor = Cursor.over("a,,b")
    assert failure(cursor, cursor.split) == ("an element of the list is missing; found ,", (1, 3))
    assert failure(cursor, Cursor.over("a,").split)[0].startswith("an element of the list is missing")


def test_an_unclosed_quote_is_an_error() -> None:
    with pytest.raises(Unreadable, match="a string that no quote closes"):
        Cursor.over("default 'x")


def test_quoted_names_and_strings_are_never_key_words() -> None:
    cursor = Cursor.over("\"PRIMARY\" 'KEY' primary")
    assert not cursor.take("PRIMARY")
    assert cursor.name() == "PRIMARY"
    assert not cursor.take("KEY")
    assert cursor.string() == "KEY"
    assert cursor.take("PRIMARY")


def test_text_comes_back_as_written_but_for_comments() -> None:
    cursor = Cursor.over("NUMERIC (12,  2)  DEFAULT (1 + f(a, NULL)) /* why */ * 2")
    cursor.index = cursor.closing(1) + 1
    assert cursor.text(0, cursor.index) == "NUMERIC (12,  2)"
    cursor.expect("DEFAULT")
    assert cursor.rest() == "(1 + f(a, NULL))   * 2".replace("   ", " ")
    cursor.end()


def test_parentheses_around_a_whole_expression_are_left_out_and_others_are_not() -> None:
    for text, bare in {"((x > 0))": "x > 0", "((a) + (b))": "(a) + (b)", "((select 1))": "(select 1)"}.items():
        cursor = Cursor.over(text)
        assert cursor.text(*cursor.inside()) == bare


def test_a_list_is_divided_at_the_commas_that_stand_in_no_brackets() -> None:
    cursor = Cursor.over("a numeric(1,2), check (x in (1,2)), c int[1,2]")
    assert [one.rest() for one in cursor.split()] == ["a numeric(1,2)", "check (x in (1,2))", "c int[1,2]"]
    assert cursor.done


def test_qualified_names_fold_and_unquote_as_their_dialect_does() -> None:
    assert Cursor.over('Shop."Order" (').qualified() == ("shop", "Order")
    assert Cursor.over("Shop.`Order`", "mysql").qualified() == ("Shop", "Order")
    assert Cursor.over("Shop.Orders", "oracle").qualified() == ("SHOP", "ORDERS")


def test_numbers_strings_and_choices() -> None:
    cursor = Cursor.over("-1_000 'a'\n'b' 1.5 cascade")
    assert cursor.integer() == -1000
    assert cursor.string() == "ab"
    assert failure(cursor, cursor.integer)[0] == "a whole number was expected here; found 1.5"
    cursor.skip()
    assert cursor.take_one_of("RESTRICT", "CASCADE") == "CASCADE"


def test_the_inside_of_conditional_comments_is_read() -> None:
    (statement,) = split("CREATE TABLE a /*!50100 PARTITION BY HASH (x) */", "mysql")
    for cursor in (Cursor.of(statement, "mysql"), Cursor.over(statement.text, "mysql")):
        cursor.expect("CREATE", "TABLE")
        cursor.name()
        assert cursor.take("PARTITION", "BY", "HASH")


def test_two_hundred_thousand_parentheses_are_matched_without_recursion() -> None:
    cursor = Cursor.over("(" * 200_000 + ")" * 200_000)
    assert cursor.closing() == 399_999
    cursor.skip()
    assert cursor.done
