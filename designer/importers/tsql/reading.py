"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.reading import attempt
from designer.importers.drafting.reading import read_sources as read_into
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Imported, Source
from designer.importers.tsql.programs import PROGRAM, read_program, read_string
from designer.importers.tsql.queries import expect_no_table
from designer.importers.tsql.statements import carry, dispatch
from designer.importers.tsql.tables import finish
from designer.sql.cursor import Cursor

HOME = "dbo"
"""Where SQL Server puts what is not qualified."""


def read_tsql(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as sqlcmd would."""
    return read_into(sources, name, Workspace("tsql", home=HOME), _read, carry, finish)


def _read(cursor: Cursor, work: Workspace) -> None:
    """A statement, or a batch that is a program of several."""
    if cursor.key() in PROGRAM:
        read_program(cursor, work, lambda one, work: attempt(one, work, _read_one, carry))
    else:
        _read_one(cursor, work)


def _read_one(cursor: Cursor, work: Workspace) -> None:
    expect_no_table(cursor)
    if cursor.key() not in ("EXEC", "EXECUTE") or not read_string(cursor, work, _read_inside):
        dispatch(cursor, work)


def _read_inside(cursor: Cursor, work: Workspace) -> None:
    """A statement inside a string."""
    attempt(cursor, work, _read, carry)
