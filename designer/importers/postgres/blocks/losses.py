"""What a block that is not followed does to the schema, as far as its text says: what the design then lacks."""

from __future__ import annotations

from dataclasses import dataclass

from designer.importers.drafting.routines import change_in_text
from designer.importers.postgres.blocks.body import beginning_of
from designer.importers.postgres.blocks.glances import about_rows
from designer.importers.postgres.blocks.steps import Block, any_simple
from designer.importers.postgres.calls import change_called
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_VERBS = ("CREATE", "ALTER", "DROP")
_MODIFIERS = ("OR", "REPLACE", "UNIQUE", "UNLOGGED", "RECURSIVE")
_MODELLED = frozenset(
    {"TABLE", "INDEX", "VIEW", "MATERIALIZED", "TYPE", "DOMAIN", "SEQUENCE", "SCHEMA", "FOREIGN", "EXTENSION"}
)
"""What is modelled, or has columns that the model knows; all else is carried wherever it stands."""
_BEFORE_NAMES = ("IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY", "VIEW", "TABLE")


@dataclass(frozen=True, slots=True)
class Loss:
    """The first words of a statement that changes the schema, and its line where that is known."""

    words: str
    line: int | None


def loss_in(body: Cursor, tree: Block | None, workspace: Workspace) -> Loss | None:
    """The first change of the schema that a block may make; None where there is none. tree: where it has one."""
    if tree is None:
        found = change_in_text(body.text(0, body.size), "postgres")
        return None if found is None else Loss(found, None)
    changes: list[Loss] = []

    def note(cursor: Cursor) -> bool:
        words = _change(cursor, workspace)
        if words is not None:
            changes.append(Loss(words, cursor.line))
        return bool(changes)

    any_simple((tree,), note)
    return changes[0] if changes else None


def _change(cursor: Cursor, workspace: Workspace) -> str | None:
    if cursor.key() in _VERBS or cursor.key() == "COMMENT":
        return _words(cursor)
    if cursor.key() == "EXECUTE":
        return _run(cursor.part(1, cursor.size), workspace)
    called = change_called(cursor, workspace)
    return None if called is None else called.change


def _words(cursor: Cursor) -> str | None:
    """The first words of a statement about something that is modelled."""
    if cursor.key() == "COMMENT":
        return cursor.text(0, 4)
    place = 1
    while place < cursor.size and cursor.keys[place] in _MODIFIERS:
        place += 1
    if place >= cursor.size or cursor.keys[place] not in _MODELLED:
        return None
    place += 1
    while place < cursor.size and cursor.keys[place] in _BEFORE_NAMES:
        place += 1
    while place < cursor.size and cursor.keys[place + 1 : place + 2] == ["."]:
        place += 2
    named = place < cursor.size and cursor.tokens[place].kind in (Kind.WORD, Kind.QUOTED)
    return cursor.text(0, place + 1 if named else place)


def _run(text: Cursor, workspace: Workspace) -> str | None:
    """What EXECUTE may do, by the words that its text begins with; EXECUTE itself where none are known."""
    if about_rows(text):
        return None
    begins = beginning_of(text)
    if begins is None or not begins.size:
        return text.text(0, min(text.size, 4))
    if begins.key() in (*_VERBS, "COMMENT"):
        return _words(begins)
    called = change_called(begins, workspace)
    return None if called is None else called.change
