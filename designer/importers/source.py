"""Reading a source of any kind: what it is, is said or guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from designer.importers.counts import counts
from designer.importers.decoding import UTF_16, no_text
from designer.importers.guess import better_fit, guess_dialect
from designer.importers.importing import READERS, UnknownDialect, import_sql
from designer.importers.result import Imported, Problem, Remark, Source
from designer.importers.together import import_together
from designer.schema import design_file
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.sql.dialects import DIALECTS

KINDS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "dbml", "csv", "design")
_SUFFIXES = {
    ".psql": "postgres", ".json": "design", ".dbml": "dbml", ".csv": "csv",
}  # fmt: skip
_TOLD = {".dbml": "dbml", ".csv": "csv"}
_HEAD = 60_000


def import_source(src: str | bytes, filename: str | None = None, from_: str | None = None) -> Imported:
    """The design in a text or the bytes of a file.

    from_: its kind, one of `KINDS`; None guesses it from the file's name and its first characters, and the guess
    is in `Imported.guess`. A design file that cannot be read gives an empty design and its problems.
    Raises UnknownDialect for a kind that nothing here reads.
    """
    text, problem = _text(src, filename)
    kind = from_ or _guess(text, filename)
    name = PurePath(filename).stem if filename else "design"
    if kind == "design":
        imported = _import_design(text, name, filename)
    elif kind in READERS:
        imported = import_sql([Source(text, filename)], kind, name or "design")
    else:
        readable = ", ".join(sorted((*READERS, "design")))
        raise UnknownDialect(f"{kind} is not read yet; this reads {readable}")
    problems = (*((problem,) if problem else ()), *imported.problems)
    if imported.problems and kind in READERS and kind in DIALECTS and (better := better_fit(text, kind)):
        problems = (Problem(1, 1, better, filename), *problems)
    remarks = imported.remarks if from_ else (*_doubts(text, filename, kind), *imported.remarks)
    return replace(imported, problems=problems, guess=None if from_ else kind, remarks=remarks)


def _doubts(text: str, filename: str | None, kind: str) -> Iterator[Remark]:
    """What else a text fits, where its dialect was guessed from words that several have."""
    if kind in DIALECTS and (doubt := guess_dialect(text).doubt):
        yield Remark(0, doubt, filename)


def import_sources(sources: Sequence[Source], name: str, from_: str | None = None) -> Imported:
    """The design in one or several texts that belong together; `from_` as with `import_source`.

    Raises UnknownDialect.
    """
    if len(sources) == 1:
        return import_source(sources[0].text, sources[0].file, from_)
    kind = from_ or common_kind([one.file for one in sources])
    if kind is None:
        kind = _guess("\n".join(one.text[:_HEAD] for one in sources), None)
    imported = import_together(sources, kind, name)
    return imported if from_ else replace(imported, guess=kind)


def common_kind(names: Sequence[str | None]) -> str | None:
    """What several files are, where all their names end alike and no dialect has to be told."""
    endings = {PurePath(name or "").suffix.lower() for name in names}
    return _TOLD.get(endings.pop()) if len(endings) == 1 else None


def _text(src: str | bytes, filename: str | None) -> tuple[str, Problem | None]:
    """The source as text, with a problem for bytes that are no UTF-8."""
    if isinstance(src, str):
        return src.removeprefix("\ufeff"), None
    if reason := no_text(src, filename or "This"):
        return "", Problem(1, 1, reason, filename)
    if src.startswith(UTF_16):
        return src.decode("utf-16", "replace"), None
    try:
        return src.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = src.count(b"\n", 0, error.start) + 1
        column = error.start - src.rfind(b"\n", 0, error.start)
        message = "this is no UTF-8; it was read as Latin-1, so that letters with accents may be wrong"
        return src.decode("latin-1"), Problem(line, column, message, filename)


def _guess(text: str, filename: str | None) -> str:
    by_name = _SUFFIXES.get(PurePath(filename).suffix.lower()) if filename else None
    if by_name is not None:
        return by_name
    if text.lstrip()[:1] == "{":
        return "design"
    found = guess_dialect(text).dialect
    return found if found in READERS else "postgres"


def _import_design(text: str, name: str, filename: str | None) -> Imported:
    try:
        schema = design_file.loads(text)
    except DesignError as error:
        line, column = _json_place(text)
        place = f"line {line}, column {column}: "
        problems = tuple(Problem(line, column, one.removeprefix(place), filename) for one in error.problems)
        return Imported(Schema(name=name), "design", {}, problems=problems)
    return Imported(schema, schema.dialect.name, counts(schema), files=(filename,) if filename else ())


def _json_place(text: str) -> tuple[int, int]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno
    except (RecursionError, ValueError):
        pass
    return 1, 1
