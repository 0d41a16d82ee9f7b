"""`REFERENCES parent (columns) …` of a foreign key."""

from __future__ import annotations

from designer.importers.drafting.draft import ForeignKey, Place
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.tokens import column_of

_ACTIONS = (
    (("NO", "ACTION"), "no action"), (("RESTRICT",), "restrict"), (("CASCADE",), "cascade"),
    (("SET", "NULL"), "set null"), (("SET", "DEFAULT"), "set default"),
)  # fmt: skip


def references(cursor: Cursor, work: Workspace, columns: list[str], place: Place) -> ForeignKey:
    """The foreign key of these columns; its name is left to the caller."""
    cursor.expect("REFERENCES")
    offset = cursor.tokens[cursor.index].start if not cursor.done else 0
    parent = work.name_of(cursor.qualified())
    parent_columns = _columns(cursor) if cursor.at("(") else []
    at = Place(place.line, place.file, column_of(cursor.source, offset))
    key = ForeignKey(None, columns, parent, parent_columns, at)
    while not cursor.done:
        if cursor.take("MATCH"):
            key.match = cursor.key().lower()
            cursor.index += 1
        elif cursor.take("ON", "DELETE"):
            key.on_delete = _action(cursor)
            _note(key, "on_delete", key.on_delete)
        elif cursor.take("ON", "UPDATE"):
            key.on_update = _action(cursor)
            _note(key, "on_update", key.on_update)
        else:
            break
    return key


def _note(key: ForeignKey, event: str, action: str) -> None:
    """Remember the events for which NO ACTION is written, which MariaDB tells from saying nothing."""
    if action == "no action":
        key.x["no_action"] = (*key.x.get("no_action", ()), event)


def _columns(cursor: Cursor) -> list[str]:
    """Columns in parentheses; a length behind one means nothing here, and is read over."""
    cursor.expect("(")
    found: list[str] = []
    while True:
        found.append(cursor.name())
        if cursor.at("("):
            cursor.skip()
        cursor.take_one_of("ASC", "DESC")
        if not cursor.take(","):
            break
    cursor.expect(")")
    return found


def _action(cursor: Cursor) -> str:
    for words, action in _ACTIONS:
        if cursor.take(*words):
            return action
    raise cursor.error("an action (CASCADE, SET NULL, RESTRICT …) was expected here")
