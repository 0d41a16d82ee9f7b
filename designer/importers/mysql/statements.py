"""Which reader takes which statement, and the account that is kept of every one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from designer.importers.drafting.client_lines import INCLUDED, client_line
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.routines import change_by, unread_call
from designer.importers.mysql.alter_table import alter_table, rename_table
from designer.importers.mysql.conditionals import Seen, seen_by
from designer.importers.mysql.create_table import create_table
from designer.importers.mysql.databases import alter_database, create_database, drop_database, use
from designer.importers.mysql.indexes import create_index, drop_index
from designer.importers.mysql.opaque import carry, drop
from designer.importers.mysql.prepared import statements_of
from designer.importers.mysql.sequences import alter_sequence, create_sequence
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import read_string
from designer.sql.statements import Statement
from designer.sql.tokens import Kind

Reader = Callable[[Cursor, Workspace], None]

_DATA = "changes data, not the schema"
_TRANSACTION = "the design does not depend on transactions"
_UPKEEP = "upkeep of a running database"
_SERVER = "belongs to the server, not to a design"
_QUERY = "a query, which defines nothing"
_SKIPPED = {
    "INSERT": _DATA, "REPLACE": _DATA, "UPDATE": _DATA, "DELETE": _DATA, "LOAD": _DATA, "TRUNCATE": _DATA,
    "CALL": "runs a procedure, which may do anything; it is not run here", "DO": _DATA,
    "BEGIN": _TRANSACTION, "START": _TRANSACTION, "COMMIT": _TRANSACTION, "ROLLBACK": _TRANSACTION,
    "SAVEPOINT": _TRANSACTION, "RELEASE": _TRANSACTION, "XA": _TRANSACTION,
    "LOCK": _UPKEEP, "UNLOCK": _UPKEEP, "ANALYZE": _UPKEEP, "OPTIMIZE": _UPKEEP, "CHECK": _UPKEEP,
    "REPAIR": _UPKEEP, "FLUSH": _UPKEEP, "SHOW": _UPKEEP, "EXPLAIN": _UPKEEP, "DESCRIBE": _UPKEEP, "DESC": _UPKEEP,
    "PREPARE": _UPKEEP, "EXECUTE": _UPKEEP, "DEALLOCATE": _UPKEEP, "KILL": _UPKEEP, "RESET": _UPKEEP,
    "PURGE": _UPKEEP, "CHANGE": _UPKEEP, "STOP": _UPKEEP, "INSTALL": _SERVER, "UNINSTALL": _SERVER,
    "SELECT": _QUERY, "WITH": _QUERY, "VALUES": _QUERY, "HELP": _QUERY, "BINLOG": _DATA,
    "DELIMITER": "a line for the client program",
}  # fmt: skip
_OF_SERVER = ("USER", "ROLE", "LOGFILE", "RESOURCE", "INSTANCE", "UNDO", "SERVER", "TABLESPACE")
_MODIFIERS = ("OR", "REPLACE", "TEMPORARY", "UNIQUE", "FULLTEXT", "SPATIAL", "ONLINE", "OFFLINE", "IGNORE")


def read_statement(statement: Statement, work: Workspace) -> None:
    """One statement into the workspace: modelled, carried, skipped or a problem."""
    if statement.kind == "meta":
        client_line(work, work.dialect, statement.line, statement.text)
        return
    if any(token.kind is Kind.BROKEN for token in statement.tokens):
        return  # the lexer has said what is wrong
    seen = seen_by(statement.tokens, work.dialect)
    for mark, line in seen.passed_over:
        work.skip(line, f"{mark} …", "a conditional comment that a server of this kind passes over")
    if seen.tokens:
        _read(Cursor(statement.source, seen.tokens, work.dialect), work, seen)


def _read(cursor: Cursor, work: Workspace, seen: Seen) -> None:
    try:
        _dispatch(cursor, work, seen)
    except Unreadable as error:
        work.report(error, cursor)
    except Skip as note:
        work.skip(cursor.tokens[0].line, cursor.text(0, min(cursor.size, 40)), note.reason)
    except NotModelled as note:
        try:
            carry(cursor, work, seen, note.reason)
        except Unreadable as error:
            work.report(error, cursor)


def _dispatch(cursor: Cursor, work: Workspace, seen: Seen) -> None:
    verb = cursor.key()
    if verb == "CALL":
        _expect_no_change(cursor, work)
    if verb in ("SET", "SELECT"):
        work.texts.assign(cursor)
    elif verb == "PREPARE":
        work.texts.prepare(cursor)
    elif verb == "EXECUTE":
        _execute(cursor, work)
    if verb in _SKIPPED:
        raise Skip(_SKIPPED[verb])
    if verb == "SET":
        _set(cursor, work)
    elif verb in ("GRANT", "REVOKE"):
        raise NotModelled("privileges are not modelled")
    elif verb == "USE":
        use(cursor, work)
    elif verb == "RENAME":
        rename_table(cursor, work)
    elif verb in ("CREATE", "ALTER", "DROP"):
        _define(verb, cursor, work)
    elif verb == "SOURCE":  # the client takes it on the line of another statement too, up to the delimiter
        raise cursor.error_at(f"{INCLUDED}: {cursor.text(0, cursor.size)[:100]}", cursor.tokens[0].start)
    else:
        raise cursor.error("MySQL has no statement that begins like this", 0)


def _expect_no_change(cursor: Cursor, work: Workspace) -> None:
    """Unreadable where CALL runs a procedure of this script that makes, changes or drops something."""
    cursor.index = 1
    name = work.name_of(cursor.qualified())
    if work.opaque_called(name, "procedure") is None:
        return
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in work.opaque:
        if one.kind == "procedure":
            texts[one.name.lower()].append(one.sql)
    change = change_by(name[1], texts, work.dialect)
    if change is not None:
        raise cursor.error_at(unread_call(name[1], change), cursor.tokens[0].start)


def _execute(cursor: Cursor, work: Workspace) -> None:
    """Reads what is run, where it is known and changes the schema; unreadable where it may and is not known."""
    text = work.texts.run(cursor)
    if text.change is None:
        return
    if text.constant is None or work.within_a_text:
        raise cursor.error_at(f"a text that is only known when it runs: {text.change} …", cursor.tokens[0].start)
    if not work.texts.may_read(text.constant):
        raise cursor.error_at("too much is run from texts to be followed", cursor.tokens[0].start)
    work.within_a_text = True
    try:
        for statement in statements_of(text.constant, cursor):
            read_statement(statement, work)
    finally:
        work.within_a_text = False
    raise Skip("read as the text that it runs")


def _define(verb: str, cursor: Cursor, work: Workspace) -> None:
    word = _object_word(cursor)
    if word in _OF_SERVER:
        raise Skip(_SERVER)
    reader = _READERS.get((verb, word))
    if reader is not None:
        reader(cursor, work)
    elif verb == "DROP":
        drop(cursor, work)
    else:
        raise NotModelled(f"{_article(word)} is not modelled" if word in _CARRIED else "this is not modelled")


def _article(word: str) -> str:
    return f"an {word.lower()}" if word[:1] in "AEIOU" else f"a {word.lower()}"


def _object_word(cursor: Cursor) -> str:
    place = 1
    while place < cursor.size and cursor.keys[place] in _MODIFIERS:
        place += 1
    if cursor.keys[place : place + 1] and cursor.keys[place] in ("DEFINER", "ALGORITHM", "SQL", "AGGREGATE"):
        return next((key for key in cursor.keys[place:] if key in _CARRIED), "")
    return cursor.keys[place] if place < cursor.size else ""


_CARRIED = ("VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE", "PACKAGE")


def _set(cursor: Cursor, work: Workspace) -> None:
    """Settings of the session; of them, what statements of this script depend on is sql_mode."""
    for place, token in enumerate(cursor.tokens):
        named = token.text.lower().rpartition(".")[2].lstrip("@") == "sql_mode"
        if named and cursor.keys[place + 1 : place + 2] in (["="], [":="]) and place + 2 < cursor.size:
            value = cursor.tokens[place + 2]
            if value.kind is Kind.STRING:
                work.sql_mode = read_string(value.text, "mysql")
            elif value.kind is Kind.PARAMETER:
                work.sql_mode = None  # back to what it was
            break
    raise Skip("a setting of the session")


_READERS: dict[tuple[str, str], Reader] = {
    ("CREATE", "TABLE"): create_table, ("ALTER", "TABLE"): alter_table,
    ("CREATE", "SEQUENCE"): create_sequence, ("ALTER", "SEQUENCE"): alter_sequence,
    ("CREATE", "INDEX"): create_index, ("DROP", "INDEX"): drop_index,
    ("CREATE", "DATABASE"): create_database, ("CREATE", "SCHEMA"): create_database,
    ("ALTER", "DATABASE"): alter_database, ("ALTER", "SCHEMA"): alter_database,
    ("DROP", "DATABASE"): drop_database, ("DROP", "SCHEMA"): drop_database,
}  # fmt: skip
