"""An export for SQLite, run in a child process and compared with what it was made from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from designer.exporters.sqlite import native_statements
from designer.exporters.translation import translated
from designer.importers import import_sql
from designer.importers.result import Source
from designer.importers.sqlite.attached import without_attached
from designer.importers.sqlite.files import ask
from designer.lab.catalogue.compare import Difference
from designer.lab.sqlite.catalogue import differences, facts
from designer.lab.sqlite.readback import design_facts
from designer.lab.verify.verification import Failure, NotExecuted, Verification
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.splitting import split
from designer.sql.tokens import Kind

_PASSED_OVER = (
    "insert", "replace", "update", "delete", "pragma", "begin", "commit", "end", "rollback", "savepoint", "release",
    "select", "with", "values", "analyze", "vacuum", "reindex", "attach", "detach", "explain", "meta",
)  # fmt: skip
_OBJECTS = ("TABLE", "VIEW", "INDEX", "TRIGGER")
_SECONDS = 60


def verify_sqlite(schema: Schema) -> Verification:
    """The export of `schema`, run, read back and compared with the design. Raises what the exporter raises."""
    design, _ = translated(schema, "sqlite")
    return _verified(design, lambda answer: (_against_design(design, answer), ()))


def verify_sqlite_source(text: str, schema: Schema) -> Verification:
    """The export of `schema`, compared with what the SQL `text` makes that it was read from.

    Statements about rows and about the session are passed over on that side.
    """
    return _verified(schema, lambda answer: _against_source(text, answer))


Compared = tuple[tuple[Difference, ...], tuple[NotExecuted, ...]]
"""What is not the same, and what the server refused of the source."""


def _verified(schema: Schema, compared: Callable[[dict[str, Any]], Compared]) -> Verification:
    began = time.perf_counter()
    script = tuple(native_statements(schema))
    answer = ask({"statements": script}, _SECONDS)
    if "failed" in answer:
        why = NotExecuted("the export", answer["failed"])
        return Verification("not executed", None, 0, not_executed=(why,))
    errors = tuple(Failure(script[number], message) for number, message in answer["errors"])
    found, refused = compared(answer)
    beyond = {_subject(one.statement) for one in refused}
    excused = [one for one in errors if "no such module" in one.message or _subject(one.statement) in beyond]
    errors = tuple(one for one in errors if one not in excused)
    counted = {_table_of(one) for one in found} | {_subject(one.statement) for one in excused}
    found = tuple(one for one in found if _table_of(one) not in beyond)
    shown = {_subject(one.statement): NotExecuted(one.statement, one.message) for one in excused}
    shown |= {_subject(one.statement): one for one in refused if _subject(one.statement) in counted}
    verdict = "differs" if errors or found else "partly" if shown else "equal"
    seconds = time.perf_counter() - began
    return Verification(verdict, answer["server"], answer["ran"], errors, found, tuple(shown.values()), seconds)  # type: ignore[arg-type]


def _against_source(text: str, answer: dict[str, Any]) -> Compared:
    script = definitions(text)
    expected = ask({"statements": script}, _SECONDS)
    if "failed" in expected:
        return (Difference("source", "the whole text", "loads", expected["failed"]),), ()
    refused = tuple(NotExecuted(script[number], message) for number, message in expected["errors"])
    return differences(facts(expected), facts(answer)), refused


def _subject(statement: str) -> str:
    """What a statement makes, by its name in small letters: `books` of `CREATE TABLE IF NOT EXISTS main.books (…`."""
    names = [token for token in tokenize(statement, "sqlite").tokens if token.kind is not Kind.COMMENT]
    place = next((at for at, token in enumerate(names) if token.text.upper() in _OBJECTS), len(names)) + 1
    while place < len(names) and names[place].text.upper() in ("IF", "NOT", "EXISTS"):
        place += 1
    if place + 2 < len(names) and names[place + 1].text == ".":
        place += 2
    return read_identifier(names[place].text, "sqlite").lower() if place < len(names) else ""


def _table_of(found: Difference) -> str:
    """The table, or the name, that a difference is about."""
    return found.object.partition(":")[0].partition(".")[0].lower()


def _against_design(schema: Schema, answer: dict[str, Any]) -> tuple[Difference, ...]:
    own = [row for row in answer["catalogue"] if row[3] and not row[1].startswith("sqlite_")]
    again = import_sql("".join(f"{row[3]};\n" for row in own), "sqlite", schema.name)
    expected, found = design_facts(schema), design_facts(again.schema)
    unknown = tuple(Difference("statement", f"line {one.line}", "can be read", one.message) for one in again.problems
                    if "which is not here" not in one.message)  # fmt: skip
    return (*unknown, *differences(expected, found))


def definitions(text: str) -> Sequence[str]:
    """The statements of a source that define something; what a dump writes into the catalogue among them."""
    found = []
    own, _ = without_attached(Source(text))
    for statement in split(own.text, "sqlite"):
        if statement.kind == "insert" and ("sqlite_master" in statement.text or "sqlite_schema" in statement.text):
            carried = import_sql(statement.text, "sqlite").schema.opaque
            found += [one.sql for one in carried]
        elif statement.kind not in _PASSED_OVER:
            found.append(statement.text)
    return found
