"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.reading import read_sources as read_into
from designer.importers.drafting.workspace import Workspace
from designer.importers.oracle.programs import expect_no_change, read_block
from designer.importers.oracle.statements import carry, dispatch
from designer.importers.oracle.tables import finish
from designer.importers.result import Imported, Source
from designer.sql.cursor import Cursor


def read_oracle(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as SQL*Plus would."""
    return read_into(sources, name, Workspace("oracle"), _read, carry, finish)


def _read(cursor: Cursor, work: Workspace) -> None:
    """A statement, or a block that runs some."""
    expect_no_change(cursor, work)
    if cursor.key() in ("BEGIN", "DECLARE"):
        read_block(cursor, work, _read, carry)
    dispatch(cursor, work)
