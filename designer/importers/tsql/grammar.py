"""What T-SQL adds to columns and constraints."""

from __future__ import annotations

from typing import Any

from designer.importers.drafting.draft import Check, Column, ForeignKey, Key
from designer.importers.drafting.elements import Grammar, Reading
from designer.importers.drafting.key_parts import key_parts
from designer.schema import model
from designer.sql.cursor import Cursor
from designer.sql.reserved import words_to_quote
from designer.sql.tokens import Kind

_ENDS = frozenset(
    ("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "FOREIGN",
     "IDENTITY", "ROWGUIDCOL", "SPARSE", "FILESTREAM", "GENERATED", "AS", "MASKED", "HIDDEN", "INDEX", "PERSISTED",
     "WITH", "ENCRYPTED")
)  # fmt: skip

_OF_TWO_WORDS = frozenset("double national char character binary".split())
"""How types begin that have two words."""


def _column_option(reading: Reading, column: Column, name: str | None) -> bool:
    cursor = reading.cursor
    if cursor.take("IDENTITY"):
        column.identity = _identity(cursor)
    elif cursor.take("NOT", "FOR", "REPLICATION"):
        column.options["not_for_replication"] = True
    elif cursor.take("NULL"):
        column.options["explicit_null"] = True
    elif cursor.take("AS"):
        column.generated = model.Generated(expression=_computed(cursor), stored=False)
    elif cursor.take("PERSISTED") and column.generated is not None:
        column.generated = model.Generated(expression=column.generated.expression)
    elif cursor.take("GENERATED", "ALWAYS", "AS"):
        column.options["generated_row"] = _words(cursor, "ROW", "START", "END", "TRANSACTION_ID", "SEQUENCE_NUMBER")
    elif cursor.take("MASKED", "WITH"):
        column.options["masked"] = cursor.text(*_bracketed(cursor))
    elif cursor.take("WITH", "VALUES"):
        column.options["with_values"] = True
    elif cursor.at("INDEX"):
        table_element(reading, [column.name])
    elif (word := cursor.take_one_of("ROWGUIDCOL", "SPARSE", "FILESTREAM", "HIDDEN")) is not None:
        column.options[word.lower()] = True
    elif cursor.take("DEFAULT"):
        _default(reading, column, name)
    else:
        return False
    return True


def _default(reading: Reading, column: Column, name: str | None) -> None:
    """A default, at its column or, in ALTER TABLE, with FOR and the column."""
    text = default(reading.cursor)
    if reading.cursor.take("FOR"):
        found = reading.table.column(reading.cursor.name())
        if found is None:
            raise reading.cursor.error(f"{reading.table.path} has no such column", reading.cursor.index - 1)
        column = found
        if reading.cursor.take("WITH", "VALUES"):
            column.options["with_values"] = True
    column.default = text
    if name:
        column.options["default_name"] = name


def default(cursor: Cursor) -> str:
    """The expression behind DEFAULT, as written."""
    first = cursor.index
    if cursor.take("NEXT", "VALUE", "FOR"):
        cursor.qualified()
        return cursor.text(first, cursor.index)
    if cursor.done:
        raise cursor.error("a value was expected here")
    cursor.skip()
    while not cursor.done and cursor.key() not in _ENDS and cursor.key() != "FOR":
        cursor.skip()
    return cursor.text(first, cursor.index)


def _identity(cursor: Cursor) -> model.Identity:
    if not cursor.take("("):
        return model.Identity()
    start = cursor.integer()
    cursor.expect(",")
    increment = cursor.integer()
    cursor.expect(")")
    return model.Identity(start=start, increment=increment)


def _computed(cursor: Cursor) -> str:
    if cursor.at("("):
        bracket = cursor.closing()
        if bracket + 1 >= cursor.size or cursor.keys[bracket + 1] in _ENDS:
            return cursor.text(*cursor.inside())
    first = cursor.index
    while not cursor.done and (cursor.key() not in _ENDS or cursor.index == first):
        cursor.skip()
    return cursor.text(first, cursor.index)


def _bracketed(cursor: Cursor) -> tuple[int, int]:
    first, last = cursor.index + 1, cursor.closing()
    cursor.index = last + 1
    return first, last


def _words(cursor: Cursor, *known: str) -> str:
    found = []
    while cursor.key() in known:
        found.append(cursor.key())
        cursor.index += 1
    return " ".join(found).lower()


