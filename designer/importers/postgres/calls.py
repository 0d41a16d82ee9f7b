"""Calls of the source's own functions that change the schema: what they do is not followed, and that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.importers.drafting import routines
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_KINDS = ("function", "procedure")


@dataclass(frozen=True, slots=True)
class Called:
    """A routine of the source's own that a statement calls, and the first words of what it does to the schema."""

    name: str
    change: str


def change_called(cursor: Cursor, workspace: Workspace) -> Called | None:
    """The first call, in a statement, of a routine that makes, changes or drops something."""
    if not workspace.functions:
        return None
    for place in range(1, cursor.size - 1):
        if cursor.keys[place + 1] != "(" or cursor.tokens[place].kind not in (Kind.WORD, Kind.QUOTED):
            continue
        parts: tuple[str, ...] = (read_identifier(cursor.tokens[place].text, "postgres"),)
        if cursor.keys[place - 1] == "." and place > 1:
            parts = (read_identifier(cursor.tokens[place - 2].text, "postgres"), *parts)
        own = workspace.finds_function(parts) is not None
        change = routines.change_by(parts[-1], _texts(workspace), "postgres") if own else None
        if change is not None:
            return Called(spelled(parts), change)
    return None


def may_change(parts: tuple[str, ...], workspace: Workspace) -> bool | None:
    """Whether a routine of the source's own changes the schema, or may; None for one that is not its own."""
    if workspace.finds_function(parts) is None:
        return None
    return routines.may_change(parts[-1], _texts(workspace), "postgres")


def _texts(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """The definitions of the routines by their names, made again only where something was carried or dropped."""
    state = workspace.last_order, len(workspace.opaque)
    if workspace.texts is None or workspace.texts[0] != state:
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for one in workspace.opaque:
            if one.kind in _KINDS and one.key is not None and len(one.key) > 2:
                texts[one.key[2].lower()].append(one.sql)
        workspace.texts = state, texts
    return workspace.texts[1]
