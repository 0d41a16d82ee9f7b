"""CREATE TABLE … AS and SELECT … INTO: the columns of a table that a query makes, as far as they are known.

The server copies names, types and collations, nothing else: no NOT NULL, no default, no key. A column whose type is
not certain is left out of the table, and said; a query of which not one column is known is carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.draft import Column
from designer.importers.postgres.query_columns import columns_of
from designer.importers.postgres.query_sources import UNRESOLVED, renamed
from designer.importers.postgres.workspace import Workspace
from designer.importers.result import Remark
from designer.sql.cursor import Cursor, Unreadable

Queried = tuple[list[Column], list[str]]
"""The columns of a table, and the names of those whose types are not known."""


def queried_columns(cursor: Cursor, workspace: Workspace, names: list[str]) -> Queried:
    """The columns of the query that the cursor holds, renamed by `names` from the left. NotModelled if unresolved."""
    try:
        found = renamed(columns_of(cursor, workspace), names) or ()
    except Unreadable:
        raise NotModelled(UNRESOLVED) from None
    if len({one.name for one in found}) != len(found):
        raise NotModelled(UNRESOLVED)
    place = workspace.place(cursor)
    columns = [
        Column(one.name, one.typed.type, place, collation=one.typed.collation)
        for one in found
        if one.typed.type is not None
    ]
    if not columns:
        raise NotModelled(UNRESOLVED)
    return columns, [one.name for one in found if one.typed.type is None]


def say_missing(cursor: Cursor, workspace: Workspace, table: str, missing: list[str]) -> None:
    """Say which columns of the table are not in the design."""
    if missing:
        shown = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
        what = f"its column {shown}, whose type" if len(missing) == 1 else f"its columns {shown}, whose types"
        message = f"the table {table} is read without {what} the query does not say here"
        workspace.report(cursor.error_at(message, cursor.tokens[0].start), cursor)


@contextmanager
def say_unresolved(cursor: Cursor, workspace: Workspace, table: str) -> Iterator[None]:
    """Say that there is such a table and that the design does not have it, where its query is not resolved."""
    try:
        yield
    except NotModelled:
        message = f"the table {table} is carried as written: which columns its query gives is not known here"
        workspace.remarks.append(Remark(cursor.tokens[0].line, message, workspace.file))
        raise
