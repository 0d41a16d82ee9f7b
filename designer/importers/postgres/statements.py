"""Which reader takes which statement, and the account that is kept of every one."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.client_lines import client_line
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.postgres.alter_table import OWNERS, alter_table
from designer.importers.postgres.blocks.calling import read_call
from designer.importers.postgres.blocks.reading import read_block
from designer.importers.postgres.calls_in_queries import expect_no_change
from designer.importers.postgres.comments import comment_on
from designer.importers.postgres.create_table import create_table, select_into
from designer.importers.postgres.domains import alter_domain, create_domain
from designer.importers.postgres.drops import drop
from designer.importers.postgres.indexes import alter_index, create_index
from designer.importers.postgres.opaque import carry
from designer.importers.postgres.sequences import alter_sequence, create_sequence
from designer.importers.postgres.shapes import shape_of
from designer.importers.postgres.surroundings import (
    alter_extension,
    alter_schema,
    create_extension,
    create_schema,
    select,
    set_setting,
)
from designer.importers.postgres.types import alter_type, create_type
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.statements import Statement
from designer.sql.tokens import Kind

Reader = Callable[[Cursor, Workspace], None]

_DATA = "changes data, not the schema"
_TRANSACTION = "the design does not depend on transactions"
_UNDONE = "takes back what stands before it, as far as its transaction or savepoint goes"
_UPKEEP = "upkeep of a running database"
_SKIPPED = {
    "INSERT": _DATA, "UPDATE": _DATA, "DELETE": _DATA, "MERGE": _DATA, "TRUNCATE": _DATA, "COPY": _DATA,
    "REFRESH": _DATA, "CALL": "runs a procedure, which may do anything; it is not run here",
    "BEGIN": _TRANSACTION, "START": _TRANSACTION, "COMMIT": _TRANSACTION, "END": _TRANSACTION,
    "SAVEPOINT": _TRANSACTION, "RELEASE": _TRANSACTION, "PREPARE": _TRANSACTION,
    "ROLLBACK": _UNDONE, "ABORT": _UNDONE,
    "ANALYZE": _UPKEEP, "ANALYSE": _UPKEEP, "VACUUM": _UPKEEP, "REINDEX": _UPKEEP, "CHECKPOINT": _UPKEEP,
    "LOCK": _UPKEEP,
    "DISCARD": _UPKEEP, "LISTEN": _UPKEEP, "NOTIFY": _UPKEEP, "UNLISTEN": _UPKEEP, "LOAD": _UPKEEP,
    "EXPLAIN": _UPKEEP, "SHOW": _UPKEEP, "DEALLOCATE": _UPKEEP, "EXECUTE": _UPKEEP, "DECLARE": _UPKEEP,
    "FETCH": _UPKEEP, "MOVE": _UPKEEP, "CLOSE": _UPKEEP, "WITH": "a query, which defines nothing",
    "VALUES": "a query, which defines nothing", "TABLE": "a query, which defines nothing",
}  # fmt: skip
_CARRIED = {"CLUSTER", "GRANT", "REVOKE", "SECURITY", "IMPORT", "REASSIGN"}
_OF_SERVER = ("DATABASE", "TABLESPACE", "SYSTEM")


def read_statement(statement: Statement, workspace: Workspace) -> None:
    """Model, carry or skip one statement, or note what is wrong with it."""
    if statement.kind == "meta":
        _client_line(statement, workspace)
        return
    if (why := workspace.conditions.left_out) is not None:
        workspace.skip(statement.line, statement.text, why)
        return
    if statement.kind == "data":
        workspace.skip(statement.line, f"{statement.data_lines} lines of data", _DATA)
        return
    if any(token.kind is Kind.BROKEN for token in statement.tokens):
        return  # the lexer has said what is wrong
    read(Cursor.of(statement), workspace)


def read(cursor: Cursor, workspace: Workspace) -> None:
    """The same for a statement's tokens."""
    workspace.mark()
    try:
        _dispatch(cursor, workspace)
    except Unreadable as error:
        workspace.report(error, cursor)
    except Skip as note:
        workspace.skip(cursor.tokens[0].line, cursor.text(0, min(cursor.size, 40)), note.reason)
    except NotModelled as note:
        try:
            carry(cursor, workspace, note.reason)
        except Unreadable as error:
            workspace.report(error, cursor)


