"""What SQLite adds to columns and constraints."""

from __future__ import annotations

from designer.importers.drafting.draft import Check, Column, ForeignKey, Key
from designer.importers.drafting.elements import Grammar, Reading, deferrable
from designer.schema import model
from designer.sql.cursor import Cursor

_ENDS = frozenset(
    ("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS")
)


def _column_option(reading: Reading, column: Column, name: str | None) -> bool:
    cursor = reading.cursor
    if cursor.take("NOT", "NULL"):
        column.not_null = model.NotNull(name=name)
        found = conflict(cursor)
        if found:
            column.options["not_null_conflict"] = found
    elif cursor.take("NULL"):
        conflict(cursor)
    elif cursor.take("GENERATED", "ALWAYS", "AS") or cursor.take("AS"):
        expression = cursor.text(*cursor.inside())
        column.generated = model.Generated(expression=expression, stored=cursor.key() == "STORED")
        cursor.take_one_of("STORED", "VIRTUAL")
    elif reading.table.foreign_keys and column.name in reading.table.foreign_keys[-1].columns:
        return deferrable(cursor, reading.table.foreign_keys[-1])
    else:
        return False
    return True


def conflict(cursor: Cursor) -> str | None:
    """`ON CONFLICT …`, in small letters; None where it is not said, or is the default."""
    if not cursor.take("ON", "CONFLICT"):
        return None
    found = cursor.take_one_of("ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE")
    if found is None:
        raise cursor.error("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE was expected here")
    return None if found == "ABORT" else found.lower()


def _after_key(cursor: Cursor, key: Key) -> None:
    direction = cursor.take_one_of("ASC", "DESC")
    if direction == "DESC":
        key.parts[0].descending = True
    found = conflict(cursor)
    if found:
        key.options["conflict"] = found
    last = key.parts[-1]
    if last.expression and last.expression.upper().endswith(" AUTOINCREMENT"):
        words = last.expression.split()
        last.column, last.expression = Cursor.over(words[0], "sqlite").name(), None
        key.options["autoincrement"] = True
    if cursor.take("AUTOINCREMENT"):
        key.options["autoincrement"] = True


def _after_check(cursor: Cursor, check: Check) -> None:
    found = conflict(cursor)
    if found:
        check.x["conflict"] = found


def _nothing(cursor: Cursor, one: Key | ForeignKey) -> None:
    """SQLite has nothing here."""


GRAMMAR = Grammar(
    ends_type=_ENDS,
    ends_default=_ENDS,
    column_option=_column_option,
    before_key=_nothing,
    after_key=_after_key,
    after_check=_after_check,
    after_reference=_nothing,
    table_element=lambda reading: False,
)
