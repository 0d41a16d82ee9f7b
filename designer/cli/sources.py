"""`SRC` and what comes with it, the same for every command."""

import argparse
import importlib
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from designer.cli.csv_files import stream_csv
from designer.cli.errors import BadInput
from designer.cli.waiting import shown_progress
from designer.importers import (
    KINDS,
    READERS,
    Imported,
    Source,
    UnknownDialect,
    add_queries,
    common_kind,
    guess_dialect,
    import_source,
    import_sql,
)
from designer.importers.sqlite.files import NoDatabase, is_database, script_of
from designer.importers.statement_statistics import is_statement_statistics, minutes_of
from designer.importers.together import import_together

_READ = tuple(kind for kind in KINDS if kind in READERS or kind == "design")
_MOST_BYTES = 200 * 2**20
_READ_APART = {".csv", ".tsv", ".dbml", ".db", ".db3", ".sqlite", ".sqlite3"}
"""Endings of files that are read together with their like, or not at all."""


def add_source(parser: argparse.ArgumentParser, *names: str, queries: bool = False) -> None:
    """The positional SRC (several files of SQL make one design) and `--from`."""
    help_text = "a .sql file or dump, a design (.json), .dbml, .csv, a database URL, or - for standard input"
    if names:
        for name in names:
            parser.add_argument(name, metavar=name.upper(), help=help_text)
    else:
        parser.add_argument("src", metavar="SRC", nargs="+", help=f"{help_text}; several .sql files make one design")
    parser.add_argument("--from", dest="from_", choices=_READ, help="what SRC is; guessed and said when left out")
    if queries:
        parser.add_argument(
            "--queries",
            metavar="Q.sql",
            help="a file of access patterns, with comments above each; or CSV of pg_stat_statements (query, calls, …);"
            " or the address of the PostgreSQL that counts them",
        )
        parser.add_argument(
            "--observed", metavar="7d",
            help="over how long the calls of a CSV were counted (30min, 12h, 7d), where no column of it says",
        )  # fmt: skip
        parser.add_argument(
            "--no-values",
            action="store_true",
            help="of a live database, read no common values and ranges: they are data of real rows",
        )
        parser.add_argument(
            "--without-values", metavar="TABLE.COLUMN", action="append", default=[],
            help="the same for one column (also *.COLUMN, TABLE, SCHEMA.TABLE.COLUMN); may be given again",
        )  # fmt: skip


def read(paths: list[str], options: argparse.Namespace) -> Imported:
    """The design in these files, with the queries that the options name. Says a guess on standard error.

    Raises BadInput for files that cannot be opened, and for input of which nothing could be understood.
    """
    with shown_progress():
        imported = _read_files(paths, options)
    if imported.guess and sys.stderr.isatty():
        print(f"designer: reading {', '.join(paths)} as {imported.guess}", file=sys.stderr)
    _refuse_nothing(imported, paths)
    queries = getattr(options, "queries", None)
    if getattr(options, "observed", None) and not queries:
        raise BadInput("--observed says how long the statements of --queries were counted: give both")
    return _with_queries(imported, queries, getattr(options, "observed", None)) if queries else imported


def _with_queries(imported: Imported, path: str, observed: str | None) -> Imported:
    """Access patterns from a file of queries, or from what a server counted of its statements."""
    is_live = "://" in path
    if is_live:
        reading: Any = importlib.import_module("designer.cli.live")
        path, text = reading.statements_of_url(path)
    else:
        text = text_of(path)
    if not is_statement_statistics(text):
        if observed:
            raise BadInput("--observed is for a CSV of counted statements")
        return add_queries(imported, text, path)
    minutes = None if observed is None else minutes_of(observed)
    if observed is not None and not minutes:
        raise BadInput(f"--observed {observed}: it is a time such as 30min, 12h or 7d")
    is_file = path != "-" and not is_live
    written = datetime.fromtimestamp(Path(path).stat().st_mtime, UTC) if is_file else datetime.now(UTC)
    taking: Any = importlib.import_module("designer.analysis.workload.counted")
    found: Imported = taking.add_counted(imported, text, path, now=written, minutes=minutes)
    for one in found.skipped[len(imported.skipped) :]:
        print(f"designer: {path}:{one.line}: left out, {one.reason}: {one.statement}", file=sys.stderr)
    for remark in found.remarks[len(imported.remarks) :]:
        print(f"designer: {path}: {remark.message}", file=sys.stderr)
    return found


def warn_of_problems(imported: Imported) -> None:
    """Statements that could not be read, one line each, on standard error."""
    for problem in imported.problems:
        place = f"{problem.file or 'standard input'}:{problem.line}:{problem.column}"
        print(f"designer: {place}: {' '.join(problem.message.split())}", file=sys.stderr)


def _read_files(paths: list[str], options: argparse.Namespace) -> Imported:
    kind = options.from_
    is_silent, without = getattr(options, "no_values", False), tuple(getattr(options, "without_values", ()))
    if any("://" in path for path in paths):
        if len(paths) > 1:
            raise BadInput("a database is read alone, without other sources beside it")
        reading: Any = importlib.import_module("designer.cli.live")
        live: Imported = reading.read_url(paths[0], not is_silent, without)
        return live
    if is_silent or without:
        raise BadInput("--no-values and --without-values are for a live database")
    if len(paths) > 1 and (kind == "design" or any(PurePath(path).suffix == ".json" for path in paths)):
        raise BadInput(f"{', '.join(paths)}: only .sql files can be read together")
    endings = {PurePath(path).suffix.lower() for path in paths}
    if kind is None and len(endings) > 1 and (apart := endings & _READ_APART):
        named = " and ".join(sorted(apart))
        raise BadInput(f"{', '.join(paths)}: {named} files are no part of a script; read them alone")
    try:
        if len(paths) == 1 and kind in (None, "sqlite") and is_database(paths[0]):
            found = import_sql([Source(script_of(paths[0]), paths[0])], "sqlite", PurePath(paths[0]).stem)
            return found if kind else replace(found, guess="sqlite")
        chosen_kind = kind or common_kind(paths)
        if chosen_kind == "csv":
            found = stream_csv(paths)
            return found if kind else replace(found, guess="csv")
        if len(paths) == 1:
            return import_source(_bytes(paths[0]), None if paths[0] == "-" else paths[0], kind)
        kind = chosen_kind
        sources = [Source(text_of(path), path) for path in paths]
        chosen = kind or guess_dialect("\n".join(source.text[:60_000] for source in sources)).dialect
        imported = import_together(sources, chosen, PurePath(paths[0]).stem)
        return imported if kind else replace(imported, guess=chosen)
    except NoDatabase as error:
        raise BadInput(str(error)) from None
    except UnknownDialect as error:
        raise BadInput(f"{', '.join(paths)}: {error}") from None


def _refuse_nothing(imported: Imported, paths: list[str]) -> None:
    """Problems and not one object: this was no schema at all."""
    if imported.problems and not imported.schema.located:
        first = imported.problems[0]
        raise BadInput(f"{first.file or ', '.join(paths)}:{first.line}:{first.column}: {first.message}")


def text_of(path: str) -> str:
    """The text of a file. Raises BadInput where it cannot be opened or is no text."""
    data = _bytes(path)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{path}:{line}: this is not UTF-8 text") from None


def _bytes(path: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # a NUL in the path
        raise BadInput(f"{path!r}: {error}") from None
    if len(data) > _MOST_BYTES:
        raise BadInput(f"{path}: larger than {_MOST_BYTES >> 20} MB")
    return data
