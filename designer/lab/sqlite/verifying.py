"""An export for SQLite, run in a child process and compared with what it was made from."""

from __future__ import annotations

import time
from collections.abc import Sequence
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
from designer.sql.splitting import split

_PASSED_OVER = (
    "insert", "replace", "update", "delete", "pragma", "begin", "commit", "end", "rollback", "savepoint", "release",
    "select", "with", "values", "analyze", "vacuum", "reindex", "attach", "detach", "explain", "meta",
)  # fmt: skip
_SECONDS = 60


def verify_sqlite(schema: Schema) -> Verification:
    """The export of `schema`, run, read back and compared with the design. Raises what the exporter raises."""
    design, _ = translated(schema, "sqlite")
    return _verified(design, lambda answer: _against_design(design, answer))


def verify_sqlite_source(text: str, schema: Schema) -> Verification:
    """The export of `schema`, compared with what the SQL `text` makes that it was read from.

    Statements about rows and about the session are passed over on that side.
    """
    return _verified(schema, lambda answer: _against_source(text, answer))


def _verified(schema: Schema, compared: Any) -> Verification:
    began = time.perf_counter()
    script = tuple(native_statements(schema))
    answer = ask({"statements": script}, _SECONDS)
    if "failed" in answer:
        why = NotExecuted("the export", answer["failed"])
        return Verification("not executed", None, 0, not_executed=(why,))
    errors = tuple(Failure(script[number], message) for number, message in answer["errors"])
    modules = tuple(NotExecuted(one.statement, one.message) for one in errors if "no such module" in one.message)
    errors = tuple(one for one in errors if "no such module" not in one.message)
    found: tuple[Difference, ...] = compared(answer)
    verdict = "differs" if errors or found else "partly" if modules else "equal"
    seconds = time.perf_counter() - began
    return Verification(verdict, answer["server"], answer["ran"], errors, found, modules, seconds)  # type: ignore[arg-type]


def _against_source(text: str, answer: dict[str, Any]) -> tuple[Difference, ...]:
    expected = ask({"statements": definitions(text)}, _SECONDS)
    if "failed" in expected:
        return (Difference("source", "the whole text", "loads", expected["failed"]),)
    return differences(facts(expected), facts(answer))


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
