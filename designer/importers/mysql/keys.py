"""Keys, indexes and table constraints, as they stand in CREATE TABLE, behind ADD, and in CREATE INDEX."""

from __future__ import annotations

from designer.importers.drafting.draft import Check, ForeignKey, Key, Part, Table
from designer.importers.mysql.expressions import condition, expression, value_text
from designer.importers.mysql.implied import make_way
from designer.importers.mysql.references import references
from designer.importers.mysql.workspace import Workspace, check_name, foreign_key_name, key_name
from designer.schema import model
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.tokens import Kind

BEGINNINGS = ("PRIMARY", "UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "FOREIGN", "CHECK", "CONSTRAINT")
_KEYS = ("PRIMARY", "UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL")


def begins_constraint(cursor: Cursor) -> bool:
    """Whether a key or constraint begins here rather than a column (which may be called `key` only in quotes)."""
    return cursor.key() in BEGINNINGS


def read_constraint(cursor: Cursor, work: Workspace, table: Table) -> None:
    """One key or constraint of a table, added to it."""
    place = work.place(cursor)
    symbol: str | None = None
    if cursor.take("CONSTRAINT"):
        cursor.take("IF", "NOT", "EXISTS")
        if cursor.key() not in ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK"):
            symbol = cursor.name()
    if cursor.at("CHECK"):
        text, enforced = condition(cursor)
        add_check(work, table, Check(symbol, text, place, enforced=enforced))
    elif cursor.take("FOREIGN", "KEY"):
        cursor.take("IF", "NOT", "EXISTS")
        index = None if cursor.at("(") else cursor.name()
        key = references(cursor, work, cursor.names(), place)
        key.index_name = index
        key.name = symbol or ""
        add_foreign_key(work, table, key)
    elif cursor.key() in _KEYS:
        add_key(table, read_key(cursor, work, symbol), cursor)
    else:
        raise cursor.error("a key or a constraint was expected here")


def read_key(cursor: Cursor, work: Workspace, symbol: str | None = None) -> Key:
    """`[UNIQUE|FULLTEXT|SPATIAL] [KEY|INDEX] [name] [USING …] (parts) [options]`."""
    place = work.place(cursor)
    word = cursor.key()
    cursor.index += 1
    kind = {"PRIMARY": "primary", "UNIQUE": "unique"}.get(word, "index")
    if word in ("PRIMARY", "UNIQUE", "FULLTEXT", "SPATIAL"):
        cursor.take_one_of("KEY", "INDEX")
    cursor.take("IF", "NOT", "EXISTS")
    found = Key(kind, "PRIMARY" if kind == "primary" else "", [], place)
    if word in ("FULLTEXT", "SPATIAL"):
        found.method = word.lower()
    algorithm = cursor.key() in ("USING", "TYPE") and cursor.key(1) != "("  # an index may be called type, too
    given = None if cursor.at("(") or algorithm else cursor.name()
    if kind != "primary":
        found.name = given or symbol or ""
    read_key_body(cursor, found)
    return found


def read_key_body(cursor: Cursor, found: Key) -> None:
    """`[USING …] (parts) [options]`."""
    _using(cursor, found)
    cursor.expect("(")
    while True:
        if cursor.at("WITHOUT") or (cursor.key(1) == "WITHOUT" and cursor.key(2) == "OVERLAPS"):
            found.without_overlaps = cursor.name()
            cursor.expect("WITHOUT", "OVERLAPS")
        else:
            found.parts.append(_part(cursor))
        if not cursor.take(","):
            break
    cursor.expect(")")
    while _key_option(cursor, found):
        pass


def _part(cursor: Cursor) -> Part:
    if cursor.at("("):
        part = Part(expression=expression(cursor))
    else:
        part = Part(cursor.name())
        if cursor.take("("):
            part.prefix = cursor.integer()
            cursor.expect(")")
    part.descending = cursor.take_one_of("ASC", "DESC") == "DESC"
    return part


def _using(cursor: Cursor, found: Key) -> bool:
    if not cursor.take_one_of("USING", "TYPE"):
        return False
    method = cursor.name().lower()
    if method not in ("btree", "hash", "rtree"):
        raise cursor.error("an index is a BTREE, a HASH or an RTREE", cursor.index - 1)
    found.options["using"] = method
    if method == "hash":
        found.method = "hash"
    return True


def _key_option(cursor: Cursor, found: Key) -> bool:
    if _using(cursor, found):
        return True
    if cursor.take("COMMENT"):
        cursor.take("=")
        found.comment = cursor.string() or None
    elif cursor.take_one_of("INVISIBLE", "IGNORED"):
        found.visible = False
    elif cursor.take_one_of("VISIBLE") or cursor.take("NOT", "IGNORED"):
        found.visible = True
    elif cursor.take("WITH", "PARSER"):
        found.options["parser"] = cursor.name()
    elif cursor.at("KEY_BLOCK_SIZE") or cursor.at("ENGINE_ATTRIBUTE") or cursor.at("SECONDARY_ENGINE_ATTRIBUTE"):
        word = cursor.key().lower()
        cursor.index += 1
        cursor.take("=")
        found.options[word] = value_text(cursor)
    elif not cursor.done and cursor.key() and cursor.key(1) == "=" and cursor.tokens[cursor.index].kind is Kind.WORD:
        word = cursor.key().lower()
        if word in ("algorithm", "lock"):
            return False
        cursor.index += 2
        found.options[word] = value_text(cursor)
    else:
        return False
    return True


# Adding to a table


def add_key(table: Table, key: Key, cursor: Cursor) -> None:
    """Put a key into a table: named as the server names it, with the columns' own spelling."""
    for part in key.parts:
        if part.column is None:
            continue
        column = table.column(part.column)
        if column is None:
            raise Unreadable(f"{table.path} has no column {part.column} for a key", cursor.tokens[0].start)
        part.column = column.name
        if key.kind == "primary":
            column.not_null = model.NotNull()
    if key.kind == "primary":
        if table.primary_key is not None:
            raise Unreadable(f"{table.path} has a primary key already", cursor.tokens[0].start)
        table.keys.insert(0, key)
        return
    first = key.parts[0].column if key.parts and key.parts[0].column else "functional_index"
    key.name = key.name or key_name(table, first)
    existing = table.key(key.name)
    if existing is not None:
        if not existing.implied:
            raise Unreadable(f"{table.path} has a key {key.name} already", cursor.tokens[0].start)
        table.keys.remove(existing)
    make_way(table, key)
    table.keys.append(key)


def add_check(work: Workspace, table: Table, check: Check) -> None:
    """Put a check into a table."""
    if check.name is None and check.column is None:
        check.name = check_name(table, work.dialect)
    table.checks.append(check)


def add_foreign_key(work: Workspace, table: Table, key: ForeignKey) -> None:
    """Put a foreign key into a table. Its own columns are looked up at once, the parent's in the end."""
    names: list[str] = []
    for name in key.columns:
        column = table.column(name)
        if column is None:
            message = f"{table.path} has no column {name} for a foreign key"
            work.problem(key.place.line, key.place.column, message)
            return
        names.append(column.name)
    key.columns = names
    key.index_name = key.name or key.index_name
    key.name = key.name or (key.index_name if work.dialect == "mariadb" and key.index_name else "")
    key.name = key.name or foreign_key_name(table)
    table.foreign_keys.append(key)
