"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from designer.importers.drafting.reading import read_sources as read_into
from designer.importers.drafting.workspace import Workspace
from designer.importers.oracle.programs import expect_no_change, read_block
from designer.importers.oracle.statements import carry, dispatch
from designer.importers.oracle.tables import finish
from designer.importers.result import Imported, Source
from designer.sql.cursor import Cursor

_DEEPEST = 10
"""How many blocks may be the texts that one another run."""


def read_oracle(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as SQL*Plus would."""
    return read_into(sources, name, Workspace("oracle"), _read, carry, finish)


def _read(cursor: Cursor, work: Workspace, depth: int = 0) -> None:
    """A statement, or a block that runs some. depth: how many blocks run it as a text."""
    expect_no_change(cursor, work)
    if cursor.key() in ("BEGIN", "DECLARE"):
        if depth > _DEEPEST:
            raise cursor.error_at("blocks that run blocks are not followed so deep", cursor.tokens[0].start)
        read_block(cursor, work, partial(_read, depth=depth + 1), carry)
    dispatch(cursor, work)