def _client_line(statement: Statement, workspace: Workspace) -> None:
    followed = workspace.conditions.take(statement.line, statement.text, workspace)
    if not followed and workspace.conditions.left_out is None:
        client_line(workspace, "postgres", statement.line, statement.text)
    else:
        workspace.skip(statement.line, statement.text, "a line for the client program")


def _dispatch(cursor: Cursor, workspace: Workspace) -> None:
    verb = cursor.key()
    if verb in ("SELECT", "CALL") and read_call(cursor, workspace, read):
        return
    if verb in _SKIPPED:
        expect_no_change(cursor, workspace)
        raise Skip(_SKIPPED[verb])
    if verb == "CLUSTER" and (cursor.size < 3 or "USING" not in cursor.keys):
        raise Skip(_UPKEEP)
    if verb in _CARRIED:
        carry(cursor, workspace)
        return
    handler = _VERBS.get(verb)
    if handler is None:
        raise cursor.error("PostgreSQL has no statement that begins like this", 0)
    handler(cursor, workspace)


def _create(cursor: Cursor, workspace: Workspace) -> None:
    word = _object_word(cursor)
    reader = _CREATE.get(word)
    if reader is not None:
        reader(cursor, workspace)
    elif word in _OF_SERVER:
        raise Skip("belongs to the server, not to a design")
    else:
        if not _is_known(cursor):
            raise cursor.error("PostgreSQL creates no such thing", min(1, cursor.size - 1))
        carry(cursor, workspace)


def _is_known(cursor: Cursor) -> bool:
    """Whether PostgreSQL has such a kind of thing to create or alter."""
    cursor.index = 1
    shape = shape_of(cursor)
    cursor.index = 0
    return shape is not None


def _object_word(cursor: Cursor) -> str:
    """The first word after CREATE or ALTER that is no modifier of a table, sequence or index."""
    place = 1
    while place < cursor.size and cursor.keys[place] in (
        "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE",
    ):  # fmt: skip
        place += 1
    return cursor.keys[place] if place < cursor.size else ""


def _schema(cursor: Cursor, workspace: Workspace) -> None:
    create_schema(cursor, workspace, read)


def _select(cursor: Cursor, workspace: Workspace) -> None:
    place = 1
    while place < cursor.size and cursor.keys[place] != "INTO":
        place = cursor.behind(place)
    if place < cursor.size and "FROM" in cursor.keys[place:]:
        select_into(cursor, workspace, place)
    else:
        select(cursor, workspace)


def _do(cursor: Cursor, workspace: Workspace) -> None:
    read_block(cursor, workspace, read)


def _alter(cursor: Cursor, workspace: Workspace) -> None:
    word = cursor.key(1)
    reader = _ALTER.get(word)
    if _changes_owner(cursor):
        if word == "SCHEMA" and cursor.size > 2:
            alter_schema(cursor, workspace)
        raise Skip(OWNERS)
    if reader is not None:
        reader(cursor, workspace)
    elif word in _OF_SERVER:
        raise Skip("belongs to the server, not to a design")
    else:
        if not _is_known(cursor) and not cursor.at("ALTER", "DEFAULT", "PRIVILEGES") and word != "LARGE":
            raise cursor.error("PostgreSQL alters no such thing", min(1, cursor.size - 1))
        carry(cursor, workspace)


def _changes_owner(cursor: Cursor) -> bool:
    """Whether that is all it does: commas outside brackets tell several actions apart."""
    if cursor.size <= 4 or cursor.keys[-3:-1] != ["OWNER", "TO"]:
        return False
    return len(cursor.part(2, cursor.size).split()) == 1


_CREATE: dict[str, Reader] = {
    "TABLE": create_table, "INDEX": create_index, "SEQUENCE": create_sequence, "TYPE": create_type,
    "DOMAIN": create_domain, "SCHEMA": _schema, "EXTENSION": create_extension,
}  # fmt: skip
_ALTER: dict[str, Reader] = {
    "TABLE": alter_table, "INDEX": alter_index, "SEQUENCE": alter_sequence, "TYPE": alter_type,
    "DOMAIN": alter_domain, "SCHEMA": alter_schema, "EXTENSION": alter_extension,
}  # fmt: skip
_VERBS: dict[str, Reader] = {
    "CREATE": _create, "ALTER": _alter, "COMMENT": comment_on, "DROP": drop, "SET": set_setting,
    "RESET": set_setting, "SELECT": _select, "DO": _do,
}  # fmt: skip