def _before_key(cursor: Cursor, key: Key) -> None:
    word = cursor.take_one_of("CLUSTERED", "NONCLUSTERED")
    if word is not None:
        key.options["clustered"] = word == "CLUSTERED"
    cursor.take("HASH")


def after_key(cursor: Cursor, key: Key) -> None:
    """`WITH (…)`, `ON filegroup` and the like, behind a key or an index."""
    direction = cursor.take_one_of("ASC", "DESC")
    if direction == "DESC" and key.parts:
        key.parts[0].descending = True
    while not cursor.done:
        if cursor.at("WITH") and cursor.key(1) == "(":
            cursor.index += 1
            key.options["with"] = cursor.text(*_bracketed(cursor))
        elif cursor.take("WITH"):  # the old spelling has no brackets
            first = cursor.index
            while not cursor.done and cursor.key() not in ("ON", "CONSTRAINT"):
                cursor.index += 1
            key.options["with"] = cursor.text(first, cursor.index)
        elif cursor.take("ON"):
            key.options["on"] = space(cursor)
        elif cursor.take("FILESTREAM_ON"):
            key.options["filestream_on"] = space(cursor)
        elif not cursor.take("NOT", "ENFORCED"):
            return


def space(cursor: Cursor) -> str:
    """A filegroup, or a partition scheme with its column, as written."""
    first = cursor.index
    if not cursor.done and not cursor.on_name:
        cursor.index += 1  # a name in a string
    else:
        cursor.name()
    if cursor.at("("):
        cursor.skip()
    return cursor.text(first, cursor.index)


def _after_check(cursor: Cursor, check: Check) -> None:
    """Nothing follows a check."""


def _after_reference(cursor: Cursor, key: ForeignKey) -> None:
    if cursor.take("NOT", "FOR", "REPLICATION"):
        key.x["not_for_replication"] = True


def table_element(reading: Reading, columns: list[str] | None = None) -> bool:
    """INDEX inside a table, PERIOD FOR SYSTEM_TIME, and a default for a column; columns: of an index at a column."""
    cursor, table = reading.cursor, reading.table
    if cursor.at("PERIOD", "FOR"):
        cursor.index += 2
        cursor.expect("SYSTEM_TIME")
        table.options["period"] = cursor.names()
        return True
    if not cursor.at("INDEX") or cursor.size < 3:
        return False
    cursor.index += 1
    place = reading.place()
    key = Key("index", cursor.name(), [], place)
    key.unique = cursor.take("UNIQUE")
    _before_key(cursor, key)
    options: dict[str, Any] = key.options
    if cursor.take("COLUMNSTORE"):
        options["columnstore"] = True
    if cursor.at("("):
        key.parts = key_parts(cursor, table)
    elif columns:
        options["at"] = columns[0]
        key.parts = key_parts(Cursor.over(f"([{columns[0].replace(']', ']]')}])", "tsql"), table)
    index_tail(cursor, key)
    table.keys.append(key)
    return True


def index_tail(cursor: Cursor, key: Key) -> None:
    """INCLUDE, WHERE, WITH and ON behind an index's columns."""
    if cursor.take("INCLUDE"):
        key.include = cursor.names()
    if cursor.take("WHERE"):
        first = cursor.index
        while not cursor.done and cursor.key() not in ("WITH", "ON"):
            cursor.skip()
        key.where = cursor.text(*cursor.bare(first, cursor.index))
    after_key(cursor, key)


def _listed_element(reading: Reading) -> bool:
    """An element of the list; a reserved word before a name and a type is no column (`add nick varchar(9)`)."""
    cursor = reading.cursor
    first, *rest = cursor.tokens[cursor.index : cursor.index + 3]
    plain = len(rest) == 2 and all(one.kind is Kind.WORD and one.text.upper() not in _ENDS for one in (first, *rest))
    of_two_words = plain and rest[0].text.lower() in _OF_TWO_WORDS
    if plain and not of_two_words and first.text.lower() in words_to_quote("tsql"):
        raise cursor.error("a column's name was expected here")
    return table_element(reading)


GRAMMAR = Grammar(
    ends_type=_ENDS,
    ends_default=_ENDS | {"FOR"},
    column_option=_column_option,
    before_key=_before_key,
    after_key=after_key,
    after_check=_after_check,
    after_reference=_after_reference,
    table_element=_listed_element,
)
