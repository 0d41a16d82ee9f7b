"""Columns and constraints as CREATE TABLE and ALTER TABLE list them; what a dialect adds comes in through `Grammar`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from designer.importers.drafting.draft import Check, Column, ForeignKey, Key, Part, Place, Table
from designer.importers.drafting.key_parts import key_parts
from designer.importers.drafting.outcomes import Clash
from designer.importers.drafting.widths import TooWide, expect_room
from designer.importers.drafting.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor, Unreadable

_ACTIONS = (
    (("NO", "ACTION"), "no action"), (("RESTRICT",), "restrict"), (("CASCADE",), "cascade"),
    (("SET", "NULL"), "set null"), (("SET", "DEFAULT"), "set default"),
)  # fmt: skip
_BEGINS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a dialect adds.

    ends_type, ends_default: words that a column's type, or its default, stops before.
    column_option: reads an option of the dialect's own at a column, if one stands there.
    before_key: words between PRIMARY KEY or UNIQUE and the columns; after_key, after_check, after_reference: what
    follows them. table_element: an element of a table's list that is neither a column nor a plain constraint.
    """

    ends_type: frozenset[str]
    ends_default: frozenset[str]
    column_option: Callable[[Reading, Column, str | None], bool]
    before_key: Callable[[Cursor, Key], None]
    after_key: Callable[[Cursor, Key], None]
    after_check: Callable[[Cursor, Check], None]
    after_reference: Callable[[Cursor, ForeignKey], None]
    table_element: Callable[[Reading], bool]


@dataclass(slots=True)
class Reading:
    """The reading of one table's elements; added: the columns that were read."""

    cursor: Cursor
    work: Workspace
    table: Table
    grammar: Grammar
    added: list[Column] = field(default_factory=list)

    def part(self, cursor: Cursor) -> Reading:
        return Reading(cursor, self.work, self.table, self.grammar, self.added)

    def place(self) -> Place:
        return self.work.place(self.cursor)


def read_elements(reading: Reading) -> None:
    """Everything up to the end of the cursor: columns and constraints with commas between them.

    An element that cannot be read is a problem of its own; of a column what was read by then is kept. Raises
    Unreadable where none could be read.
    """
    parts = reading.cursor.split()
    failed: list[tuple[Unreadable, Cursor]] = []
    for part in parts:
        try:
            read_element(reading.part(part))
        except TooWide as error:
            failed.append((error, part))
            break
        except Unreadable as error:
            failed.append((error, part))
    if len(failed) == len(parts):
        raise failed[0][0]
    for one, part in failed:
        reading.work.report(one, part)


def read_element(reading: Reading) -> None:
    """One column, or one or more constraints (SQLite asks for no comma between those)."""
    cursor = reading.cursor
    if not begins_constraint(cursor) and not reading.grammar.table_element(reading):
        column = read_column(reading)
        if reading.table.column(column.name) is not None:
            raise cursor.error(f"{reading.table.path} has a column {column.name} already", 0)
        expect_room(reading.table.columns, cursor)
        reading.table.columns.append(column)
        reading.added.append(column)
        read_options(reading, column)
    while not cursor.done and begins_constraint(cursor):
        read_constraint(reading)
    cursor.end()


def begins_constraint(cursor: Cursor) -> bool:
    """Whether a table constraint stands here, rather than a column that is called so."""
    word = cursor.key()
    if word not in _BEGINS:
        return False
    after = cursor.key(1)
    if word == "CHECK":
        return after in ("(", "NOT")
    if word in ("PRIMARY", "FOREIGN"):
        return after == "KEY"
    if word == "UNIQUE":
        return after in ("(", "CLUSTERED", "NONCLUSTERED")
    return cursor.index + 1 < cursor.size


def read_column(reading: Reading) -> Column:
    """A column's name and type."""
    cursor, place = reading.cursor, reading.place()
    name = cursor.name()
    first = cursor.index
    while not cursor.done and cursor.key() not in reading.grammar.ends_type:
        cursor.skip()
    return Column(name, cursor.text(first, cursor.index), place)


def read_options(reading: Reading, column: Column) -> None:
    """What stands behind a column's type."""
    cursor = reading.cursor
    while not cursor.done:
        place = reading.place()
        name = cursor.name() if cursor.take("CONSTRAINT") else None
        if cursor.done:
            return  # SQLite takes a name without a constraint
        if not (reading.grammar.column_option(reading, column, name) or _option(reading, column, name, place)):
            raise cursor.error("a column's option was expected here")


def _option(reading: Reading, column: Column, name: str | None, place: Place) -> bool:
    cursor, table, grammar = reading.cursor, reading.table, reading.grammar
    if cursor.take("NOT", "NULL"):
        column.not_null = model.NotNull(name=name)
    elif cursor.take("NULL"):
        pass
    elif cursor.take("DEFAULT"):
        column.default = default_text(cursor, grammar.ends_default)
        if name:
            column.options["default_name"] = name
    elif cursor.take("COLLATE"):
        column.collation = cursor.name()
    elif cursor.at("PRIMARY", "KEY") or cursor.at("UNIQUE"):
        read_key(reading, name, place, column)
    elif cursor.take("CHECK"):
        read_check(reading, name, place, column.name if cursor.dialect == "sqlite" else None)
    elif cursor.at("REFERENCES"):
        table.foreign_keys.append(references(reading, name, [column.name], place))
    elif cursor.take("FOREIGN", "KEY"):  # T-SQL: FOREIGN KEY REFERENCES behind a column
        columns = cursor.names() if cursor.at("(") else [column.name]
        table.foreign_keys.append(references(reading, name, columns, place))
    else:
        return False
    return True


