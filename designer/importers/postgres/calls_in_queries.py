"""Statements about rows that call a routine of the sources which changes the schema: said, as nothing of it is read."""

from __future__ import annotations

from designer.importers.drafting.routines import unread_call
from designer.importers.postgres.calls import change_called
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor

_VERBS = frozenset({"WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "EXPLAIN"})


def expect_no_change(cursor: Cursor, workspace: Workspace) -> None:
    """Unreadable where such a statement calls a routine that makes, changes or drops something.

    A plain SELECT or CALL is no such statement: those are followed. EXPLAIN runs nothing unless it is to ANALYZE.
    """
    verb = cursor.key()
    if verb not in _VERBS or not workspace.functions:
        return
    if verb == "EXPLAIN" and not {"ANALYZE", "ANALYSE"} & set(cursor.keys[1:12]):
        return
    called = change_called(cursor.part(_behind_target(cursor), cursor.size), workspace)
    if called is not None:
        raise cursor.error_at(unread_call(called.name, called.change), cursor.tokens[0].start)


def _behind_target(cursor: Cursor) -> int:
    """Where the columns of the table begin that rows go to: `INSERT INTO t (a)` is no call of t."""
    place = 1 if cursor.keys[1:2] == ["INTO"] else 0
    if not place or cursor.key() not in ("INSERT", "MERGE"):
        return 0
    place += 2
    while cursor.keys[place : place + 1] == ["."]:
        place += 2
    return min(place, cursor.size)
