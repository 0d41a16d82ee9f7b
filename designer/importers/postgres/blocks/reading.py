"""A DO block into the workspace: as what it does where that can be told, as it stands where not."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.postgres.blocks.body import body_of
from designer.importers.postgres.blocks.doubts import Unanswered
from designer.importers.postgres.blocks.losses import loss_in
from designer.importers.postgres.blocks.running import follow
from designer.importers.postgres.blocks.steps import Block, steps_of
from designer.importers.postgres.blocks.values import Fails
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_WHY = "a DO block is not modelled"


def read_block(cursor: Cursor, workspace: Workspace, read: Callable[[Cursor, Workspace], None]) -> None:
    """DO; `read` takes the statements in it. NotModelled for a block that is left as it is, Skip for one about rows.

    What a block that is left does to the schema is a problem too, since the design lacks it.

    A block that the server would end with an error is Unreadable, since nothing of it takes effect.
    """
    body = body_of(cursor)
    if body is None:
        _tell_loss(cursor, None, workspace, Unanswered("it is not in PL/pgSQL", cursor.line))
        raise NotModelled(_WHY)
    try:
        tree = steps_of(body)
    except Unreadable as error:
        _note_names(body, workspace)
        line = body.place_of(error)[0]
        _tell_loss(body, None, workspace, Unanswered(f"its body is not understood ({error.message})", line))
        raise NotModelled(_WHY) from None
    try:
        defines = follow(tree, workspace, read)
    except Unanswered as note:
        _note_names(body, workspace)
        _tell_loss(body, tree, workspace, note)
        raise NotModelled(f"{_WHY} where {note.reason} (line {note.line})") from None
    except Fails as failure:
        at = failure.at or cursor
        start = at.tokens[0].start if at.source is cursor.source and at.tokens else cursor.tokens[0].start
        raise cursor.error_at(
            f"the DO block ends in an error, so that nothing of it is done: {failure.message}", start
        ) from None
    if not defines:
        raise Skip("a DO block that does nothing to the schema")


def _tell_loss(body: Cursor, tree: Block | None, workspace: Workspace, note: Unanswered) -> None:
    """Name what the design lacks for a block that is carried, at the line where that is in doubt."""
    loss = loss_in(body, tree, workspace)
    if loss is not None:
        where = "" if loss.line in (None, note.line) else f" on line {loss.line}"
        message = f"what the DO block may do to the schema ({loss.words} …{where}) is not in the design: {note.reason}"
        workspace.problem(note.line, 1, message)


def _note_names(body: Cursor, workspace: Workspace) -> None:
    """Remember what a block speaks of that is not read."""
    for token in body.tokens:
        if token.kind in (Kind.WORD, Kind.QUOTED):
            workspace.unread.add(read_identifier(token.text, "postgres"))
        elif token.kind is Kind.STRING:
            workspace.unread.add(token.text.strip("'"))
