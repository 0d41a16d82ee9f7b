"""A statement outside blocks that calls routines of the sources: what they do is read as far as it can be told."""

from __future__ import annotations

from contextlib import suppress

from designer.importers.drafting.routines import unread_call
from designer.importers.postgres.blocks.doubts import Unanswered
from designer.importers.postgres.blocks.running import Run
from designer.importers.postgres.blocks.simple import Read
from designer.importers.postgres.blocks.values import Fails
from designer.importers.postgres.blocks.verbs import calls
from designer.importers.postgres.calls import Called, change_called
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


def read_call(cursor: Cursor, workspace: Workspace, read: Read) -> bool:
    """SELECT, CALL: whether it calls routines that are followed; False for what has nothing to follow.

    What is done before the first doubt is done for certain, and is read: unlike a block, a call is not carried.
    Unreadable where something that changes the schema is not followed, or not to its end.
    """
    if not workspace.functions or not calls(cursor, workspace):
        return False
    called = change_called(cursor, workspace)
    try:
        followed = Run(workspace, read, rehearsal=True).called(cursor)
    except Unanswered as note:
        if called is not None:
            raise _error(cursor, called, note, in_part=_read_in_part(cursor, workspace, read, note)) from None
        return False
    except Fails as failure:
        message = f"the call ends in an error, so that nothing of it is done: {failure.message}"
        raise cursor.error_at(message, cursor.tokens[0].start) from None
    if not followed:
        if called is not None:
            raise cursor.error_at(unread_call(called.name, called.change), cursor.tokens[0].start)
        return False
    Run(workspace, read, rehearsal=False).called(cursor)
    return True


def _read_in_part(cursor: Cursor, workspace: Workspace, read: Read, note: Unanswered) -> bool:
    """Read what is done before the doubt; False where nothing may be done at all."""
    if note.endless:
        return False
    done: list[Cursor] = []

    def counted(statement: Cursor, draft: Workspace) -> None:
        done.append(statement)
        read(statement, draft)

    with suppress(Unanswered, Fails):
        Run(workspace, counted, rehearsal=False).called(cursor)
    return bool(done)


def _error(cursor: Cursor, called: Called, note: Unanswered, *, in_part: bool) -> Unreadable:
    how = "followed in part only" if in_part else "not followed here"
    message = f"{unread_call(called.name, called.change, how)}: {note.reason}"
    return cursor.error_at(message, cursor.tokens[0].start)
