"""Calls of the source's own functions that change the schema: what they do is not followed, and that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from designer.importers.drafting.routines import change_by, unread_call
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_KINDS = ("function", "procedure")


def expect_no_change(cursor: Cursor, workspace: Workspace) -> None:
    """Unreadable where a statement calls a function or a procedure that makes, changes or drops something."""
    if not workspace.functions:
        return
    for place in range(1, cursor.size - 1):
        if cursor.keys[place + 1] != "(" or cursor.tokens[place].kind not in (Kind.WORD, Kind.QUOTED):
            continue
        parts: tuple[str, ...] = (read_identifier(cursor.tokens[place].text, "postgres"),)
        if cursor.keys[place - 1] == "." and place > 1:
            parts = (read_identifier(cursor.tokens[place - 2].text, "postgres"), *parts)
        own = workspace.finds_function(parts) is not None
        change = change_by(parts[-1], _texts(workspace), "postgres") if own else None
        if change is not None:
            raise cursor.error_at(unread_call(spelled(parts), change), cursor.tokens[0].start)


def _texts(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in workspace.opaque:
        if one.kind in _KINDS and one.key is not None and len(one.key) > 2:
            texts[one.key[2].lower()].append(one.sql)
    return texts
