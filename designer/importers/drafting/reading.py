"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from designer.importers.counts import counts
from designer.importers.drafting.freeze import freeze
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.settling import settle
from designer.importers.drafting.workspace import Workspace
from designer.importers.progress import counted
from designer.importers.result import Imported, Source
from designer.schema import model
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.splitting import read_script
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
    statements = sum(_read(source, work, dispatch, carry) for source in sources)
    if finish is not None:
        finish(work)
    settle(work)
    try:
        schema, places = freeze(work, name)
    except DesignError as error:
        for message in error.problems:
            work.problem(1, 1, message)
        schema, places = Schema(name=name, dialect=model.Dialect(name=work.dialect)), {}
    return Imported(
        schema=schema,
        dialect=work.dialect,
        counts=_counts(schema),
        carried=tuple(work.carried),
        skipped=tuple(work.skipped),
        problems=tuple(work.problems),
        lines={made: place.line for made, place in places.items()},
        files=tuple(source.file for source in sources if source.file is not None),
        file_of={made: place.file for made, place in places.items() if place.file is not None},
        statements=statements,
        remarks=tuple(work.remarks),
    )


def _read(source: Source, work: Workspace, dispatch: Dispatch, carry: Carry) -> int:
    script = read_script(source.text, work.dialect)
    work.file = source.file
    for problem in script.problems:
        work.problem(problem.line, problem.column, problem.message)
    for statement in counted(script.statements, source.file):
        _statement(statement, work, dispatch, carry)
    work.offset += source.text.count("\n") + 1
    return len(script.statements)


def _statement(statement: Statement, work: Workspace, dispatch: Dispatch, carry: Carry) -> None:
    if statement.kind == "meta":
        work.skip(statement.line, statement.text, "a line for the client program")
        return
    if not statement.tokens or any(token.kind is Kind.BROKEN for token in statement.tokens):
        return  # the lexer has said what is wrong
    cursor = Cursor.of(statement, work.dialect)
    try:
        dispatch(cursor, work)
    except Unreadable as error:
        work.problem(*cursor.place_of(error), error.message)
    except Skip as note:
        work.skip(cursor.tokens[0].line, cursor.text(0, min(cursor.size, 40)), note.reason)
    except NotModelled as note:
        try:
            carry(cursor, work, note.reason)
        except Unreadable as error:
            work.problem(*cursor.place_of(error), error.message)


def _counts(schema: Schema) -> dict[str, int]:
    found = counts(schema)
    carried = Counter(_KINDS[one.kind] for one in schema.opaque if one.kind in _KINDS)
    return found | {kind: carried[kind] for kind in dict.fromkeys(_KINDS.values())}