def default_text(cursor: Cursor, ends: frozenset[str]) -> str:
    """What stands behind DEFAULT, as written."""
    first = cursor.index
    if cursor.done:
        raise cursor.error("a value was expected here")
    cursor.skip()
    while not cursor.done and cursor.key() not in ends:
        cursor.skip()
    return cursor.text(first, cursor.index)


# Constraints


def read_constraint(reading: Reading) -> None:
    """A table constraint, with its name if it has one."""
    cursor, place = reading.cursor, reading.place()
    name = cursor.name() if cursor.take("CONSTRAINT") else None
    if cursor.at("PRIMARY", "KEY") or cursor.at("UNIQUE"):
        read_key(reading, name, place, None)
    elif cursor.take("CHECK"):
        read_check(reading, name, place, None)
    elif cursor.take("FOREIGN", "KEY"):
        reading.table.foreign_keys.append(references(reading, name, cursor.names(), place))
    elif not (name and reading.grammar.column_option(reading, Column("", "", place), name)):
        raise cursor.error("a constraint was expected here")


def read_key(reading: Reading, name: str | None, place: Place, column: Column | None) -> Key:
    """PRIMARY KEY or UNIQUE, at a column or with a list of them."""
    cursor, table = reading.cursor, reading.table
    kind = "primary" if cursor.take("PRIMARY", "KEY") else "unique"
    if kind == "unique":
        cursor.expect("UNIQUE")
    key = Key(kind, name, [], place)
    reading.grammar.before_key(cursor, key)
    if cursor.at("("):
        key.parts = key_parts(cursor, table)
    elif column is not None:
        key.parts = [Part(column.name)]
        if cursor.dialect == "sqlite":  # elsewhere a key at a column is a key of the table
            key.options["inline"] = True
    else:
        raise cursor.error("columns in parentheses were expected here")
    reading.grammar.after_key(cursor, key)
    for part in key.parts:
        if part.column is None or table.column(part.column) is None:
            shown = part.column or part.expression
            raise cursor.error_at(f"{table.path} has no column {shown} for its key", cursor.tokens[0].start)
    if kind == "primary" and table.primary_key is not None:
        raise Clash.of(cursor.error(f"{table.path} has a primary key already", 0))
    table.keys.append(key)
    return key


def read_check(reading: Reading, name: str | None, place: Place, column: str | None) -> Check:
    """What stands behind CHECK."""
    cursor = reading.cursor
    check = Check(name, "", place, column)
    if cursor.take("NOT", "FOR", "REPLICATION"):
        check.x["not_for_replication"] = True
    check.expression = cursor.text(*cursor.inside())
    reading.grammar.after_check(cursor, check)
    reading.table.checks.append(check)
    return check


def references(reading: Reading, name: str | None, columns: list[str], place: Place) -> ForeignKey:
    """`REFERENCES parent (columns) …`."""
    cursor = reading.cursor
    cursor.expect("REFERENCES")
    first = cursor.index - 1
    parent_place = reading.place()
    parent = reading.work.name_of(cursor.qualified())
    columns = [found.name if (found := reading.table.column(one)) else one for one in columns]
    key = ForeignKey(name, columns, parent, cursor.names() if cursor.at("(") else [], parent_place)
    key.place.line = place.line
    while not cursor.done:
        if cursor.take("MATCH"):
            key.match = cursor.name().lower()
        elif cursor.take("ON", "DELETE"):
            key.on_delete = _action(cursor)
        elif cursor.take("ON", "UPDATE"):
            key.on_update = _action(cursor)
        elif not _deferrable(cursor, key):
            break
    key.text = cursor.text(first, cursor.index)
    reading.grammar.after_reference(cursor, key)
    return key


def _action(cursor: Cursor) -> str:
    for words, action in _ACTIONS:
        if cursor.take(*words):
            return action
    raise cursor.error("an action (CASCADE, SET NULL, RESTRICT …) was expected here")


def _deferrable(cursor: Cursor, one: ForeignKey | Key) -> bool:
    if cursor.take("NOT", "DEFERRABLE"):
        one.deferrable = None
        if cursor.take("INITIALLY"):
            cursor.take_one_of("DEFERRED", "IMMEDIATE")
    elif cursor.take("DEFERRABLE"):
        one.deferrable = "immediate"
        if cursor.take("INITIALLY"):
            one.deferrable = "deferred" if cursor.take_one_of("DEFERRED", "IMMEDIATE") == "DEFERRED" else "immediate"
    elif cursor.take("INITIALLY"):
        one.deferrable = "deferred" if cursor.take_one_of("DEFERRED", "IMMEDIATE") == "DEFERRED" else "immediate"
    else:
        return False
    return True


deferrable = _deferrable
