"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from designer.importers.drafting.client_lines import client_line
from designer.importers.drafting.frame import counted_kinds, imported, read_source
from designer.importers.drafting.freeze import freeze
from designer.importers.drafting.outcomes import Clash, NotModelled, Skip
from designer.importers.drafting.settling import settle
from designer.importers.drafting.workspace import Workspace
from designer.importers.result import Imported, Source
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.statements import Statement
from designer.sql.tokens import Kind

_KINDS = {"view": "views", "function": "functions", "procedure": "functions", "package": "functions",
          "trigger": "triggers", "grant": "grants", "virtual table": "virtual_tables"}  # fmt: skip

Dispatch = Callable[[Cursor, Workspace], None]
"""Reads one statement; raises Skip, NotModelled or Unreadable."""
Carry = Callable[[Cursor, Workspace, str], None]
"""Keeps a statement with a reason."""


def read_sources(
    sources: Sequence[Source], name: str, work: Workspace, dispatch: Dispatch, carry: Carry,
    finish: Callable[[Workspace], None] | None = None,
) -> Imported:  # fmt: skip
    """Read the sources one after the other; finish: run once all statements are read."""
    statements = sum(
        read_source(source, work, work.dialect, lambda one: _statement(one, work, dispatch, carry))
        for source in sources
    )
    if finish is not None:
        finish(work)
    settle(work)

    def count(schema: Schema) -> dict[str, int]:
        return counted_kinds(schema, _KINDS)

    return imported(sources, work, work.dialect, statements, name, lambda: freeze(work, name), count)


def _statement(statement: Statement, work: Workspace, dispatch: Dispatch, carry: Carry) -> None:
    if statement.kind == "meta":
        client_line(work, work.dialect, statement.line, statement.text)
        return
    if not statement.tokens or any(token.kind is Kind.BROKEN for token in statement.tokens):
        return  # the lexer has said what is wrong
    cursor = Cursor.of(statement, work.dialect)
    try:
        attempt(cursor, work, dispatch, carry)
    except Clash as clash:
        work.report(clash, cursor)


def attempt(cursor: Cursor, work: Workspace, dispatch: Dispatch, carry: Carry) -> bool:
    """Read one statement and account for it; whether it did anything. Raises Clash."""
    try:
        dispatch(cursor, work)
    except Clash:
        raise
    except Unreadable as error:
        work.report(error, cursor)
        return False
    except Skip as note:
        work.skip(cursor.tokens[0].line, cursor.text(0, min(cursor.size, 40)), note.reason)
        return False
    except NotModelled as note:
        return _carried(cursor, work, carry, note.reason)
    return True


def _carried(cursor: Cursor, work: Workspace, carry: Carry, reason: str) -> bool:
    try:
        carry(cursor, work, reason)
    except Unreadable as error:
        work.report(error, cursor)
        return False
    return True
